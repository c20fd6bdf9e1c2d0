// A batch shared out among processes gives the losses and gradients of the whole batch.
#include <condition_variable>
#include <mutex>
#include <thread>

#include <ganmut/error.h>

#include "network/state.h"
#include "small_step.h"
#include "suite.h"

using namespace ganmut;

namespace {

/// Averages gradients over threads that stand for processes.
class Meeting {
public:
  explicit Meeting(int members) : members_(members) {}

  void average(const std::vector<torch::Tensor> &parameters) {
    std::unique_lock lock(mutex_);
    if (sums_.empty())
      sums_.resize(parameters.size());
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (parameters[i].grad().defined())
        sums_[i] = sums_[i].defined() ? sums_[i] + parameters[i].grad() : parameters[i].grad().clone();
    const int round = round_;
    if (++arrived_ == members_) {
      means_ = std::move(sums_);
      sums_.clear();
      arrived_ = 0;
      ++round_;
      all_.notify_all();
    } else {
      all_.wait(lock, [&] { return round_ != round; });
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      ck_assert(parameters[i].grad().defined() == means_[i].defined());
      if (means_[i].defined())
        parameters[i].grad().copy_(means_[i] / members_);
    }
  }

private:
  const int members_;
  int arrived_ = 0, round_ = 0;
  std::vector<torch::Tensor> sums_, means_;
  std::mutex mutex_;
  std::condition_variable all_;
};

/// What an iteration leaves behind.
struct Outcome {
  Losses losses;
  std::vector<torch::Tensor> gradients;
};

void add_gradients(const torch::nn::Module &module, std::vector<torch::Tensor> &gradients) {
  for (const auto &parameter : module.parameters())
    if (parameter.grad().defined())
      gradients.push_back(parameter.grad().clone());
}

Outcome iterate(const OfficialOptions &options, const LabelledBatch &batch, Shard shard, Meeting &meeting,
                const StateDict &generator, const StateDict &discriminator) {
  SeededRandom random(5);
  const auto step = make_official_step(options, torch::kCPU, random, shard);
  load_state(step->generator(), generator);
  load_state(step->discriminator(), discriminator);
  step->set_gradient_exchange([&](const auto &parameters) { meeting.average(parameters); });
  Outcome outcome;
  outcome.losses = step->train_discriminator({shard.of(batch.pictures), batch.labels});
  add_gradients(step->discriminator(), outcome.gradients);
  const auto more = step->train_generator();
  outcome.losses.insert(outcome.losses.end(), more.begin(), more.end());
  add_gradients(step->generator(), outcome.gradients);
  return outcome;
}

struct Case {
  Parametrization parametrization;
  Regularization regularization;
  CycleLoss cycle;
  bool solid;
  int world;
  std::vector<std::int64_t> labels;
};

const Case cases[] = {
    {Parametrization::Linear,
     Regularization::GradientPenalty,
     CycleLoss::Approximate,
     false,
     2,
     {0, 1, 2, 3, 4, 0, 1, 2}},
    {Parametrization::Linear, Regularization::R1, CycleLoss::Original, true, 4, {0, 0, 0, 3, 4, 0, 1, 2}},
    {Parametrization::Linear, Regularization::R1, CycleLoss::Approximate, false, 2, {0, 0, 0, 0}},
    {Parametrization::Linear, Regularization::R1, CycleLoss::Approximate, false, 5, {1, 2, 3, 4, 0}},
    {Parametrization::Gaussian,
     Regularization::GradientPenalty,
     CycleLoss::Approximate,
     false,
     2,
     {0, 1, 2, 3, 4, 0, 1, 2}},
    {Parametrization::Gaussian, Regularization::R1, CycleLoss::Approximate, true, 3, {0, 1, 2}},
};

} // namespace

START_TEST(shares_average_to_the_whole_batch) {
  torch::manual_seed(3);
  const auto &c = cases[_i];
  auto options = small::options();
  options.parametrization = c.parametrization;
  options.regularization_type = c.regularization;
  options.cycle_loss = c.cycle;
  options.tridimensional = c.solid;
  options.n_r_g = 2;
  options.d_lr = 1e-9; // Adam turns rounding into whole steps, and the generator would see them
  const auto batch = small::batch(c.labels);
  SeededRandom random(1);
  const auto start = make_official_step(options, torch::kCPU, random);
  const auto generator = state_of(start->generator()), discriminator = state_of(start->discriminator());

  Meeting alone(1), all(c.world);
  const auto whole = iterate(options, batch, {}, alone, generator, discriminator);
  std::vector<Outcome> parts(c.world);
  std::vector<std::thread> processes;
  for (int rank = 0; rank < c.world; ++rank)
    processes.emplace_back([&, rank] {
      parts[rank] = iterate(options, batch, {rank, c.world}, all, generator, discriminator);
    });
  for (auto &process : processes)
    process.join();

  for (std::size_t i = 0; i < whole.losses.size(); ++i) {
    double mean = 0;
    for (const auto &part : parts)
      mean += part.losses.at(i).second / c.world;
    ck_assert_msg(std::abs(mean - whole.losses[i].second) <= 1e-5 * std::max(1.0, std::abs(mean)), "%s: %g, not %g",
                  whole.losses[i].first.c_str(), mean, whole.losses[i].second);
  }
  for (const auto &part : parts) {
    ck_assert_uint_eq(part.gradients.size(), whole.gradients.size());
    for (std::size_t i = 0; i < whole.gradients.size(); ++i)
      ck_assert_double_le((part.gradients[i] - whole.gradients[i]).abs().max().item<double>(),
                          1e-5 * std::max(1.0, whole.gradients[i].abs().max().item<double>()));
  }
}
END_TEST

START_TEST(uneven_shares_are_refused) {
  SeededRandom random(1);
  const auto step = make_official_step(small::options(), torch::kCPU, random, {0, 2});
  const auto batch = small::batch({0, 1, 2, 3, 4});
  expect_error(
      [&] {
        step->train_discriminator({batch.pictures.slice(0, 0, 2), batch.labels});
      },
      ErrorKind::BadArgument, "evenly among 2 processes");
}
END_TEST

const suite::Part part("shares", [] {
  Suite *suite = suite_create("shares");
  TCase *tests = tcase_create("shares");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, shares_average_to_the_whole_batch, 0, static_cast<int>(std::size(cases)));
  tcase_add_test(tests, uneven_shares_are_refused);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
