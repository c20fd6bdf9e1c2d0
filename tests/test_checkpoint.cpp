// Official checkpoints: what is read, and that nothing else is.
#include <zip.h>

#include "checkpoint/official_checkpoint.h"
#include "legacy_file.h"
#include "scratch.h"
#include "small_states.h"
#include "suite.h"

using ganmut::ErrorKind;

namespace {

using legacy::integer;
using legacy::storage;
using legacy::tensor;
using legacy::text;

const std::string zero{"K\0", 2};
const std::string one_float = legacy::bytes_of(std::int64_t{1}) + legacy::bytes_of(1.F);

/// A file with one tensor "a" over the storage "s" of one float.
std::string with_tensor(const std::string &offset, const std::string &shape, const std::string &strides) {
  return legacy::file(text("a") + tensor(storage("FloatStorage", "s", 1), offset, shape, strides), text("s"),
                      one_float);
}

/// A file whose dictionary holds whatever `value` makes.
std::string with_value(const std::string &value) {
  return legacy::file(text("a") + value, "", "");
}

/// The tensor "a" over the storage "s" in a dictionary of its own, as `name`.
std::string in_dictionary(const std::string &name) {
  return "}(" + text(name) + tensor(storage("FloatStorage", "s", 1), zero, "K\x01\x85", "K\x01\x85") + "u";
}

struct Form {
  const char *what;
  std::string items; ///< of the root
};
const std::string one_value = tensor(storage("FloatStorage", "s", 1), zero, "K\x01\x85", "K\x01\x85");
const std::vector<Form> forms{
    {"plain", text("a") + one_value},
    {"parameter",
     text("a") + "ctorch._utils\n_rebuild_parameter\n(" + one_value + "\x88" + "ccollections\nOrderedDict\n)RtR"},
    {"state_dict beside numbers",
     text("epoch") + "K\x03" + text("loss") + "G" + std::string(8, '\0') + text("state_dict") + in_dictionary("a")},
    {"names of DataParallel", text("module.a") + one_value},
    {"opcodes of protocol 4",
     std::string("\x95") + std::string(8, '\0') + "\x8c\x01" + "a\x94" + one_value + "\x8c\x01" + "b\x94" + one_value},
};

std::string zip_with(const std::string &name, const std::string &contents, int compression, const Scratch &scratch) {
  const auto path = scratch.path("made.zip");
  auto *archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  const auto index =
      zip_file_add(archive, name.c_str(), zip_source_buffer(archive, contents.data(), contents.size(), 0), 0);
  zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), compression, 0);
  ck_assert_int_eq(zip_close(archive), 0);
  return scratch.read("made.zip");
}

struct BadFile {
  const char *what;
  std::string bytes;
  const char *words; ///< in the sentence
};

const std::vector<BadFile> bad_files{
    {"nothing", "", "is empty"},
    {"text", "This is not a model.", "neither"},
    {"web page", "\n<!DOCTYPE html><html><body>Sign in</body></html>", "web page"},
    {"magic number only", legacy::magic, "ends in the middle"},
    {"other protocol", legacy::magic + legacy::proto + "K\x05.", "unknown version"},
    {"big-endian machine",
     legacy::magic + legacy::proto + "M\xe9\x03." + legacy::proto + "}" + text("little_endian") + "\x89s.",
     "little-endian"},
    {"opcode that imports by text", with_value(std::string("S'os'\nS'system'\n\x93")), "opcode"},
    {"opcode that builds objects", with_value("(cos\nsystem\no"), "os.system"},
    {"shell command", with_value("cos\nsystem\n" + text("true") + "\x85R"), "os.system"},
    {"eval", with_value("c__builtin__\neval\n" + text("1") + "\x85R"), "__builtin__.eval"},
    {"whole module", with_value("ctorch.nn.modules.conv\nConv2d\n)R"), "Conv2d"},
    {"number instead of a tensor", with_value("K\x01"), "no tensor"},
    {"protocol 5", legacy::magic + legacy::proto + "M\xe9\x03.\x80\x05}.", "protocol"},
    {"two networks",
     legacy::file(text("g") + in_dictionary("a") + text("d") + in_dictionary("a"), text("s"), one_float),
     "several networks, 'g', 'd'"},
    {"Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n", "git lfs pull"},
    {"empty stack", legacy::magic + legacy::proto + ".", "stack"},
    {"no mark", legacy::magic + legacy::proto + "t.", "mark"},
    {"value never made", with_value("h\x07"), "has not made"},
    {"memo out of order", with_value("Nr\xff\xff\xff\x7f"), "memo"},
    {"text longer than the file", with_value("X\xff\xff\xff\xff"), "ends in the middle"},
    {"dictionary calls itself", with_value("})R"), "no function"},
    {"tensor beyond its storage", with_tensor(integer(1), "K\x01\x85", "K\x01\x85"), "beyond its data"},
    {"stride beyond its storage", with_tensor(zero, "K\x02\x85", "K\x01\x85"), "beyond its data"},
    {"negative offset", with_tensor(integer(-1), "K\x01\x85", "K\x01\x85"), "impossible"},
    {"negative size", with_tensor(zero, integer(-5) + "\x85", "K\x01\x85"), "impossible"},
    {"negative stride", with_tensor(zero, "K\x02\x85", integer(-1) + "\x85"), "impossible"},
    {"shape without stride", with_tensor(zero, "K\x01\x85", ")"), "impossible"},
    {"one value claims 16 GB", with_tensor(zero, integer(2'000'000'000) + integer(2) + "\x86", zero + zero + "\x86"),
     "far more data"},
    {"more elements than can be counted",
     with_tensor(zero, integer(2'000'000'000) + integer(2'000'000'000) + integer(2'000'000'000) + "\x87",
                 zero + zero + zero + "\x87"),
     "impossible"},
    {"storage longer than the file",
     legacy::file(text("a") + tensor(storage("FloatStorage", "s", 2'000'000'000), zero, "K\x01\x85", "K\x01\x85"),
                  text("s"), legacy::bytes_of(std::int64_t{2'000'000'000}) + legacy::bytes_of(1.F)),
     "ends in the middle"},
    {"storage of another size",
     legacy::file(text("a") + tensor(storage("FloatStorage", "s", 2), zero, "K\x01\x85", "K\x01\x85"), text("s"),
                  one_float),
     "size of a storage"},
    {"storage of negative size",
     legacy::file(text("a") + tensor(storage("FloatStorage", "s", -1), zero, "K\x01\x85", "K\x01\x85"), text("s"),
                  one_float),
     "storage"},
    {"storage missing",
     legacy::file(text("a") + tensor(storage("FloatStorage", "s", 1), zero, "K\x01\x85", "K\x01\x85"), "", ""),
     "missing"},
    {"storage unknown", legacy::file("", text("s"), one_float), "no tensor uses"},
    {"storage twice",
     legacy::file(text("a") + tensor(storage("FloatStorage", "s", 1), zero, "K\x01\x85", "K\x01\x85"),
                  text("s") + text("s"), one_float + one_float),
     "twice"},
    {"data behind the end", legacy::sound() + "x", "goes on"},
    {"two tensors of one name",
     legacy::file(text("a") + tensor(storage("FloatStorage", "s", 1), zero, "K\x01\x85", "K\x01\x85") + text("a") +
                      tensor(storage("FloatStorage", "s", 1), zero, "K\x01\x85", "K\x01\x85"),
                  text("s"), one_float),
     "same name"},
    {"zip signature only", std::string("PK\x03\x04") + std::string(40, '\0'), "zip archive"},
};

} // namespace

START_TEST(a_bad_file_gives_one_sentence) {
  const auto &bad = bad_files[static_cast<std::size_t>(_i)];
  const Scratch scratch;
  const auto path = scratch.write("bad.ckpt", bad.bytes);
  expect_error([&] { ganmut::read_official_checkpoint(path); }, ErrorKind::BadFile, bad.words);
}
END_TEST

START_TEST(forms_that_are_handed_around_are_read) {
  const auto &form = forms[static_cast<std::size_t>(_i)];
  const Scratch scratch;
  auto bytes = legacy::file(form.items, text("s"), one_float);
  const auto state = ganmut::read_official_checkpoint(scratch.write("form.ckpt", bytes));
  const auto *found = ganmut::find(state, "a");
  ck_assert_msg(found != nullptr && ganmut::floats_of(*found) == std::vector<float>{1}, "%s", form.what);
}
END_TEST

START_TEST(a_path_that_is_no_file_gives_one_sentence) {
  const Scratch scratch;
  expect_error([&] { ganmut::read_official_checkpoint(scratch.path("none.ckpt")); }, ErrorKind::NotFound, "none.ckpt");
  expect_error([&] { ganmut::read_official_checkpoint(scratch.path("")); }, ErrorKind::Unreadable, "folder");
  expect_error([&] { ganmut::read_official_checkpoint("/dev/zero"); }, ErrorKind::Unreadable, "/dev/zero");
}
END_TEST

START_TEST(archives_that_pytorch_does_not_write_are_refused) {
  const Scratch scratch;
  const std::string megabytes(8'000'000, '\0');
  const auto foreign = scratch.write("foreign.ckpt", zip_with("letter.txt", "hello", ZIP_CM_STORE, scratch));
  expect_error([&] { ganmut::read_official_checkpoint(foreign); }, ErrorKind::BadFile, "data.pkl");
  const auto bomb = scratch.write("bomb.ckpt", zip_with("x/data.pkl", megabytes, ZIP_CM_DEFLATE, scratch));
  expect_error([&] { ganmut::read_official_checkpoint(bomb); }, ErrorKind::BadFile, "compressed");
}
END_TEST

START_TEST(an_archive_that_lies_about_sizes_is_refused) {
  const Scratch scratch;
  ganmut::write_official_checkpoint(scratch.path("a.ckpt"), {{"a", small::tensor({2})}});
  auto bytes = scratch.read("a.ckpt");
  const std::string two_gigabytes = legacy::bytes_of(std::uint32_t{0x7fffffff});
  // Packed and true size stand 20 bytes into each entry of the central directory.
  for (auto entry = bytes.find("PK\x01\x02"); entry != std::string::npos; entry = bytes.find("PK\x01\x02", entry + 1))
    bytes.replace(entry + 20, 8, two_gigabytes + two_gigabytes);
  const auto path = scratch.write("lying.ckpt", bytes);
  expect_error([&] { ganmut::read_official_checkpoint(path); }, ErrorKind::BadFile, "claims more bytes");
}
END_TEST

START_TEST(the_legacy_layout_is_read_wherever_its_tensors_were) {
  const Scratch scratch;
  for (const char *location : {"cpu", "cuda:0", "cuda:3"}) {
    const auto state = ganmut::read_official_checkpoint(scratch.write("a.ckpt", legacy::sound(location)));
    ck_assert_uint_eq(state.size(), 1);
    ck_assert(state[0].second.shape == (std::vector<std::int64_t>{2, 3}));
    ck_assert(ganmut::floats_of(state[0].second) == (std::vector<float>{1, 2, 3, 4, 5, 6}));
  }
}
END_TEST

START_TEST(views_become_contiguous) {
  const Scratch scratch;
  std::string data = legacy::bytes_of(std::int64_t{6});
  for (int i = 1; i <= 6; ++i)
    data += legacy::bytes_of(static_cast<float>(i));
  const auto shared = storage("FloatStorage", "s", 6);
  const auto state = ganmut::read_official_checkpoint(scratch.write(
      "views.ckpt", legacy::file(text("turned") + tensor(shared, zero, "K\x03K\x02\x86", "K\x01K\x03\x86") +
                                     text("part") + tensor(shared, "K\x01", "K\x02\x85", "K\x02\x85") +
                                     text("repeated") + tensor(shared, "K\x05", "K\x03\x85", zero + "\x85") +
                                     text("scalar") + tensor(shared, "K\x04", ")", ")"),
                                 text("s"), data)));
  const std::vector<std::vector<float>> expected{{1, 4, 2, 5, 3, 6}, {2, 4}, {6, 6, 6}, {5}};
  ck_assert_uint_eq(state.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ck_assert_msg(ganmut::floats_of(state[i].second) == expected[i], "%s", state[i].first.c_str());
}
END_TEST

START_TEST(what_is_written_is_read_again) {
  const Scratch scratch;
  for (const auto &state : {small::mixed(), small::generator(), ganmut::StateDict()}) {
    ganmut::write_official_checkpoint(scratch.path("a.ckpt"), state);
    small::expect_equal(ganmut::read_official_checkpoint(scratch.path("a.ckpt")), state);
    const auto first = scratch.read("a.ckpt");
    ganmut::write_official_checkpoint(scratch.path("a.ckpt"), state);
    ck_assert_msg(scratch.read("a.ckpt") == first, "the same state gives different files");
  }
}
END_TEST

START_TEST(a_file_cut_anywhere_is_refused) {
  const Scratch scratch;
  ganmut::write_official_checkpoint(scratch.path("zip.ckpt"), small::mixed());
  for (const auto &whole : {legacy::sound(), scratch.read("zip.ckpt")})
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto path = scratch.write("cut.ckpt", whole.substr(0, length));
      expect_error([&] { ganmut::read_official_checkpoint(path); }, ErrorKind::BadFile, "cut.ckpt");
    }
}
END_TEST

START_TEST(a_changed_byte_is_survived) {
  const Scratch scratch;
  ganmut::write_official_checkpoint(scratch.path("zip.ckpt"), {{"a", small::tensor({2})}});
  for (const auto &whole : {legacy::sound(), scratch.read("zip.ckpt")})
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (const char change : {'\x01', '\x80', '\xff'}) {
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ change);
        const auto path = scratch.write("changed.ckpt", changed);
        try {
          const auto state = ganmut::read_official_checkpoint(path);
          ck_assert_uint_le(state.size(), 1);
        } catch (const ganmut::Error &error) {
          ck_assert_int_eq(static_cast<int>(error.kind()), static_cast<int>(ErrorKind::BadFile));
        }
      }
}
END_TEST

int main() {
  Suite *suite = suite_create("checkpoint");
  TCase *tests = tcase_create("official");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, a_bad_file_gives_one_sentence, 0, static_cast<int>(bad_files.size()));
  tcase_add_loop_test(tests, forms_that_are_handed_around_are_read, 0, static_cast<int>(forms.size()));
  tcase_add_test(tests, a_path_that_is_no_file_gives_one_sentence);
  tcase_add_test(tests, archives_that_pytorch_does_not_write_are_refused);
  tcase_add_test(tests, an_archive_that_lies_about_sizes_is_refused);
  tcase_add_test(tests, the_legacy_layout_is_read_wherever_its_tensors_were);
  tcase_add_test(tests, views_become_contiguous);
  tcase_add_test(tests, what_is_written_is_read_again);
  tcase_add_test(tests, a_file_cut_anywhere_is_refused);
  tcase_add_test(tests, a_changed_byte_is_survived);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
