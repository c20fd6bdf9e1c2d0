// The pictures of what was learnt: their colours and places, and that a run leaves them as files and as events.
#include <map>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "checkpoint/safetensors.h"

#include "event_records.h"
#include "network/warp_generator.h"
#include "scratch.h"
#include "suite.h"
#include "trainer/sheets/sheets.h"
#include "trainer/sheets/space_map.h"
#include "training_command.h"
#include "training_data.h"

using namespace ganmut;
using namespace training;

namespace {

constexpr int side = 32;

ConditionalSpace linear_space(int dimensions) {
  return {Parametrization::Linear,
          dimensions,
          {{"neutral", {}, {}},
           {"happy", {1, 0, 0}, {}},
           {"surprise", {0, dimensions == 3 ? 0.F : -1.F, dimensions - 2.F}, {}}}};
}

ConditionalSpace gaussian_space(int dimensions) {
  const std::array<float, 9> round{0.1F, 0, 0, 0, 0.1F, 0, 0, 0, dimensions == 3 ? 0.1F : 0.F};
  const std::array<float, 9> upright{0.01F, 0, 0, 0, 0.25F, 0, 0, 0, dimensions == 3 ? 0.1F : 0.F};
  return {Parametrization::Gaussian,
          dimensions,
          {{"neutral", {-0.5F, -0.5F, 0}, round}, {"happy", {0.5F, 0.5F, 0}, upright}}};
}

/// A network that has learnt nothing yet: it returns its input.
WarpGenerator untrained(int dimensions) {
  ModelInfo info;
  info.dimensions = dimensions;
  info.classes = 3;
  info.width = 8;
  info.blocks = 1;
  return WarpGenerator(info);
}

/// Three plain pictures, blue, green and red of different strength, [3, 3, side, side] BGR.
torch::Tensor plain_pictures() {
  const auto colours = torch::tensor({0.9F, -0.8F, -0.5F, -0.7F, 0.6F, -0.9F, -0.6F, -0.3F, 0.8F}).view({3, 3, 1, 1});
  return colours.expand({3, 3, side, side}).contiguous();
}

const Sheet &named(const std::vector<Sheet> &sheets, const std::string &file) {
  const auto found = std::find_if(sheets.begin(), sheets.end(), [&](const Sheet &sheet) { return sheet.file == file; });
  ck_assert_msg(found != sheets.end(), "no %s", file.c_str());
  return *found;
}

void expect_size(const cv::Mat &picture, int width, int height) {
  ck_assert_int_eq(picture.type(), CV_8UC3);
  ck_assert_int_eq(picture.cols, width);
  ck_assert_int_eq(picture.rows, height);
}

/// Rows of plain colours, the same all along each row.
void expect_rows(const cv::Mat &sheet) {
  const auto pictures = plain_pictures();
  for (int row = 0; row < 3; ++row)
    for (int channel = 0; channel < 3; ++channel) {
      cv::Mat plane;
      cv::extractChannel(sheet.rowRange(row * side, (row + 1) * side), plane, channel);
      double least = 0, most = 0;
      cv::minMaxLoc(plane, &least, &most);
      const auto expected = (pictures[row][channel][0][0].item<double>() + 1) * 127.5;
      ck_assert_msg(std::abs(least - expected) <= 1 && std::abs(most - expected) <= 1, "row %d, channel %d: %g to %g",
                    row, channel, least, most);
    }
}

/// The bounding box of what differs between two drawings, as parts of the side of a view.
cv::Rect2d change(const cv::Mat &one, const cv::Mat &other) {
  cv::Mat difference, any;
  cv::absdiff(one, other, difference);
  cv::reduce(difference.reshape(1, static_cast<int>(difference.total())), any, 1, cv::REDUCE_MAX);
  const auto box = cv::boundingRect(any.reshape(1, one.rows));
  const double view = one.rows;
  return {box.x / view, box.y / view, box.width / view, box.height / view};
}

} // namespace

START_TEST(a_generator_that_changes_nothing_leaves_every_column_its_colour) {
  torch::manual_seed(1);
  const int dimensions = _i;
  auto generator = untrained(dimensions);
  const auto sheets = sheets_of(*generator, linear_space(dimensions), plain_pictures());
  ck_assert_uint_eq(sheets.size(), 5);
  expect_size(named(sheets, "images.jpg").picture, 4 * side, 3 * side);
  expect_rows(named(sheets, "images.jpg").picture);
  suite::expect_text(named(sheets, "images_emotion_2.jpg").tag, "samples/surprise");
  for (const char *file : {"images_emotion_1.jpg", "images_emotion_2.jpg"}) {
    expect_size(named(sheets, file).picture, 12 * side, 3 * side);
    expect_rows(named(sheets, file).picture);
  }
  ck_assert(generator->is_training());
}
END_TEST

START_TEST(a_gaussian_space_has_a_column_for_every_mean) {
  auto generator = untrained(_i);
  const auto sheets = sheets_of(*generator, gaussian_space(_i), plain_pictures());
  ck_assert_uint_eq(sheets.size(), 3);
  expect_size(named(sheets, "images.jpg").picture, 3 * side, 3 * side);
  expect_rows(named(sheets, "images.jpg").picture);
}
END_TEST

/// Most of the gamut's sheet is the face.
START_TEST(the_gamut_shows_the_face_all_over) {
  for (const auto &space : {linear_space(_i), gaussian_space(_i)}) {
    auto generator = untrained(_i);
    const auto gamut = named(sheets_of(*generator, space, plain_pictures()), "gamut.jpg").picture;
    cv::Mat face;
    cv::inRange(gamut, cv::Scalar(241, 24, 62), cv::Scalar(243, 27, 65), face);
    ck_assert_double_gt(cv::countNonZero(face), 0.8 * static_cast<double>(gamut.total()));
    ck_assert_int_gt(std::min(gamut.rows, gamut.cols), 200);
    ck_assert_int_lt(std::max(gamut.rows, gamut.cols), 1800);
  }
}
END_TEST

START_TEST(the_map_shows_axes_and_ellipses_in_their_places) {
  const auto flat = linear_space(2);
  const auto map = space_map(flat);
  ck_assert_int_eq(map.cols, map.rows);
  // happy lies on the x axis, surprise below: without surprise, only the lower half changes.
  const auto without = change(
      map,
      space_map({Parametrization::Linear, 2, {flat.emotions()[0], flat.emotions()[1], {"surprise", {1, 0, 0}, {}}}}));
  ck_assert_double_gt(without.y + without.height, 0.85);

  // A turned covariance changes the ellipse about its mean.
  auto emotions = gaussian_space(2).emotions();
  const auto upright = space_map(gaussian_space(2));
  std::swap(emotions[1].covariance[0], emotions[1].covariance[4]);
  const auto turned = change(upright, space_map({Parametrization::Gaussian, 2, emotions}));
  ck_assert_double_eq_tol(turned.x + turned.width / 2, 0.5 + 0.5 / 2.6, 0.02);
  ck_assert_double_eq_tol(turned.y + turned.height / 2, 0.5 - 0.5 / 2.6, 0.02);
  ck_assert_double_eq_tol(turned.width, 2 * 0.5 / 2.6, 0.02); // Mahalanobis distance 1: the deviation 0.5
  ck_assert_double_eq_tol(turned.height, 2 * 0.5 / 2.6, 0.02);

  for (const auto &solid : {linear_space(3), gaussian_space(3)}) {
    const auto views = space_map(solid);
    ck_assert_int_eq(views.cols, 3 * views.rows);
  }
}
END_TEST

START_TEST(names_that_lie_together_are_not_written_over_each_other) {
  const Point up{0, 1, 0};
  const auto map = [&](const char *first, const char *second) {
    return space_map({Parametrization::Linear, 2, {{"neutral", {}, {}}, {first, up, {}}, {second, up, {}}}});
  };
  const auto one = change(map("tttt", "oooo"), map("llll", "oooo")),
             two = change(map("tttt", "oooo"), map("tttt", "eeee"));
  ck_assert(one.area() > 0 && two.area() > 0);
  ck_assert((one & two).area() == 0);
}
END_TEST

namespace {

struct Run {
  Kind kind;
  int columns, emotions; ///< of the sample sheet; sheets of strengths
  int side;
} const runs[] = {{kinds[0], 4, 2, 16}, {kinds[1], 4, 0, 16}, {kinds[2], 4, 2, 16}, {kinds[3], 4, 2, 32}};

} // namespace

START_TEST(a_run_leaves_sheets_as_files_and_events) {
  const auto &run = runs[_i];
  const Scratch scratch;
  training_data::write(scratch, 75, 3, 40);
  expect(train(scratch, run.kind, "run", "--num_iters 2 --sample_step 2"), 0);
  const auto width = [&](const std::string &file) { return cv::imread(scratch.path("run/2-" + file)).cols; };
  ck_assert_int_eq(width("images.jpg"), run.columns * run.side);
  for (int k = 1; k <= run.emotions; ++k)
    ck_assert_int_eq(width("images_emotion_" + std::to_string(k) + ".jpg"), 12 * run.side);
  ck_assert_int_eq(width("images_emotion_" + std::to_string(run.emotions + 1) + ".jpg"), 0);
  ck_assert_int_gt(width("space.png"), 300);
  ck_assert_int_gt(width("gamut.jpg"), 300);

  std::map<std::string, int> widths;
  for (const auto &event :
       event_records::read(scratch.read("run/" + event_records::files_in(scratch.path("run")).at(0))))
    for (const auto &value : event.summary().value())
      if (value.has_image())
        widths[value.tag()] = value.image().width();
  ck_assert_uint_eq(widths.size(), 3 + static_cast<std::size_t>(run.emotions));
  ck_assert_int_eq(widths["samples/images"], width("images.jpg"));
  ck_assert_int_eq(widths["space/map"], width("space.png"));
  ck_assert_int_eq(widths["space/gamut"], width("gamut.jpg"));
}
END_TEST

START_TEST(looking_changes_nothing_that_is_learnt) {
  const Scratch scratch;
  training_data::write(scratch, 75, 3, 40);
  expect(train(scratch, runs[_i].kind, "seen", "--num_iters 4 --sample_step 1"), 0);
  expect(train(scratch, runs[_i].kind, "unseen", "--num_iters 4"), 0);
  auto seen = read_safetensors(scratch.path("seen/4-state.safetensors")).metadata;
  auto unseen = read_safetensors(scratch.path("unseen/4-state.safetensors")).metadata;
  for (const char *of_folders : {"settings", "header_sha256"})
    ck_assert(seen.erase(of_folders) == 1 && unseen.erase(of_folders) == 1);
  ck_assert(seen == unseen); // the SHA-256 of all tensors among them
}
END_TEST

const suite::Part part("sheets", [] {
  Suite *suite = suite_create("sheets");
  TCase *tests = tcase_create("sheets");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, a_generator_that_changes_nothing_leaves_every_column_its_colour, 2, 4);
  tcase_add_loop_test(tests, a_gaussian_space_has_a_column_for_every_mean, 2, 4);
  tcase_add_loop_test(tests, the_gamut_shows_the_face_all_over, 2, 4);
  tcase_add_test(tests, the_map_shows_axes_and_ellipses_in_their_places);
  tcase_add_test(tests, names_that_lie_together_are_not_written_over_each_other);
  tcase_add_loop_test(tests, a_run_leaves_sheets_as_files_and_events, 0, std::size(runs));
  tcase_add_loop_test(tests, looking_changes_nothing_that_is_learnt, 0, std::size(runs));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
