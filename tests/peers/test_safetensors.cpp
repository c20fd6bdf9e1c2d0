// Our own format against the safetensors package.
#include <algorithm>

#include "../scratch.h"
#include "../small_states.h"
#include "checkpoint/safetensors.h"
#include "peer.h"

START_TEST(safetensors_reads_what_we_write) {
  const Scratch scratch;
  auto state = small::mixed();
  // NumPy has no bfloat16.
  state.erase(std::remove_if(state.begin(), state.end(), [](const auto &entry) { return entry.first == "BF16"; }),
              state.end());
  ganmut::write_safetensors(scratch.path("ours.safetensors"), {state, {{"key", "value"}}});
  peer::run(R"(
import sys, numpy, safetensors
with safetensors.safe_open(sys.argv[1] + "/ours.safetensors", framework="numpy") as ours:
    assert ours.metadata() == {"key": "value"}
    assert set(ours.keys()) == {"matrix", "scalar", "empty", "F16", "F64", "U8", "I8", "I16", "I32", "I64", "BOOL"}
    expected = numpy.array([(i * 37 % 101 - 50) / 50 + 0.001 for i in range(6)], "float32").reshape(2, 3)
    assert numpy.allclose(ours.get_tensor("matrix"), expected, atol=1e-6)
    assert ours.get_tensor("scalar").shape == () and ours.get_tensor("empty").shape == (0, 3)
    assert ours.get_tensor("F16").dtype == numpy.float16)",
            scratch.path(""));
}
END_TEST

START_TEST(we_read_what_safetensors_writes) {
  const Scratch scratch;
  peer::run(R"(
import sys, numpy
from safetensors.numpy import save_file
save_file({"b": numpy.arange(6, dtype="float32").reshape(2, 3), "a": numpy.array(7, "int64"),
           "half": numpy.array([0.5, 2], "float16"), "none": numpy.zeros((0, 2), "float32")},
          sys.argv[1] + "/theirs.safetensors", metadata={"key": "value"}))",
            scratch.path(""));
  const auto file = ganmut::read_safetensors(scratch.path("theirs.safetensors"));
  ck_assert_uint_eq(file.tensors.size(), 4);
  suite::expect_text(file.metadata.at("key"), "value");
  ck_assert(ganmut::find(file.tensors, "b")->shape == (small::Shape{2, 3}));
  ck_assert(ganmut::floats_of(*ganmut::find(file.tensors, "b")) == (std::vector<float>{0, 1, 2, 3, 4, 5}));
  ck_assert(ganmut::floats_of(*ganmut::find(file.tensors, "half")) == (std::vector<float>{0.5F, 2}));
  ck_assert(ganmut::find(file.tensors, "a")->dtype == ganmut::DType::I64);
}
END_TEST

int main() {
  Suite *suite = suite_create("peer-safetensors");
  TCase *tests = tcase_create("files");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, safetensors_reads_what_we_write);
  tcase_add_test(tests, we_read_what_safetensors_writes);
  suite_add_tcase(suite, tests);
  return peer::run_or_skip(suite, "peer-safetensors", "safetensors.numpy");
}
