// training.csv and landmarks.csv: what is kept, what is refused and what the error says.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include <unistd.h>

#include <ganmut/error.h>

#include "comma_locale.h"
#include "suite.h"
#include "trainer/data/label_table.h"
#include "trainer/data/landmark_table.h"

using namespace ganmut;

namespace {

/// A CSV file that is gone when the test is over.
class TemporaryTable {
public:
  explicit TemporaryTable(const std::string &text) {
    char name[] = "/tmp/label-table-XXXXXX";
    const int file = mkstemp(name);
    ck_assert_int_ge(file, 0);
    close(file);
    path_ = name;
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryTable() { std::filesystem::remove(path_); }
  TemporaryTable(const TemporaryTable &) = delete;
  TemporaryTable &operator=(const TemporaryTable &) = delete;

  const std::string &path() const { return path_; }

private:
  std::string path_;
};

const std::vector<int> five = {0, 1, 2, 3, 4};
const std::string header = "subDirectory_filePath,expression\n";

struct Kept {
  const char *text;
  const char *path; ///< of the only row, or null: none is kept
  int label;
};
const Kept kept[] = {
    {"a/b.png,3\n", "ROOT/b.png", 3},
    {"a/b.png,3", "ROOT/b.png", 3},
    {"./a/b.png,3\n", "ROOT/b.png", 3},
    {"a/b/c.png, +2 \r\n", "ROOT/b", 2},
    {"\n\na/b.png,0\n\n", "ROOT/b.png", 0},
    {"\"a/b,\"\"c\"\".png\",1\n", "ROOT/b,\"c\".png", 1},
    {"\"a/b\nc.png\",1\n", "ROOT/b\nc.png", 1},
    {"a/b.png,5\n", nullptr, 0},
    {"a/b.png,-1\n", nullptr, 0},
    {"a/b.png,99999999999999999999\n", nullptr, 0},
    {"", nullptr, 0},
};

struct Refused {
  const char *text;
  const char *said; ///< part of the sentence
};
const Refused refused[] = {
    {"subDirectory_filePath,expression\nplain.png,1\n", "line 2"},
    {"subDirectory_filePath,expression\n\na/b.png,1\na/b.png,x\n", "line 4"},
    {"subDirectory_filePath,expression\na/b.png,1.0\na/b.png,\n", "1 more bad rows"},
    {"subDirectory_filePath,expression\na/b.png,1 2\n", "'1 2' is not an integer"},
    {"subDirectory_filePath,expression\na/b.png\n", "only 1 fields"},
    {"subDirectory_filePath,expression\n\"a/b.png,1\n", "never closed"},
    {"\xFF\xFEs", "is UTF-16; save it as UTF-8"},
    {"subDirectory_filePath;expression\na/b.png;1\n", "separated by semicolons or tabs"},
    {"subDirectory_filePath,expression\n/a/b.png,1\n", "line 2: the path '/a/b.png' is absolute"},
    {"path,expression\na/b.png,1\n", "lacks the column subDirectory_filePath"},
    {"subDirectory_filePath\na/b.png\n", "lacks the column expression"},
    {"", "is empty"},
};

/// A row of landmarks.csv whose box begins at `x`; `last`: its last column.
std::string landmarks_of(const std::string &picture, int x, const std::string &last = "7") {
  auto row = picture + "," + std::to_string(x);
  for (int column = 2; column < 140; ++column)
    row += ",7";
  return row + "," + last + "\n";
}

struct Sought {
  const char *path;
  int x; ///< of the row found; 0: none
};
const Sought sought[] = {
    {"/data/imgs/a.png", 1}, {"imgs/b.png", 2}, {"/data/other/b.png", 2}, {"/data/happy/c.png", 3},
    {"/data/sad/c.png", 4},  {"x/y/c.png", 0},  {"/data/imgs/d.png", 0},
};

struct BadLandmarks {
  const char *last, *said;
};
const BadLandmarks bad_landmarks[] = {
    {"7px", "line 3"}, {"", "line 3"}, {"nan", "line 3"}, {"7,7", "line 3"}, {"\"7,5\"", "line 3"}};

struct Number {
  const char *text;
  float value;
};
const Number numbers[] = {{"7.5", 7.5F}, {" -1e-3\t", -1e-3F}, {"+0.25", 0.25F}, {"12345.5", 12345.5F}};

} // namespace

START_TEST(a_byte_order_mark_is_passed_over) {
  const TemporaryTable table("\xEF\xBB\xBF" + header + "a/b.png,3\n");
  const auto read = read_label_table(table.path(), "ROOT", five);
  ck_assert_uint_eq(read.files.size(), 1);
  ck_assert_uint_eq(read.files[0].line, 2);
}
END_TEST

START_TEST(rows_are_kept_by_the_official_rule) {
  const auto &test_case = kept[_i];
  const TemporaryTable table(header + test_case.text);
  const auto read = read_label_table(table.path(), "ROOT", five);
  const auto &files = read.files;
  ck_assert_uint_eq(files.size(), test_case.path == nullptr ? 0 : 1);
  if (test_case.path == nullptr)
    return;
  ck_assert_str_eq(files[0].path.c_str(), test_case.path);
  ck_assert_int_eq(files[0].label, test_case.label);
}
END_TEST

START_TEST(bad_tables_are_refused_by_line) {
  const auto &test_case = refused[_i];
  const TemporaryTable table(test_case.text);
  std::string sentence;
  try {
    read_label_table(table.path(), "ROOT", five);
  } catch (const Error &error) {
    ck_assert(error.kind() == ErrorKind::BadFile);
    sentence = error.what();
  }
  ck_assert_msg(sentence.find(test_case.said) != std::string::npos, "'%s' is not said by '%s'", test_case.said,
                sentence.c_str());
  ck_assert_msg(sentence.find(table.path()) != std::string::npos, "the file is not named by '%s'", sentence.c_str());
}
END_TEST

START_TEST(every_bad_row_is_listed) {
  const TemporaryTable table(header + "plain,1\na/b.png,1\na/c.png,x\n");
  try {
    read_label_table(table.path(), "ROOT", five);
    ck_abort_msg("not refused");
  } catch (const Error &error) {
    ck_assert(error.detail().find("line 2") != std::string::npos && error.detail().find("line 4") != std::string::npos);
  }
}
END_TEST

START_TEST(a_missing_table_is_not_found) {
  try {
    read_label_table("/nowhere/training.csv", "ROOT", five);
    ck_abort_msg("not refused");
  } catch (const Error &error) {
    ck_assert(error.kind() == ErrorKind::NotFound);
  }
}
END_TEST

START_TEST(landmarks_are_found_by_folder_and_name) {
  for (const std::string names : {"image,x\n", "image,x0,y0\n", ""}) {
    const TemporaryTable table(names + landmarks_of("imgs/a.png", 1) + landmarks_of("imgs/b.png", 2) +
                               landmarks_of("happy/c.png", 3) + landmarks_of("sad/c.png", 4) +
                               landmarks_of("imgs/a.png", 5));
    const LandmarkTable landmarks(table.path());
    const auto *face = landmarks.find(sought[_i].path);
    ck_assert_int_eq(face == nullptr ? 0 : static_cast<int>(face->box.x), sought[_i].x);
  }
}
END_TEST

START_TEST(bad_landmarks_are_refused_by_line) {
  const TemporaryTable table("image,x\n" + landmarks_of("imgs/a.png", 1) +
                             landmarks_of("imgs/b.png", 2, bad_landmarks[_i].last) + "imgs/c.png,1\n");
  try {
    const LandmarkTable landmarks(table.path());
    ck_abort_msg("not refused");
  } catch (const Error &error) {
    ck_assert(error.kind() == ErrorKind::BadFile);
    ck_assert_ptr_nonnull(std::strstr(error.what(), bad_landmarks[_i].said));
    ck_assert_ptr_nonnull(std::strstr(error.what(), "1 more bad rows"));
    ck_assert(error.detail().find("line 4") != std::string::npos);
  }
}
END_TEST

/// A damaged face is not taken for the names of the columns.
START_TEST(the_first_face_of_a_table_without_names_is_not_lost) {
  auto row = landmarks_of("imgs/a.png", 1);
  row.replace(row.find(",1,"), 3, ",inf,");
  const TemporaryTable table(row + landmarks_of("imgs/b.png", 2));
  try {
    const LandmarkTable landmarks(table.path());
    ck_abort_msg("not refused");
  } catch (const Error &error) {
    ck_assert_ptr_nonnull(std::strstr(error.what(), "line 1"));
  }
}
END_TEST

START_TEST(numbers_have_a_decimal_point_in_every_locale) {
  const TemporaryTable table(landmarks_of("imgs/a.png", 1, numbers[_i].text));
  for (const bool comma : {false, true}) {
    std::optional<CommaLocale> locale;
    if (comma)
      locale.emplace();
    const LandmarkTable landmarks(table.path());
    ck_assert_float_eq(landmarks.find("imgs/a.png")->landmarks[67].y, numbers[_i].value);
  }
}
END_TEST

int main() {
  Suite *suite = suite_create("label-table");
  TCase *tests = tcase_create("label-table");
  tcase_add_test(tests, a_byte_order_mark_is_passed_over);
  tcase_add_loop_test(tests, rows_are_kept_by_the_official_rule, 0, std::size(kept));
  tcase_add_loop_test(tests, bad_tables_are_refused_by_line, 0, std::size(refused));
  tcase_add_test(tests, every_bad_row_is_listed);
  tcase_add_test(tests, a_missing_table_is_not_found);
  tcase_add_loop_test(tests, landmarks_are_found_by_folder_and_name, 0, std::size(sought));
  tcase_add_loop_test(tests, bad_landmarks_are_refused_by_line, 0, std::size(bad_landmarks));
  tcase_add_test(tests, the_first_face_of_a_table_without_names_is_not_lost);
  tcase_add_loop_test(tests, numbers_have_a_decimal_point_in_every_locale, 0, std::size(numbers));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
