// training.csv: what is kept, what is refused and what the error says.
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <ganmut/error.h>

#include "suite.h"
#include "trainer/data/label_table.h"

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
    {"\xEF\xBB\xBFsubDirectory_filePath,expression\na/b.png,1\n", "byte order mark"},
    {"path,expression\na/b.png,1\n", "lacks the column subDirectory_filePath"},
    {"subDirectory_filePath\na/b.png\n", "lacks the column expression"},
    {"", "lacks the column"},
};

} // namespace

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

int main() {
  Suite *suite = suite_create("label-table");
  TCase *tests = tcase_create("label-table");
  tcase_add_loop_test(tests, rows_are_kept_by_the_official_rule, 0, std::size(kept));
  tcase_add_loop_test(tests, bad_tables_are_refused_by_line, 0, std::size(refused));
  tcase_add_test(tests, every_bad_row_is_listed);
  tcase_add_test(tests, a_missing_table_is_not_found);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
