// Every checkpoint of the reference folder holds what its manifest says.
#include <map>
#include <regex>

#include "checkpoint/model_file.h"

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
  ck_assert(!reference::files("checkpoints/").empty());
  for (const auto &[path, entry] : reference::files("checkpoints/")) {
    const auto state = reference::load(path);
    ck_assert_msg(state.size() == entry.at("keys").size(), "%s: %zu tensors", path.c_str(), state.size());
    for (const auto &[key, expected] : entry.at("keys").items()) {
      const auto *tensor = ganmut::find(state, key);
      ck_assert_msg(tensor != nullptr, "%s: no %s", path.c_str(), key.c_str());
      suite::expect_text(path + " " + key + " " + described(*tensor),
                         path + " " + key + " " + expected.get<std::string>());
    }
  }
}
END_TEST

START_TEST(sizes_are_inferred_from_shapes) {
  const std::regex sizes("generator, parametrization=(\\w+), conv_dim=(\\d+), repeat_num=(\\d+), c_dim=(\\d+).*");
  for (const auto &[path, entry] : reference::files("checkpoints/")) {
    const auto what = entry.at("what").get<std::string>();
    const auto state = reference::load(path);
    std::smatch expected;
    if (std::regex_match(what, expected, sizes)) {
      const auto info = ganmut::infer_info(state, path);
      suite::expect_text(ganmut::text_of(info.parametrization), expected[1]);
      ck_assert_int_eq(info.width, std::stoi(expected[2]));
      ck_assert_int_eq(info.blocks, std::stoi(expected[3]));
      ck_assert_int_eq(info.classes, std::stoi(expected[4]));
      const auto dimensions = ganmut::find(state, "main.0.weight")->shape[1] - 3;
      ck_assert_int_eq(info.dimensions, static_cast<int>(dimensions));
    } else if (what.rfind("discriminator", 0) == 0) {
      expect_error([&] { ganmut::infer_info(state, path); }, ganmut::ErrorKind::WrongKind, "a discriminator");
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
  tcase_add_test(tests, sizes_are_inferred_from_shapes);
  tcase_add_test(tests, all_files_of_a_net_hold_equal_numbers);
  suite_add_tcase(suite, tests);
  return reference::run(suite, "parity-checkpoints");
}
