// The crop cache: what is made anew, and what it survives.
#include <atomic>
#include <csignal>
#include <thread>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"
#include "suite.h"
#include "trainer/data/crops.h"
#include "trainer/data/picture_file.h"

using namespace ganmut;
namespace fs = std::filesystem;

namespace {

constexpr int size = 6;
constexpr int pictures = 70; // more than two portions of one worker

/// Resizes, and counts the pictures.
class CountingMaker : public CropMaker {
public:
  int size() const override { return ::size; }
  std::string settings() const override { return words; }
  Crop make(const std::string &path) const override {
    if (++made == killed_at)
      raise(SIGKILL);
    Crop crop;
    if (const auto picture = read_picture(path); !picture.empty())
      cv::resize(picture, crop.picture, {::size, ::size});
    else
      crop.state = Crop::State::Damaged;
    crop.landmarks[0] = crop.landmarks[135] = static_cast<float>(path.size());
    return crop;
  }

  std::string words = "some settings";
  mutable std::atomic<int> made{0};
  int killed_at = -1;
};

/// A picture of one colour each; number i is i grey.
std::vector<LabelledFile> write_pictures(const Scratch &scratch, int count = pictures) {
  std::vector<LabelledFile> files;
  for (int i = 0; i < count; ++i) {
    files.push_back({scratch.path("p" + std::to_string(i) + ".png"), i % 3, static_cast<std::size_t>(i + 2)});
    cv::imwrite(files.back().path, cv::Mat(9, 11, CV_8UC3, cv::Scalar::all(i)));
  }
  return files;
}

DataOptions options_of(const Scratch &scratch, int workers = 1) {
  DataOptions options;
  options.dataset_root = scratch.path("");
  options.cache = scratch.path("crops");
  options.num_workers = workers;
  return options;
}

/// How many crops had to be made; all of them are looked at.
int made(const std::vector<LabelledFile> &files, const DataOptions &options, const std::string &words = "settings") {
  CountingMaker maker;
  maker.words = words;
  const Crops crops(files, maker, options);
  ck_assert_uint_eq(crops.files().size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto crop = crops.at(i);
    const auto expected = read_picture(files[i].path).at<cv::Vec3b>(0, 0);
    ck_assert_int_eq(crop.picture.rows, size);
    ck_assert_int_eq(cv::countNonZero(crop.picture.reshape(1) != expected[0]), 0);
    ck_assert_float_eq(crop.landmarks[135], static_cast<float>(files[i].path.size()));
  }
  return maker.made;
}

std::string cache_file(const Scratch &scratch) {
  for (const auto &entry : fs::directory_iterator(scratch.path("crops")))
    if (entry.path().extension() == ".crops")
      return "crops/" + entry.path().filename().string();
  ck_abort_msg("no cache file");
  return {};
}

struct Damage {
  const char *what;
  std::string (*apply)(std::string whole);
  int made_again;
};

const Damage damages[] = {
    {"a bit of a picture", [](std::string f) { return f[f.size() - 20] ^= 1, f; }, pictures},
    {"a bit of the head", [](std::string f) { return f[9] ^= 1, f; }, pictures},
    {"another file", [](std::string f) { return f.assign(5000, 'x'); }, pictures},
    {"an unfinished record", [](std::string f) { return f.substr(0, f.size() - 7); }, 1},
    {"an unfinished head", [](std::string f) { return f.substr(0, 31); }, pictures},
    {"nothing written", [](std::string) { return std::string(); }, pictures},
};

} // namespace

START_TEST(crops_are_made_once) {
  const Scratch scratch;
  auto files = write_pictures(scratch);
  const auto options = options_of(scratch, 1 + 2 * _i);
  files.push_back(files[3]); // a picture may be listed twice
  ck_assert_int_eq(made(files, options), pictures);
  ck_assert_int_eq(made(files, options), 0);
  ck_assert_int_eq(made({files[7], files[2]}, options), 0);
  ck_assert_int_eq(made(files, options, "other settings"), pictures);
  ck_assert_int_eq(made(files, options), 0);
}
END_TEST

START_TEST(changed_and_new_pictures_are_noticed) {
  const Scratch scratch;
  auto files = write_pictures(scratch);
  const auto options = options_of(scratch);
  made(files, options);
  const auto before = fs::last_write_time(files[5].path);
  cv::imwrite(files[5].path, cv::Mat(9, 11, CV_8UC3, cv::Scalar::all(99))); // as many bytes
  fs::last_write_time(files[5].path, before + std::chrono::milliseconds(1));
  ck_assert_int_eq(made(files, options), 1);
  files.push_back({scratch.path("new.png"), 0, 0});
  fs::copy_file(files[1].path, files.back().path);
  ck_assert_int_eq(made(files, options), 1);
  ck_assert_int_eq(made(files, options), 0);
}
END_TEST

START_TEST(a_damaged_cache_is_mended) {
  const auto &damage = damages[_i];
  const Scratch scratch;
  const auto files = write_pictures(scratch);
  const auto options = options_of(scratch);
  made(files, options);
  const auto file = cache_file(scratch);
  scratch.write(file, damage.apply(scratch.read(file)));
  const auto again = made(files, options);
  ck_assert_msg(again == damage.made_again, "%s: %d made again", damage.what, again);
  ck_assert_int_eq(made(files, options), 0);
}
END_TEST

START_TEST(a_killed_process_leaves_what_it_made) {
  const Scratch scratch;
  const auto files = write_pictures(scratch);
  const auto options = options_of(scratch);
  const pid_t child = fork();
  if (child == 0) {
    CountingMaker maker;
    maker.words = "settings";
    maker.killed_at = 40;
    const Crops crops(files, maker, options);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ck_assert(WIFSIGNALED(status));
  const auto rest = made(files, options);
  ck_assert_msg(rest > 0 && rest < pictures, "%d", rest);
}
END_TEST

START_TEST(who_comes_second_waits_for_the_first) {
  const Scratch scratch;
  const auto files = write_pictures(scratch);
  const auto options = options_of(scratch);
  const CountingMaker maker;
  const auto build = [&] { const Crops crops(files, maker, options); };
  std::thread one(build), other(build);
  one.join();
  other.join();
  ck_assert_int_eq(maker.made, pictures);
}
END_TEST

START_TEST(without_a_cache_nothing_is_written) {
  const Scratch scratch;
  const auto files = write_pictures(scratch, 3);
  auto options = options_of(scratch);
  options.cache = "none";
  ck_assert_int_eq(made(files, options), 3);
  ck_assert_int_eq(made(files, options), 3);
  ck_assert_int_eq(std::distance(fs::directory_iterator(scratch.path("")), {}), 3);
}
END_TEST

START_TEST(pictures_that_cannot_be_read_stop_the_run_or_are_skipped) {
  const Scratch scratch;
  auto files = write_pictures(scratch, 6);
  scratch.write("p1.png", "<html>");
  cv::imwrite(scratch.path("whole.jpg"), cv::Mat(64, 64, CV_8UC3, cv::Scalar(1, 200, 90)));
  const auto whole = scratch.read("whole.jpg");
  files[2].path = scratch.write("short.jpg", whole.substr(0, whole.size() - 30));
  files[3].path = scratch.path("gone.png");
  const auto picture = scratch.read("p4.png");
  files[4].path = scratch.write("short.png", picture.substr(0, picture.size() - 12)); // without its last chunk
  auto options = options_of(scratch);
  const CountingMaker maker;
  const auto stop = [&] { const Crops crops(files, maker, options); };
  for (const char *words : {"p1.png (line 3 of training.csv) cannot be read",
                            "4 pictures of the data set cannot be used: 1 missing, 3 damaged"})
    expect_error(stop, ErrorKind::Unreadable, words);

  options.unreadable = Unreadable::Skip;
  const Crops crops(files, maker, options);
  ck_assert_uint_eq(crops.files().size(), 2);
  ck_assert_uint_eq(crops.files()[1].line, files[5].line);
  ck_assert_int_eq(crops.at(1).picture.at<cv::Vec3b>(2, 2)[1], 5);

  files = {files[3]};
  expect_error(stop, ErrorKind::BadFile, "No picture");
  options.unreadable = Unreadable::Stop;
  expect_error(stop, ErrorKind::NotFound, "gone.png (line 5 of training.csv) does not exist");
}
END_TEST

/// No verdict on a picture, which the cache would remember.
START_TEST(a_failing_disk_is_no_damaged_picture) {
  expect_error([] { read_picture("/proc/self/mem"); }, ErrorKind::Unreadable, "/proc/self/mem cannot be read");
}
END_TEST

START_TEST(a_folder_that_cannot_be_made_is_named) {
  const Scratch scratch;
  const auto files = write_pictures(scratch, 1);
  auto options = options_of(scratch);
  options.cache = files[0].path + "/crops";
  expect_error([&] { made(files, options); }, ErrorKind::Failed, "--cache");
}
END_TEST

START_TEST(a_cache_that_cannot_be_opened_leaves_no_file_open) {
  const Scratch scratch;
  const auto files = write_pictures(scratch, 1);
  const auto options = options_of(scratch);
  made(files, options);
  const auto file = scratch.path(cache_file(scratch));
  fs::remove(file);
  fs::create_directory(file);
  const auto open_files = [] { return std::distance(fs::directory_iterator("/proc/self/fd"), {}); };
  const auto before = open_files();
  expect_error([&] { made(files, options); }, ErrorKind::Failed, "cannot be opened");
  ck_assert_int_eq(open_files(), before);
}
END_TEST

int main() {
  Suite *suite = suite_create("crop-cache");
  TCase *tests = tcase_create("crop-cache");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, crops_are_made_once, 0, 2);
  tcase_add_test(tests, changed_and_new_pictures_are_noticed);
  tcase_add_loop_test(tests, a_damaged_cache_is_mended, 0, std::size(damages));
  tcase_add_test(tests, a_killed_process_leaves_what_it_made);
  tcase_add_test(tests, who_comes_second_waits_for_the_first);
  tcase_add_test(tests, without_a_cache_nothing_is_written);
  tcase_add_test(tests, pictures_that_cannot_be_read_stop_the_run_or_are_skipped);
  tcase_add_test(tests, a_failing_disk_is_no_damaged_picture);
  tcase_add_test(tests, a_folder_that_cannot_be_made_is_named);
  tcase_add_test(tests, a_cache_that_cannot_be_opened_leaves_no_file_open);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
