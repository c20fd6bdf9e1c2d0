// Other numbers to compute in and other orders in memory: a run learns nearly the same.
#include <cmath>

#include <ganmut/model.h>

#include "loss_file.h"
#include "trainer/device/device.h"
#include "training_command.h"
#include "training_data.h"

using namespace training;

namespace {

struct Variant {
  const char *flags;
  double tolerance; ///< of a loss, relative to 1 or to its size
  bool changes;     ///< surely the last bits: convolutions can add in the same order whatever the memory's
} const variants[] = {
    {"--channels_last true", 1e-3, false},
    {"--precision bf16", 0.1, true},
    {"--precision bf16 --channels_last true", 0.1, true},
};

} // namespace

START_TEST(losses_stay_near_those_of_float32) {
  const auto &kind = kinds[static_cast<std::size_t>(_i) % std::size(kinds)];
  const auto &variant = variants[static_cast<std::size_t>(_i) / std::size(kinds)];
  const Scratch scratch;
  training_data::write(scratch, 75, 3, 40);
  expect(train(scratch, kind, "plain", "--num_iters 2"), 0);
  expect(train(scratch, kind, "other", std::string("--num_iters 2 ") + variant.flags), 0);
  const auto plain = losses_of(scratch.path("plain/losses.csv")), other = losses_of(scratch.path("other/losses.csv"));
  ck_assert_uint_eq(plain.size(), other.size());
  bool same = true;
  for (const auto &[name, value] : plain) {
    const auto near = other.at(name);
    ck_assert_msg(std::abs(near - value) <= variant.tolerance * std::max(1., std::abs(value)), "%s %s %s: %g, not %g",
                  kind.name, variant.flags, name.c_str(), near, value);
    same = same && near == value;
  }
  ck_assert_msg(!same || !variant.changes, "%s: %s changes nothing", kind.name, variant.flags);

  // What is saved is float32 in the usual order: a plain run goes on from it.
  expect(train(scratch, kind, "other", "--num_iters 3 --resume auto --change_settings true"), 0);
  ck_assert(ganmut::Model::load(scratch.path("other/3-G.safetensors")).info().classes == 3);
}
END_TEST

START_TEST(weights_of_convolutions_lie_channels_last) {
  torch::nn::Sequential network(torch::nn::Conv2d(3, 4, 3), torch::nn::Linear(4, 2));
  const auto before = network->parameters()[0].clone();
  ganmut::place(*network, torch::kCPU, true);
  const auto weight = network->parameters()[0];
  ck_assert(weight.is_contiguous(torch::MemoryFormat::ChannelsLast) && !weight.is_contiguous());
  ck_assert(torch::equal(weight, before));
}
END_TEST

START_TEST(float16_is_for_gpus) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 1 --precision fp16"), 1, "fp16 needs a GPU");
}
END_TEST

const suite::Part part("precision", [] {
  Suite *suite = suite_create("precision");
  TCase *tests = tcase_create("precision");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, losses_stay_near_those_of_float32, 0, std::size(variants) * std::size(kinds));
  tcase_add_test(tests, weights_of_convolutions_lie_channels_last);
  tcase_add_test(tests, float16_is_for_gpus);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
