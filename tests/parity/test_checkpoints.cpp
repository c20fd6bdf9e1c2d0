// Every checkpoint of the reference folder holds what its manifest says.
#include <map>
#include <regex>

#include <ganmut/error.h>

#include "../reference.h"

namespace {

/// As the manifest writes it: "float32[6,2]".
std::string described(const ganmut::StoredTensor &tensor) {
  static const std::map<std::string, std::string> names{
      {"F16", "float16"}, {"BF16", "bfloat16"}, {"F32", "float32"}, {"F64", "float64"}, {"U8", "uint8"},
      {"I8", "int8"},     {"I16", "int16"},     {"I32", "int32"},   {"I64", "int64"},   {"BOOL", "bool"}};
  std::string shape;
  for (const auto size : tensor.shape)
    shape += (shape.empty() ? "" : ",") + std::to_string(size);
  return names.at(ganmut::name_of(tensor.dtype)) + "[" + shape + "]";
}

/// All files of one net have the part of the name before the first dot in common.
std::string net_of(const std::string &path) {
  return path.substr(0, path.find('.'));
}

} // namespace

START_TEST(keys_types_and_shapes_are_those_of_the_manifest) {
  for (const auto &[path, entry] : reference::files("checkpoints/")) {
    const auto state = reference::load(path);
    ck_assert_msg(state.size() == entry.at("keys").size(), "%s: %zu tensors", path.c_str(), state.size());
    for (const auto &[key, expected] : entry.at("keys").items()) {
      const auto *tensor = ganmut::find(state, key);
      ck_assert_msg(tensor != nullptr, "%s: no %s", path.c_str(), key.c_str());
      ck_assert_str_eq(described(*tensor).c_str(), expected.get<std::string>().c_str());
    }
  }
}
END_TEST

START_TEST(all_files_of_a_net_hold_equal_numbers) {
  std::map<std::string, ganmut::StateDict> nets;
  for (const auto &[path, entry] : reference::files("checkpoints/")) {
    const auto state = reference::load(path);
    const auto &first = nets.emplace(net_of(path), state).first->second;
    for (const auto &[name, tensor] : state) {
      const auto *other = ganmut::find(first, name);
      ck_assert_msg(other != nullptr && other->bytes == tensor.bytes && other->shape == tensor.shape, "%s: %s differs",
                    path.c_str(), name.c_str());
    }
  }
}
END_TEST

int main() {
  Suite *suite = suite_create("parity-checkpoints");
  TCase *tests = tcase_create("reference");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, keys_types_and_shapes_are_those_of_the_manifest);
  tcase_add_test(tests, all_files_of_a_net_hold_equal_numbers);
  suite_add_tcase(suite, tests);
  return reference::run(suite, "parity-checkpoints");
}
