#include <cmath>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <ganmut/error.h>
#include <opencv2/imgproc.hpp>

#include "face/detector.h"
#include "face/face_motion.h"
#include "face/landmarker.h"
#include "face/one_euro_filter.h"
#include "geometry/affine.h"
#include "geometry/alignment.h"
#include "suite.h"

using namespace ganmut;

namespace {

const Alignment aligned_by_template = {Alignment::Kind::Similarity, {{{0.32F, 0.37F}, {0.68F, 0.37F}, {0.5F, 0.55F}}}};

/// Landmarks whose eyes and nose are the template's points in a picture of `size`, under a similarity.
Landmarks template_landmarks(int size, double scale, double degrees, double x, double y) {
  const double c = scale * std::cos(degrees * M_PI / 180);
  const double s = scale * std::sin(degrees * M_PI / 180);
  Landmarks landmarks{};
  const auto put = [&](int first, int last, const std::array<float, 2> &where) {
    for (int i = first; i <= last; ++i) {
      const double u = where[0] * size - 0.5;
      const double v = where[1] * size - 0.5;
      landmarks[i] = {static_cast<float>(c * u - s * v + x), static_cast<float>(s * u + c * v + y)};
    }
  };
  put(36, 41, aligned_by_template.template_points[0]);
  put(42, 47, aligned_by_template.template_points[1]);
  put(27, 35, aligned_by_template.template_points[2]);
  return landmarks;
}

struct Placing {
  int size;
  double scale, degrees, x, y;
};
const Placing placings[] = {
    {128, 1, 0, 0, 0}, {96, 2.5, 0, 30, -40}, {128, 0.6, 30, 500, 300}, {64, 4, -170, -90, 1000}};

START_TEST(similarity_finds_the_placing_of_a_template) {
  const Placing &p = placings[_i];
  Face face;
  face.landmarks = template_landmarks(p.size, p.scale, p.degrees, p.x, p.y);
  const cv::Matx23f m = aligned_to_frame(aligned_by_template, p.size, face);
  const double c = p.scale * std::cos(p.degrees * M_PI / 180);
  const double s = p.scale * std::sin(p.degrees * M_PI / 180);
  const double expected[] = {c, -s, p.x, s, c, p.y};
  for (int i = 0; i < 6; ++i)
    ck_assert_double_eq_tol(m.val[i], expected[i], 2e-3);
}
END_TEST

START_TEST(similarity_is_the_least_squares_fit) {
  Face face;
  face.landmarks = template_landmarks(128, 2, 10, 100, 50);
  for (int i = 27; i <= 35; ++i)
    face.landmarks[i].x += 25.F;
  const cv::Matx23f best = inverse(aligned_to_frame(aligned_by_template, 128, face));
  const auto error = [&](double a, double b, double x, double y) { // of z -> (a + ib) z + (x + iy), in aligned pixels
    double sum = 0;
    const auto anchors = anchor_points(face.landmarks);
    for (int i = 0; i < 3; ++i) {
      const auto &t = aligned_by_template.template_points[i];
      sum += std::pow(a * anchors[i].x - b * anchors[i].y + x - (t[0] * 128 - 0.5), 2) +
             std::pow(b * anchors[i].x + a * anchors[i].y + y - (t[1] * 128 - 0.5), 2);
    }
    return sum;
  };
  const double a = best(0, 0), b = best(1, 0), x = best(0, 2), y = best(1, 2);
  const double least = error(a, b, x, y);
  for (double step : {-1.0, 1.0}) {
    ck_assert_double_lt(least, error(a + 0.01 * step, b, x, y));
    ck_assert_double_lt(least, error(a, b + 0.01 * step, x, y));
    ck_assert_double_lt(least, error(a, b, x + 0.5 * step, y));
    ck_assert_double_lt(least, error(a, b, x, y + 0.5 * step));
  }
}
END_TEST

START_TEST(box_alignment_stretches_the_box) {
  Face face;
  face.box = {10.F, 20.F, 256.F, 64.F};
  const cv::Matx23f m = aligned_to_frame({}, 128, face);
  const cv::Vec2f first = m * cv::Vec3f(-0.5F, -0.5F, 1.F); // the corner of the first pixel
  const cv::Vec2f last = m * cv::Vec3f(127.5F, 127.5F, 1.F);
  ck_assert_float_eq_tol(first[0], 9.5F, 1e-3F);
  ck_assert_float_eq_tol(first[1], 19.5F, 1e-3F);
  ck_assert_float_eq_tol(last[0], 265.5F, 1e-3F);
  ck_assert_float_eq_tol(last[1], 83.5F, 1e-3F);
}
END_TEST

START_TEST(faces_without_extent_are_refused) {
  Face empty; // all landmarks in (0, 0), box without a side
  Face nowhere;
  nowhere.box = {NAN, 0.F, 10.F, 10.F};
  nowhere.landmarks.fill({NAN, NAN});
  for (const Face &face : {empty, nowhere})
    for (const Alignment &alignment : {Alignment{}, aligned_by_template}) {
      bool refused = false;
      try {
        aligned_to_frame(alignment, 128, face);
      } catch (const Error &error) {
        refused = error.kind() == ErrorKind::BadArgument;
      }
      ck_assert(refused);
    }
}
END_TEST

START_TEST(one_euro_follows_its_formula) {
  const OneEuroFilter::Settings settings{1.5F, 0.3F, 2.F};
  OneEuroFilter filter(settings);
  const double values[] = {10, 10.5, 9, 30, 31, 31};
  const double steps[] = {0.04, 0.04, 0.02, 0.1, 0.04, 0.04};
  const auto alpha = [](double cutoff, double dt) { return 1 / (1 + 1 / (2 * M_PI * cutoff * dt)); };
  double smooth = values[0], speed = 0;
  ck_assert_float_eq(filter.filter(10.F, 0.04F), 10.F);
  for (int i = 1; i < 6; ++i) {
    const double raw_speed = (values[i] - smooth) / steps[i];
    speed = alpha(2, steps[i]) * raw_speed + (1 - alpha(2, steps[i])) * speed;
    const double a = alpha(1.5 + 0.3 * std::abs(speed) / 5, steps[i]);
    smooth = a * values[i] + (1 - a) * smooth;
    ck_assert_double_eq_tol(filter.filter(static_cast<float>(values[i]), static_cast<float>(steps[i]), 5.F), smooth,
                            1e-4);
  }
  ck_assert_double_eq_tol(filter.filter(77.F, 0.F), smooth, 1e-4); // time stands still: so does the value
  ck_assert_float_eq(filter.filter(77.F, -1.F), 77.F);             // time went back: as it is
}
END_TEST

START_TEST(a_filter_is_carried_along) {
  OneEuroFilter still({1.F, 0.F, 1.F}), carried({1.F, 0.F, 1.F});
  float found = 5.F;
  still.filter(found, 0.04F);
  carried.filter(found, 0.04F);
  for (int i = 0; i < 5; ++i) {
    found += 3.F;
    carried.carry(3.F);
    ck_assert_float_eq(carried.filter(found, 0.04F), found); // what is known to move does not lag
    ck_assert_float_lt(still.filter(found, 0.04F), found - 1.F);
  }
}
END_TEST

constexpr float side = 200; // of the face in a frame of 400 pixels

/// 68 points all over the face; the last 20 of them, the lips, in its lowest part.
Landmarks scattered_landmarks() {
  Landmarks landmarks;
  for (std::size_t i = 0; i < landmarks.size(); ++i)
    landmarks[i] = {110.F + 20.F * static_cast<float>(i % 10), 110.F + 25.F * static_cast<float>(i / 10)};
  return landmarks;
}

cv::Mat speckled_frame() {
  cv::Mat frame(400, 400, CV_8UC1);
  cv::RNG(7).fill(frame, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(frame, frame, {}, 3);
  cv::normalize(frame, frame, 0, 255, cv::NORM_MINMAX);
  return frame;
}

START_TEST(motion_of_head_and_lips_is_seen) {
  const auto before = speckled_frame();
  const auto landmarks = scattered_landmarks();
  const Box box{100, 100, side, side};
  FaceMotion motion;
  for (const auto &shift : motion.next(before, landmarks, box))
    ck_assert(shift == cv::Point2f(0, 0)); // nothing to compare it with

  const cv::Matx23f head(1.01F, -0.03F, 9.3F, 0.03F, 1.01F, -7.4F);
  const cv::Matx23f lips(1.01F, -0.03F, 9.3F, 0.03F, 1.01F, -3.4F); // four pixels lower
  cv::Mat after, lower;
  cv::warpAffine(before, after, head, before.size());
  cv::warpAffine(before, lower, lips, before.size());
  lower.rowRange(225, 400).copyTo(after.rowRange(225, 400));
  const auto shifts = motion.next(after, landmarks, box);
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const cv::Point2f from(landmarks[i].x, landmarks[i].y);
    if (from.y > 190 && from.y < 240)
      continue; // beside the crack
    const auto &m = from.y < 215 ? head : lips;
    const cv::Point2f to(m(0, 0) * from.x + m(0, 1) * from.y + m(0, 2), m(1, 0) * from.x + m(1, 1) * from.y + m(1, 2));
    ck_assert_double_lt(cv::norm(from + shifts[i] - to), 0.35);
  }
  // What cannot be followed stands still.
  for (const auto &shift : motion.next(cv::Mat::zeros(400, 400, CV_8UC1), landmarks, box))
    ck_assert(shift == cv::Point2f(0, 0));
}
END_TEST

START_TEST(motion_needs_the_last_frame_no_more) {
  const auto scene = speckled_frame();
  auto landmarks = scattered_landmarks();
  for (auto &point : landmarks)
    point = {point.x / 2 + 100, point.y / 2 + 100}; // small: compared as it is
  const Box box{150, 150, side / 2, side / 2};
  auto frame = scene.clone();
  FaceMotion motion;
  motion.next(frame, landmarks, box);
  cv::warpAffine(scene, frame, cv::Matx23f(1, 0, 3, 0, 1, -2), scene.size()); // into the same memory
  for (const auto &shift : motion.next(frame, landmarks, box))
    ck_assert_double_lt(cv::norm(shift - cv::Point2f(3, -2)), 0.1);
}
END_TEST

/// The kind of error that `make` throws; fails the test where it throws none.
template <class Make> ErrorKind error_of(Make make) {
  try {
    make();
  } catch (const Error &error) {
    return error.kind();
  }
  ck_abort_msg("no error");
}

START_TEST(bad_model_files_are_refused) {
  const std::string landmarks = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";
  const auto folder = std::filesystem::temp_directory_path() / ("ganmut-face-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto write = [&](const char *name, const std::string &bytes) {
    std::ofstream(folder / name, std::ios::binary) << bytes;
    return (folder / name).string();
  };
  std::string start(100'000, '\0');
  std::ifstream(landmarks, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
  const std::string page = write("page.html", "<html><body>Not found</body></html>");
  const std::string bad[] = {page, write("empty", ""), write("truncated.dat", start),
                             write("cut.xml", "<?xml version=\"1.0\"?>\n<opencv_storage>\n<cascade type_id=")};
  for (const std::string &file : bad) {
    ck_assert(error_of([&] { Landmarker landmarker(file); }) == ErrorKind::BadFile);
    ck_assert(error_of([&] { make_cascade_detector(file); }) == ErrorKind::BadFile);
  }
  for (const std::string &nothing : {folder.string(), (folder / "missing").string()}) {
    ck_assert(error_of([&] { Landmarker landmarker(nothing); }) == ErrorKind::NotFound);
    ck_assert(error_of([&] { make_cascade_detector(nothing); }) == ErrorKind::NotFound);
  }
  std::filesystem::remove_all(folder);
}
END_TEST

} // namespace

int main() {
  Suite *face = suite_create("face");
  TCase *alignment = tcase_create("alignment");
  tcase_add_loop_test(alignment, similarity_finds_the_placing_of_a_template, 0, std::size(placings));
  tcase_add_test(alignment, similarity_is_the_least_squares_fit);
  tcase_add_test(alignment, box_alignment_stretches_the_box);
  tcase_add_test(alignment, faces_without_extent_are_refused);
  suite_add_tcase(face, alignment);
  TCase *smoothing = tcase_create("smoothing");
  tcase_add_test(smoothing, one_euro_follows_its_formula);
  tcase_add_test(smoothing, a_filter_is_carried_along);
  tcase_add_test(smoothing, motion_of_head_and_lips_is_seen);
  tcase_add_test(smoothing, motion_needs_the_last_frame_no_more);
  suite_add_tcase(face, smoothing);
  TCase *files = tcase_create("files");
  tcase_add_test(files, bad_model_files_are_refused);
  suite_add_tcase(face, files);
  return suite::run(face);
}
