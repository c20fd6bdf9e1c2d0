// Official checkpoints against PyTorch itself.
#include "../scratch.h"
#include "../small_states.h"
#include "checkpoint/official_checkpoint.h"
#include "peer.h"

START_TEST(pytorch_reads_what_we_write) {
  const Scratch scratch;
  ganmut::write_official_checkpoint(scratch.path("ours.ckpt"), small::mixed());
  ganmut::write_official_checkpoint(scratch.path("generator.ckpt"), small::generator());
  peer::run(R"(
import collections, sys, torch
ours = torch.load(sys.argv[1] + "/ours.ckpt", map_location="cpu")
assert type(ours) is collections.OrderedDict, type(ours)
assert list(ours) == ["matrix", "scalar", "empty", "F16", "BF16", "F64", "U8", "I8", "I16", "I32", "I64", "BOOL"], list(ours)
assert ours["matrix"].shape == (2, 3) and ours["scalar"].shape == () and ours["empty"].shape == (0, 3)
expected = torch.tensor([(i * 37 % 101 - 50) / 50 + 0.001 for i in range(6)]).view(2, 3)
assert torch.allclose(ours["matrix"], expected, atol=1e-6), ours["matrix"]
kinds = [torch.half, torch.bfloat16, torch.double, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool]
assert [ours[name].dtype for name in list(ours)[3:]] == kinds
generator = torch.load(sys.argv[1] + "/generator.ckpt")
norm = torch.nn.InstanceNorm2d(2, affine=True, track_running_stats=True)
norm.load_state_dict({k[len("main.1."):]: v for k, v in generator.items() if k.startswith("main.1.")}, strict=True))",
            scratch.path(""));
}
END_TEST

START_TEST(we_read_what_pytorch_writes) {
  const Scratch scratch;
  peer::run(R"(
import collections, sys, torch
net = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3))
with torch.no_grad():
    net[0].weight.copy_(torch.arange(54.).view(3, 2, 3, 3))
state = net.state_dict()
state["turned"] = state["0.weight"].permute(3, 2, 1, 0)
torch.save(state, sys.argv[1] + "/new.ckpt")
torch.save(state, sys.argv[1] + "/old.ckpt", _use_new_zipfile_serialization=False)
torch.save({"a": torch.ones(2), "b": torch.ones(1)}, sys.argv[1] + "/dict.pt"))",
            scratch.path(""));
  const auto state = ganmut::read_official_checkpoint(scratch.path("new.ckpt"));
  small::expect_equal(ganmut::read_official_checkpoint(scratch.path("old.ckpt")), state);
  const auto weight = ganmut::floats_of(*ganmut::find(state, "0.weight"));
  const auto *turned = ganmut::find(state, "turned");
  ck_assert(turned->shape == (small::Shape{3, 3, 2, 3}));
  ck_assert_float_eq(weight[53], 53);
  ck_assert_float_eq(ganmut::floats_of(*turned)[1], 18); // [0, 0, 0, 1] there is [1, 0, 0, 0] here
  ck_assert(ganmut::find(state, "1.num_batches_tracked")->dtype == ganmut::DType::I64);
  ck_assert_uint_eq(ganmut::read_official_checkpoint(scratch.path("dict.pt")).size(), 2);
}
END_TEST

int main() {
  Suite *suite = suite_create("peer-torch");
  TCase *tests = tcase_create("files");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, pytorch_reads_what_we_write);
  tcase_add_test(tests, we_read_what_pytorch_writes);
  suite_add_tcase(suite, tests);
  return peer::run_or_skip(suite, "peer-torch", "torch");
}
