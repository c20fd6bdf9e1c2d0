// What a run writes into its log folder, read back record by record.
#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>

#include "event_records.h"
#include "scratch.h"
#include "suite.h"
#include "trainer/run/crc32c.h"
#include "trainer/run/events.pb.h"
#include "trainer/run/training_log.h"

using namespace ganmut;

namespace {

RunOptions options_in(const Scratch &scratch) {
  RunOptions options;
  options.num_iters = 1000;
  options.log_dir = scratch.path("");
  return options;
}

} // namespace

/// RFC 3720, B.4, and the check value of the catalogue of CRCs.
START_TEST(crc32c_is_castagnolis) {
  ck_assert_uint_eq(crc32c("123456789"), 0xE3069283U);
  ck_assert_uint_eq(crc32c(std::string(32, '\0')), 0x8A9136AAU);
  ck_assert_uint_eq(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  ck_assert_uint_eq(crc32c(""), 0);
}
END_TEST

START_TEST(events_are_records_of_points_and_pictures) {
  const Scratch scratch;
  const cv::Mat picture(3, 5, CV_8UC3, cv::Scalar(250, 120, 10));
  {
    TrainingLog log(options_in(scratch), 0, 16);
    log.write(100, {{"D/loss_real", 0.5}, {"G/loss_rec", -2}}, {{"G/lr", 1e-4}});
    log.picture(100, "images", picture);
  }
  const auto files = event_records::files_in(scratch.path(""));
  ck_assert_uint_eq(files.size(), 1);
  const auto found = event_records::read(scratch.read(files[0]));
  ck_assert_uint_eq(found.size(), 4);
  suite::expect_text(found[0].file_version(), "brain.Event:2");
  ck_assert_int_eq(found[1].session_log().status(), events::SessionLog::START);
  ck_assert_int_eq(found[1].step(), 1);

  ck_assert_int_eq(found[2].step(), 100);
  const auto &points = found[2].summary().value();
  ck_assert_int_eq(points.size(), 4);
  suite::expect_text(points[0].tag(), "D/loss_real");
  ck_assert_float_eq(points[0].simple_value(), 0.5F);
  suite::expect_text(points[2].tag(), "G/lr");
  suite::expect_text(points[3].tag(), "pictures_per_second");
  ck_assert_float_gt(points[3].simple_value(), 0);

  const auto &image = found[3].summary().value(0).image();
  suite::expect_text(found[3].summary().value(0).tag(), "images");
  ck_assert_int_eq(image.width(), 5);
  ck_assert_int_eq(image.height(), 3);
  const std::vector<unsigned char> png(image.encoded_image_string().begin(), image.encoded_image_string().end());
  const auto decoded = cv::imdecode(png, cv::IMREAD_COLOR);
  ck_assert(cv::norm(decoded, picture, cv::NORM_INF) == 0);
}
END_TEST

START_TEST(without_tensorboard_there_are_no_events) {
  const Scratch scratch;
  auto options = options_in(scratch);
  options.use_tensorboard = false;
  TrainingLog log(options, 0, 16);
  log.write(100, {{"loss", 1}});
  log.picture(100, "images", cv::Mat::zeros(2, 2, CV_8UC3));
  ck_assert(event_records::files_in(scratch.path("")).empty());
  suite::expect_text(scratch.read("losses.csv"), "iteration,loss,value\n100,loss,1\n");
}
END_TEST

START_TEST(a_resumed_run_doubles_nothing) {
  const Scratch scratch;
  {
    TrainingLog log(options_in(scratch), 0, 16);
    for (const int iteration : {10, 20, 30})
      log.write(iteration, {{"a", iteration}, {"b", 0.25}});
  }
  const std::string until_20 = "iteration,loss,value\n10,a,10\n10,b,0.25\n20,a,20\n20,b,0.25\n";
  suite::expect_text(scratch.read("losses.csv"), until_20 + "30,a,30\n30,b,0.25\n");
  scratch.write("losses.csv", scratch.read("losses.csv") + "4"); // torn: of 40, not of 4
  {
    TrainingLog log(options_in(scratch), 20, 16);
    suite::expect_text(scratch.read("losses.csv"), until_20);
    log.write(30, {{"a", 31}});
  }
  suite::expect_text(scratch.read("losses.csv"), until_20 + "30,a,31\n");

  const auto files = event_records::files_in(scratch.path(""));
  ck_assert_uint_eq(files.size(), 2);
  const auto found = event_records::read(scratch.read(files[1]));
  ck_assert_int_eq(found[1].session_log().status(), events::SessionLog::START);
  ck_assert_int_eq(found[1].step(), 21);
}
END_TEST

START_TEST(a_fresh_start_keeps_the_losses_of_an_earlier_run) {
  const Scratch scratch;
  for (const double value : {1, 2, 3}) {
    TrainingLog log(options_in(scratch), 0, 16);
    log.write(10, {{"a", value}});
  }
  const std::string start = "iteration,loss,value\n10,a,";
  suite::expect_text(scratch.read("losses-1.csv"), start + "1\n");
  suite::expect_text(scratch.read("losses-2.csv"), start + "2\n");
  suite::expect_text(scratch.read("losses.csv"), start + "3\n");
}
END_TEST

START_TEST(a_folder_that_takes_no_files_is_named) {
  auto options = RunOptions();
  options.log_dir = "/proc/none";
  expect_error([&] { TrainingLog(options, 0, 16); }, ErrorKind::Failed, "/proc/none");
}
END_TEST

int main() {
  Suite *suite = suite_create("training-log");
  TCase *tests = tcase_create("files");
  tcase_add_test(tests, crc32c_is_castagnolis);
  tcase_add_test(tests, events_are_records_of_points_and_pictures);
  tcase_add_test(tests, without_tensorboard_there_are_no_events);
  tcase_add_test(tests, a_resumed_run_doubles_nothing);
  tcase_add_test(tests, a_fresh_start_keeps_the_losses_of_an_earlier_run);
  tcase_add_test(tests, a_folder_that_takes_no_files_is_named);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
