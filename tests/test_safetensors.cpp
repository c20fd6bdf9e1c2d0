// Our own file format.
#include <nlohmann/json.hpp>

#include "checkpoint/safetensors.h"
#include "scratch.h"
#include "small_states.h"
#include "suite.h"

using ganmut::ErrorKind;

namespace {

std::string with_header(const std::string &header, const std::string &data) {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char *>(&length), sizeof(length)) + header + data;
}

/// A file with one tensor "a" described by `dtype`, `shape` and `offsets`, and eight bytes of data.
std::string with_tensor(const std::string &dtype, const std::string &shape, const std::string &offsets) {
  return with_header(R"({"a":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}",
                     std::string(8, '\0'));
}

struct BadFile {
  const char *what;
  std::string bytes;
  const char *words; ///< in the sentence
};

const std::vector<BadFile> bad_files{
    {"nothing", "", "is empty"},
    {"three bytes", "abc", "ends in the middle"},
    {"web page", "<html><head>Not found</head></html>", "web page"},
    {"header longer than the file", std::string("\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10), "header claims more"},
    {"no JSON", with_header("hello", ""), "header"},
    {"a list", with_header("[1,2]", ""), "not a JSON object"},
    {"deep nesting", with_header(std::string(100'000, '['), ""), "header"},
    {"unknown type", with_tensor("F8_E5M2", "[8]", "[0,8]"), "unknown type"},
    {"negative size", with_tensor("F32", "[-2]", "[0,8]"), "negative"},
    {"fractional size", with_tensor("F32", "[2.5]", "[0,8]"), "not whole"},
    {"more elements than can be counted", with_tensor("F32", "[4294967296,4294967296,4294967296]", "[0,8]"),
     "impossible shape"},
    {"size beyond 63 bits", with_tensor("U8", "[18446744073709551615]", "[0,8]"), "impossible shape"},
    {"shape larger than its place", with_tensor("F32", "[1000000000]", "[0,8]"), "does not fit"},
    {"place before its begin", with_tensor("F32", "[2]", "[8,0]"), "does not fit"},
    {"gap", with_tensor("F32", "[1]", "[4,8]"), "does not fit"},
    {"one offset", with_tensor("F32", "[2]", "[0]"), "begin and end"},
    {"data missing", with_tensor("F32", "[4]", "[0,16]"), "need 16 bytes"},
    {"data left over", with_tensor("F32", "[1]", "[0,4]"), "need 4 bytes"},
    {"no shape", with_header(R"({"a":{"dtype":"F32","data_offsets":[0,0]}})", ""), "header"},
    {"metadata that is no text", with_header(R"({"__metadata__":{"a":1}})", ""), "header"},
    {"overlap",
     with_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                 R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                 std::string(8, '\0')),
     "does not fit"},
};

} // namespace

START_TEST(a_bad_file_gives_one_sentence) {
  const auto &bad = bad_files[static_cast<std::size_t>(_i)];
  const Scratch scratch;
  const auto path = scratch.write("bad.safetensors", bad.bytes);
  expect_error([&] { ganmut::read_safetensors(path); }, ErrorKind::BadFile, bad.words);
}
END_TEST

START_TEST(what_is_written_is_read_again) {
  const Scratch scratch;
  const std::map<std::string, std::string> metadata{{"licence", "CC0 \"1.0\" \xc3\xa4"}, {"empty", ""}};
  ganmut::write_safetensors(scratch.path("a.safetensors"), {small::mixed(), metadata});
  const auto read = ganmut::read_safetensors(scratch.path("a.safetensors"));
  // Empty tensors take no room, so the order of the data cannot tell where they stood.
  ck_assert_uint_eq(read.tensors.size(), small::mixed().size());
  for (const auto &[name, tensor] : small::mixed())
    ck_assert_msg(ganmut::find(read.tensors, name)->bytes == tensor.bytes &&
                      ganmut::find(read.tensors, name)->shape == tensor.shape,
                  "%s differs", name.c_str());
  ck_assert(read.metadata == metadata);
}
END_TEST

START_TEST(the_header_is_as_the_format_wants_it) {
  const Scratch scratch;
  ganmut::write_safetensors(scratch.path("a.safetensors"), {{{"a", small::tensor({3})}}, {{"k", "v"}}});
  const auto file = scratch.read("a.safetensors");
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof(length));
  ck_assert_uint_eq(length % 8, 0);
  ck_assert_uint_eq(file.size(), 8 + length + 12);
  const auto header = nlohmann::json::parse(file.substr(8, length));
  const auto expected =
      nlohmann::json::parse(R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})");
  ck_assert(header == expected);
}
END_TEST

START_TEST(a_file_cut_anywhere_is_refused) {
  const Scratch scratch;
  ganmut::write_safetensors(scratch.path("a.safetensors"), {{{"a", small::tensor({3})}}, {{"k", "v"}}});
  const auto whole = scratch.read("a.safetensors");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto path = scratch.write("cut.safetensors", whole.substr(0, length));
    expect_error([&] { ganmut::read_safetensors(path); }, ErrorKind::BadFile, "cut.safetensors");
  }
}
END_TEST

START_TEST(an_old_file_stays_when_writing_fails) {
  const Scratch scratch;
  const auto path = scratch.write("old.safetensors", "old");
  const ganmut::Safetensors not_utf8{{{"a", small::tensor({1})}}, {{"k", "\xff"}}};
  expect_error([&] { ganmut::write_safetensors(path, not_utf8); }, ErrorKind::Failed, "UTF-8");
  suite::expect_text(scratch.read("old.safetensors"), "old");
  expect_error([&] { ganmut::write_safetensors(scratch.path("none/a.safetensors"), {}); }, ErrorKind::Failed,
               "cannot be written");
}
END_TEST

START_TEST(the_hash_is_of_the_bytes_in_the_order_of_the_names) {
  const ganmut::StoredTensor abc{ganmut::DType::U8, {3}, {std::byte{'a'}, std::byte{'b'}, std::byte{'c'}}};
  const ganmut::StoredTensor none{ganmut::DType::U8, {0}, {}};
  // FIPS 180-2, the examples for "abc" and for nothing.
  suite::expect_text(ganmut::sha256_of({{"x", abc}}),
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  suite::expect_text(ganmut::sha256_of({{"x", none}}),
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const auto one = small::tensor({1}), two = small::tensor({2});
  suite::expect_text(ganmut::sha256_of({{"1", one}, {"2", two}}), ganmut::sha256_of({{"2", two}, {"1", one}}));
  ck_assert(ganmut::sha256_of({{"1", one}, {"2", two}}) != ganmut::sha256_of({{"1", two}, {"2", one}}));
}
END_TEST

START_TEST(halves_are_the_nearest) {
  const std::vector<float> values{0.F, 1.F, -2.5F, 65504.F, 1.0F / 3.F, 6e-8F};
  const auto half = ganmut::stored_from(values, {6}, ganmut::DType::F16);
  ck_assert_uint_eq(half.bytes.size(), 12);
  const auto back = ganmut::floats_of(half);
  const std::vector<float> nearest{0.F, 1.F, -2.5F, 65504.F, 0.333251953125F, 5.9604644775390625e-8F};
  for (std::size_t i = 0; i < values.size(); ++i)
    ck_assert_float_eq(back[i], nearest[i]);
  expect_error([] { ganmut::stored_from({1e6F}, {1}, ganmut::DType::F16); }, ErrorKind::BadArgument, "too large");
}
END_TEST

int main() {
  Suite *suite = suite_create("safetensors");
  TCase *tests = tcase_create("files");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, a_bad_file_gives_one_sentence, 0, static_cast<int>(bad_files.size()));
  tcase_add_test(tests, what_is_written_is_read_again);
  tcase_add_test(tests, the_header_is_as_the_format_wants_it);
  tcase_add_test(tests, a_file_cut_anywhere_is_refused);
  tcase_add_test(tests, an_old_file_stays_when_writing_fails);
  tcase_add_test(tests, the_hash_is_of_the_bytes_in_the_order_of_the_names);
  tcase_add_test(tests, halves_are_the_nearest);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
