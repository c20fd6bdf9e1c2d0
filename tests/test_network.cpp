// The networks' own parts: the fast transposed convolution, instance normalization, weights in and out.
#include <functional>

#include <ganmut/error.h>

#include "network/fast_conv_transpose.h"
#include "network/gaussian_generator.h"
#include "network/linear_generator.h"
#include "network/official_discriminator.h"
#include "network/state.h"
#include "suite.h"

using namespace ganmut;

namespace {

double distance(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

bool refused(ErrorKind kind, const std::function<void()> &act) {
  try {
    act();
  } catch (const Error &error) {
    return error.kind() == kind;
  }
  return false;
}

/// An output and its first and second derivatives.
struct Derivatives {
  torch::Tensor output, by_x, by_weight, second;
};

Derivatives derivatives(const std::function<torch::Tensor(torch::Tensor, torch::Tensor)> &convolve,
                        const torch::Tensor &x_values, const torch::Tensor &weight_values) {
  const auto x = x_values.clone().requires_grad_(), weight = weight_values.clone().requires_grad_();
  const auto output = convolve(x, weight);
  const auto first = torch::autograd::grad({output.pow(3).sum()}, {x, weight}, {}, true, true);
  const auto second = torch::autograd::grad({first[0].pow(2).sum()}, {weight});
  return {output, first[0], first[1], second[0]};
}

} // namespace

START_TEST(fast_transposed_convolution_equals_the_stock_one) {
  struct Case {
    int n, in, out, height, width;
  } const cases[] = {{1, 1, 1, 1, 1}, {2, 3, 5, 4, 6}, {1, 8, 4, 7, 3}};
  for (const auto &c : cases) {
    const auto x = torch::randn({c.n, c.in, c.height, c.width}, torch::kDouble);
    const auto weight = torch::randn({c.in, c.out, 4, 4}, torch::kDouble);
    const auto fast = derivatives(fast_conv_transpose, x, weight);
    const auto stock = derivatives(
        [](const torch::Tensor &a, const torch::Tensor &b) { return torch::conv_transpose2d(a, b, {}, 2, 1); }, x,
        weight);
    ck_assert_double_le(distance(fast.output, stock.output), 1e-10);
    ck_assert_double_le(distance(fast.by_x, stock.by_x), 1e-9);
    ck_assert_double_le(distance(fast.by_weight, stock.by_weight), 1e-9);
    ck_assert_double_le(distance(fast.second, stock.second) / stock.second.abs().max().item<double>(), 1e-10);
  }
}
END_TEST

START_TEST(normalization_uses_the_picture_at_hand_in_eval_too) {
  InstanceNorm norm(3);
  const auto x = 5 + 2 * torch::randn({2, 3, 8, 8});
  const auto in_training = norm(x);
  norm->eval();
  const auto running = norm->named_buffers()["running_mean"].clone();
  ck_assert_double_le(distance(in_training, norm(x)), 1e-6);
  ck_assert_double_le(distance(norm(x).mean({2, 3}), torch::zeros({2, 3})), 1e-5);
  ck_assert(torch::equal(running, norm->named_buffers()["running_mean"])); // eval() leaves the buffers alone
}
END_TEST

START_TEST(rendering_leaves_the_statistics_alone) {
  torch::NoGradGuard no_grad;
  LinearGenerator network(2, 3, 8, 2);
  const auto faces = torch::rand({2, 3, 16, 16}) * 2 - 1, codes = torch::rand({2, 2}) * 2 - 1;
  const auto in_training = network->forward(faces, codes);
  network->eval(); // as the engine runs it
  const auto before = state_of(*network);
  const auto rendered = network->render(faces, codes).picture;
  const auto after = state_of(*network);
  ck_assert(torch::equal(in_training, rendered));
  for (std::size_t i = 0; i < before.size(); ++i)
    ck_assert_msg(before[i].second.bytes == after[i].second.bytes, "%s", before[i].first.c_str());
}
END_TEST

START_TEST(any_number_of_classes_and_dimensions) {
  torch::NoGradGuard no_grad;
  const auto faces = torch::rand({2, 3, 16, 16}) * 2 - 1;
  for (const int dimensions : {2, 3})
    for (const int classes : {2, 5, 8}) {
      const auto codes = torch::rand({2, dimensions}) * 2 - 1;
      LinearGenerator linear(dimensions, classes, 4, 1);
      ck_assert(linear->forward(faces, codes).sizes() == faces.sizes());
      ck_assert(linear->unit_axes().sizes() == torch::IntArrayRef({classes - 1, dimensions}));
      const auto neutral = linear->codes_of(torch::zeros({1}, torch::kLong), torch::ones({1}));
      ck_assert_double_eq(neutral.abs().max().item<double>(), 0);

      GaussianGenerator gaussian(dimensions, classes, 4, 1);
      ck_assert(gaussian->forward(faces, codes).sizes() == faces.sizes());
      const auto distances = gaussian->mahalanobis(gaussian->means());
      ck_assert_double_le(distances.diagonal().abs().max().item<double>(), 1e-10);

      for (const auto kind : {Parametrization::Linear, Parametrization::Gaussian}) {
        OfficialDiscriminator discriminator(kind, 16, 4, classes, dimensions, 3);
        const auto judgement = discriminator(faces);
        ck_assert(judgement.classes.sizes() == torch::IntArrayRef({2, classes}));
        ck_assert(judgement.codes.sizes() == torch::IntArrayRef({2, dimensions}));
      }
    }
}
END_TEST

START_TEST(turned_covariances_keep_their_axes) {
  torch::NoGradGuard no_grad;
  GaussianGenerator network(2, 4, 4, 0);
  auto parameters = network->named_parameters();
  parameters["covariance_angles.weight"].uniform_(-3, 3);
  parameters["covariance_axes.weight"].uniform_(0.5, 2);
  const auto lengths = std::get<0>(parameters["covariance_axes.weight"].sort(1));
  ck_assert_double_le(distance(torch::linalg_eigvalsh(network->covariances()), lengths), 1e-5);
}
END_TEST

START_TEST(covariances_in_3_d_are_positive_definite_whatever_is_learnt) {
  torch::NoGradGuard no_grad;
  GaussianGenerator network(3, 50, 4, 0);
  ck_assert_double_eq(distance(network->covariances(), torch::eye(3)), 0);
  network->to(torch::kDouble);
  network->named_parameters()["covariance_factors.weight"].uniform_(-3, 3);
  const auto covariances = network->covariances();
  ck_assert_double_le(distance(covariances, covariances.transpose(1, 2)), 0);
  ck_assert_double_gt(torch::linalg_eigvalsh(covariances).min().item<double>(), 0);

  const auto codes = torch::rand({5, 3}, torch::kDouble) * 2 - 1;
  const auto offsets = codes.unsqueeze(1) - network->means();
  const auto distances = torch::einsum("nki,kij,nkj->nk", {offsets, covariances.inverse(), offsets});
  ck_assert_double_le(((network->mahalanobis(codes) - distances) / distances).abs().max().item<double>(), 1e-5);
}
END_TEST

START_TEST(weights_survive_the_way_out_and_in) {
  torch::NoGradGuard no_grad;
  LinearGenerator from(2, 7, 8, 2), to(2, 7, 8, 2);
  const auto faces = torch::rand({1, 3, 16, 16}), codes = torch::rand({1, 2});
  from->forward(faces, codes); // moves the running statistics
  load_state(*to, state_of(*from));
  ck_assert_double_eq(distance(from->forward(faces, codes), to->forward(faces, codes)), 0);
  suite::expect_text(state_of(*from).front().first, "axes.weight");
}
END_TEST

START_TEST(weights_that_do_not_fit_are_refused_and_change_nothing) {
  LinearGenerator network(2, 7, 8, 2);
  const auto before = state_of(*network);
  const auto narrow = state_of(*LinearGenerator(2, 7, 4, 2)), shallow = state_of(*LinearGenerator(2, 7, 8, 1));
  auto incomplete = before, foreign = before;
  incomplete.erase(incomplete.begin());
  foreign.emplace_back("extra", before.front().second);
  for (const auto &state : {narrow, shallow, incomplete, foreign})
    ck_assert(refused(ErrorKind::WrongKind, [&] { load_state(*network, state); }));
  const auto after = state_of(*network);
  for (std::size_t i = 0; i < before.size(); ++i)
    ck_assert(before[i].second.bytes == after[i].second.bytes);
}
END_TEST

START_TEST(sizes_that_no_network_can_have_are_refused) {
  const std::function<void()> wrong[] = {
      [] { LinearGenerator(4, 7, 8, 1); },
      [] { LinearGenerator(2, 1, 8, 1); },
      [] { GaussianGenerator(2, 7, 0, 1); },
      [] { GaussianGenerator(2, 7, 8, -1); },
      [] { OfficialDiscriminator(Parametrization::Linear, 16, 8, 7, 2, 5); },
      [] { OfficialDiscriminator(Parametrization::Linear, 16, 0, 7, 2, 2); },
  };
  for (const auto &make : wrong)
    ck_assert(refused(ErrorKind::BadArgument, make));
}
END_TEST

const suite::Part part("network", [] {
  torch::manual_seed(1);
  Suite *suite = suite_create("network");
  TCase *tests = tcase_create("network");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, fast_transposed_convolution_equals_the_stock_one);
  tcase_add_test(tests, normalization_uses_the_picture_at_hand_in_eval_too);
  tcase_add_test(tests, rendering_leaves_the_statistics_alone);
  tcase_add_test(tests, any_number_of_classes_and_dimensions);
  tcase_add_test(tests, turned_covariances_keep_their_axes);
  tcase_add_test(tests, covariances_in_3_d_are_positive_definite_whatever_is_learnt);
  tcase_add_test(tests, weights_survive_the_way_out_and_in);
  tcase_add_test(tests, weights_that_do_not_fit_are_refused_and_change_nothing);
  tcase_add_test(tests, sizes_that_no_network_can_have_are_refused);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
