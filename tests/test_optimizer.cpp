// Our Adam against LibTorch's, and the scale of losses in float16.
#include "suite.h"
#include "trainer/optim/optimizer.h"

using namespace ganmut;

namespace {

/// Shapes around the size of a block, one parameter that is stored channels last.
std::vector<torch::Tensor> parameters() {
  torch::manual_seed(2);
  return {torch::randn({}),           torch::randn({7}),
          torch::randn({32 * 1024}),  torch::randn({300, 333}),
          torch::randn({2, 0, 3}),    torch::randn({8, 6, 5, 4}).contiguous(torch::MemoryFormat::ChannelsLast),
          torch::randn({40, 50}).t(), torch::randn({3})};
}

template <typename Adam> std::vector<torch::Tensor> moved() {
  auto all = parameters();
  for (auto &parameter : all)
    parameter.requires_grad_();
  Adam adam(all, torch::optim::AdamOptions(0.01).betas({0.5, 0.9}));
  for (int step = 0; step < 4; ++step) {
    adam.zero_grad();
    auto loss = torch::zeros({});
    for (std::size_t i = 0; i + 1 < all.size(); ++i) // the last one has no gradient
      loss = loss + (all[i].sin() * (step + 1)).sum();
    loss.backward();
    if (step == 2)
      all[1].mutable_grad() = torch::Tensor(); // one step without
    adam.step();
  }
  return all;
}

/// A weight of 0 after one step of descent for each of the `gradients`.
float moved_by(const std::vector<float> &gradients, Precision precision) {
  const auto weight = torch::zeros({}).requires_grad_();
  Optimizer optimizer({weight}, torch::optim::AdamOptions(0.01), precision);
  for (const float gradient : gradients)
    optimizer.step(weight * gradient);
  return weight.item<float>();
}

/// A parameter whose gradient is `value`.
torch::Tensor with_gradient(float value) {
  auto parameter = torch::zeros({2}).requires_grad_();
  parameter.mutable_grad() = torch::tensor({1.F, value});
  return parameter;
}

} // namespace

START_TEST(the_numbers_are_the_same_to_the_bit) {
  const auto stock = moved<torch::optim::Adam>(), ours = moved<FusedAdam>();
  const auto before = parameters();
  for (std::size_t i = 0; i < stock.size(); ++i) {
    ck_assert(torch::equal(stock[i], ours[i]));
    ck_assert(stock[i].strides() == ours[i].strides());
    ck_assert(torch::equal(before[i], ours[i]) == (before[i].numel() == 0 || i + 1 == stock.size()));
  }
}
END_TEST

START_TEST(scaled_losses_move_weights_as_others_do) {
  const std::vector<float> gradients = {3.F, -0.1F, 1e-7F, 0.7F};
  const float plain = moved_by(gradients, Precision::Float32);
  ck_assert_float_lt(plain, -0.01F);
  ck_assert(moved_by(gradients, Precision::Float16) == plain); // a power of two costs no bit
}
END_TEST

START_TEST(an_overflow_moves_nothing_and_halves_the_scale) {
  ck_assert(moved_by({INFINITY, NAN}, Precision::Float16) == 0);
  ck_assert(moved_by({INFINITY, 3, 2}, Precision::Float16) == moved_by({3, 2}, Precision::Float32));
  LossScale scale;
  ck_assert(!scale.unscale({with_gradient(1), with_gradient(INFINITY)}));
  ck_assert_double_eq(scale.factor(), 32768);
}
END_TEST

START_TEST(the_scale_grows_and_is_saved) {
  LossScale scale;
  for (int i = 0; i < 1999; ++i)
    ck_assert(scale.unscale({with_gradient(1)}));
  ck_assert_double_eq(scale.factor(), 65536);
  RunState state;
  scale.save(state, "scale");
  LossScale resumed;
  resumed.load(state, "scale");
  const auto parameter = with_gradient(65536);
  ck_assert(resumed.unscale({parameter}));
  ck_assert_float_eq(parameter.grad()[1].item<float>(), 1);
  ck_assert_double_eq(resumed.factor(), 131072);
  resumed.load(RunState(), "scale"); // of a run in float32
  ck_assert_double_eq(resumed.factor(), 131072);
}
END_TEST

START_TEST(gradients_that_never_fit_end_the_run) {
  LossScale scale;
  const auto train_on = [&] {
    for (int i = 0; i < 100; ++i)
      ck_assert(!scale.unscale({with_gradient(NAN)}));
  };
  expect_error(train_on, ErrorKind::Failed, "--precision bf16");
}
END_TEST

const suite::Part part("optimizer", [] {
  Suite *suite = suite_create("optimizer");
  TCase *tests = tcase_create("adam");
  tcase_add_test(tests, the_numbers_are_the_same_to_the_bit);
  tcase_add_test(tests, scaled_losses_move_weights_as_others_do);
  tcase_add_test(tests, an_overflow_moves_nothing_and_halves_the_scale);
  tcase_add_test(tests, the_scale_grows_and_is_saved);
  tcase_add_test(tests, gradients_that_never_fit_end_the_run);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
