// What a run is trained on: classes by number and by folder, and who is held out.
#include <ganmut/error.h>

#include "scratch.h"
#include "suite.h"
#include "trainer/data/data_set.h"

using namespace ganmut;

namespace {

const char *const table = "subDirectory_filePath,expression\na/n.png,0\na/h.png,1\na/s.png,2\na/u.png,3\na/h2.png,1\n";

/// Name and label of each file, `h.png 0 h2.png 0`.
std::string kept(const std::vector<LabelledFile> &files) {
  std::string text;
  for (const auto &file : files)
    text += (text.empty() ? "" : " ") + std::filesystem::path(file.path).filename().string() + " " +
            std::to_string(file.label);
  return text;
}

struct Choice {
  std::vector<std::string> emotions, label_names;
  int classes;
  const char *kept;  ///< null: refused
  const char *words; ///< of the refusal
};
const Choice choices[] = {
    {{}, {}, 3, "n.png 0 h.png 1 s.png 2 h2.png 1", nullptr},
    {{"neutral", "surprise", "happy"}, {}, 3, "n.png 0 h.png 2 u.png 1 h2.png 2", nullptr},
    {{"glad", "calm"}, {"calm", "glad", "low", "wow"}, 2, "n.png 1 h.png 0 h2.png 0", nullptr},
    {{}, {"calm", "glad", "low", "wow"}, 2, "n.png 0 h.png 1 h2.png 1", nullptr},
    {{"neutral", "furious"}, {}, 2, nullptr, "'furious' is not known; choose from neutral, happy"},
    {{"neutral", "happy", "happy"}, {}, 3, nullptr, "'happy' twice"},
    {{"neutral", "happy"}, {}, 3, nullptr, "--c_dim asks for 3"},
    {{}, {"calm", "glad"}, 3, nullptr, "--label_names names only 2: calm, glad"},
    {{"fear", "contempt"}, {}, 2, nullptr, "no row of the emotions fear, contempt"},
};

struct Name {
  const char *path, *person;
};
const Name names[] = {
    {"a/Ann_Lee_0001.jpg", "Ann_Lee"},
    {"b/Ann_Lee_12.png", "Ann_Lee"},
    {"Ann_Lee.jpg", "Ann_Lee"},
    {"a/Ann_Lee_.jpg", "Ann_Lee_"},
    {"a/x17.jpg", "x17"},
    {"a/_0001.jpg", "_0001"},
    {"a/1234.jpg", "1234"},
    {"a/Ann_0001_b.jpg", "Ann_0001_b"},
};

/// `persons` of three pictures each.
std::vector<LabelledFile> persons(int count) {
  std::vector<LabelledFile> files;
  for (int i = 0; i < 3 * count; ++i)
    files.push_back({"p/person" + std::to_string(i / 3) + "_000" + std::to_string(i % 3) + ".jpg", 0, 0});
  return files;
}

DataOptions holding_out(double part, HeldOutBy by, std::uint64_t seed) {
  DataOptions options;
  options.held_out = part;
  options.held_out_by = by;
  options.held_out_seed = seed;
  return options;
}

} // namespace

START_TEST(classes_are_chosen_by_name_and_order) {
  const auto &choice = choices[_i];
  const Scratch scratch;
  scratch.write("training.csv", table);
  DataOptions options;
  options.dataset_root = scratch.path("");
  options.emotions = choice.emotions;
  options.label_names = choice.label_names;
  const auto read = [&] { return read_labelled_files(options, choice.classes); };
  if (choice.kept != nullptr)
    suite::expect_text(kept(read()), choice.kept);
  else
    expect_error(read, std::string(choice.words).rfind("no row", 0) == 0 ? ErrorKind::BadFile : ErrorKind::BadArgument,
                 choice.words);
}
END_TEST

START_TEST(a_folder_is_a_class) {
  const Scratch scratch;
  for (const char *name :
       {"happy/b.png", "happy/a.JPG", "neutral/n.TIF", "angry/x.png", ".hidden/x.png", "empty/x.txt"}) {
    std::filesystem::create_directories(std::filesystem::path(scratch.path(name)).parent_path());
    scratch.write(name, "");
  }
  DataOptions options;
  options.dataset_root = scratch.path("");
  suite::expect_text(kept(read_labelled_files(options, 3)), "n.TIF 0 x.png 1 a.JPG 2 b.png 2");
  options.emotions = {"happy", "angry"};
  suite::expect_text(kept(read_labelled_files(options, 2)), "a.JPG 0 b.png 0 x.png 1");
  options.emotions = {"neutral", "empty"};
  expect_error([&] { read_labelled_files(options, 2); }, ErrorKind::NotFound, "neutral, angry, happy");
}
END_TEST

START_TEST(no_data_set_is_not_found) {
  DataOptions options;
  options.dataset_root = "/nowhere";
  expect_error([&] { read_labelled_files(options, 2); }, ErrorKind::NotFound, "/nowhere");
}
END_TEST

START_TEST(file_names_tell_persons) {
  suite::expect_text(person_of(names[_i].path), names[_i].person);
}
END_TEST

START_TEST(whole_persons_are_held_out_and_stay_so) {
  const auto options = holding_out(0.2, HeldOutBy::Person, 5);
  const auto some = persons(500);
  const auto parts = split(some, options);
  ck_assert_uint_eq(parts.training.size() + parts.held_out.size(), some.size());
  ck_assert(parts.held_out.size() > 200 && parts.held_out.size() < 400); // of 300 expected
  for (std::size_t i = 0; i < some.size(); ++i)
    ck_assert(is_held_out(some[i].path, options) == is_held_out(some[i / 3 * 3].path, options));

  const auto more = split(persons(1000), options);
  ck_assert(std::equal(parts.held_out.begin(), parts.held_out.end(), more.held_out.begin()));
  ck_assert(split(some, holding_out(0.2, HeldOutBy::Person, 6)).held_out != parts.held_out);
}
END_TEST

START_TEST(files_are_held_out_one_by_one) {
  const auto files = persons(500);
  const auto options = holding_out(0.2, HeldOutBy::File, 5);
  ck_assert(is_held_out("a/x.jpg", options) == is_held_out("b/x.jpg", options));
  int mixed = 0; // persons in both parts
  for (std::size_t i = 0; i < files.size(); i += 3)
    mixed += is_held_out(files[i].path, options) != is_held_out(files[i + 1].path, options);
  ck_assert_int_gt(mixed, 50);
}
END_TEST

START_TEST(an_empty_part_is_refused) {
  ck_assert(split(persons(3), DataOptions()).held_out.empty());
  expect_error([] { split(persons(1), holding_out(0.5, HeldOutBy::Person, 1)); }, ErrorKind::BadArgument,
               "--held_out 0.5");
}
END_TEST

int main() {
  Suite *data = suite_create("data-set");
  TCase *tests = tcase_create("data-set");
  tcase_add_loop_test(tests, classes_are_chosen_by_name_and_order, 0, std::size(choices));
  tcase_add_test(tests, a_folder_is_a_class);
  tcase_add_test(tests, no_data_set_is_not_found);
  tcase_add_loop_test(tests, file_names_tell_persons, 0, std::size(names));
  tcase_add_test(tests, whole_persons_are_held_out_and_stay_so);
  tcase_add_test(tests, files_are_held_out_one_by_one);
  tcase_add_test(tests, an_empty_part_is_refused);
  suite_add_tcase(data, tests);
  return suite::run(data);
}
