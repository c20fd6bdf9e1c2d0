// Our event files against TensorBoard's own reader.
#include <opencv2/core.hpp>

#include "../scratch.h"
#include "peer.h"
#include "trainer/run/training_log.h"

START_TEST(tensorboard_reads_a_run_and_its_continuation) {
  const Scratch scratch;
  ganmut::RunOptions options;
  options.log_dir = scratch.path("");
  {
    ganmut::TrainingLog log(options, 0, 16);
    for (const int iteration : {100, 200, 300})
      log.write(iteration, {{"D/loss_real", iteration}}, {{"G/lr", 0.5}});
    log.picture(200, "images", cv::Mat(4, 6, CV_8UC3, cv::Scalar(255, 0, 0)));
    log.picture(300, "images", cv::Mat(4, 6, CV_8UC3, cv::Scalar(0, 255, 0)));
  }
  {
    ganmut::TrainingLog log(options, 200, 16);
    for (const int iteration : {300, 400})
      log.write(iteration, {{"D/loss_real", -iteration}}, {{"G/lr", 0.25}});
  }
  peer::run(R"(
import sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
run = EventAccumulator(sys.argv[1]).Reload()
assert set(run.Tags()["scalars"]) == {"D/loss_real", "G/lr", "pictures_per_second"}, run.Tags()
points = [(point.step, point.value) for point in run.Scalars("D/loss_real")]
assert points == [(100, 100), (200, 200), (300, -300), (400, -400)], points
assert [point.value for point in run.Scalars("G/lr")] == [0.5, 0.5, 0.25, 0.25]
picture, = run.Images("images") # the one of iteration 300 lies behind the continuation's start
assert (picture.step, picture.width, picture.height) == (200, 6, 4), picture
assert picture.encoded_image_string.startswith(b"\x89PNG"))",
            scratch.path(""));
}
END_TEST

int main() {
  Suite *suite = suite_create("peer-tensorboard");
  TCase *tests = tcase_create("files");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, tensorboard_reads_a_run_and_its_continuation);
  suite_add_tcase(suite, tests);
  return peer::run_or_skip(suite, "peer-tensorboard", "tensorboard.backend.event_processing.event_accumulator");
}
