// Our Adam against LibTorch's.
#include "suite.h"
#include "trainer/fused_adam.h"

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

int main() {
  Suite *suite = suite_create("optimizer");
  TCase *tests = tcase_create("adam");
  tcase_add_test(tests, the_numbers_are_the_same_to_the_bit);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
