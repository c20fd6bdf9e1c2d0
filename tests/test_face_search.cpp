// What a search in a video looks at.
#include <opencv2/imgproc.hpp>

#include "face/face_search.h"
#include "suite.h"

using namespace ganmut;

namespace {

/// Sees bright squares, and counts the pixels that it looks at.
class BrightDetector final : public Detector {
public:
  explicit BrightDetector(double &pixels) : pixels_(pixels) {}
  double smallest_face() const override { return 40; }

private:
  double largest_scale(const cv::Size &) const override { return 1; }
  std::vector<Detection> look(const cv::Mat &picture, double) override {
    pixels_ += picture.size().area();
    const cv::Rect bright = cv::boundingRect(picture > 200);
    if (bright.width < 20)
      return {};
    return {{{static_cast<float>(bright.x), static_cast<float>(bright.y), static_cast<float>(bright.width),
              static_cast<float>(bright.height)},
             1.F}};
  }
  double &pixels_;
};

constexpr Box face{400, 200, 100, 100};

/// A scene with something in it, and noise.
cv::Mat frame(bool with_face, double noise = 4) {
  static cv::RNG random(3);
  cv::Mat few(5, 8, CV_8UC1), grey, grain(480, 640, CV_8SC1);
  cv::RNG(9).fill(few, cv::RNG::UNIFORM, 40, 160);
  cv::resize(few, grey, grain.size(), 0, 0, cv::INTER_CUBIC);
  if (with_face)
    grey(cv::Rect(cvRound(face.x), cvRound(face.y), cvRound(face.width), cvRound(face.height))) = 230;
  random.fill(grain, cv::RNG::NORMAL, 0, noise);
  cv::add(grey, grain, grey, {}, CV_8U);
  return grey;
}

struct Searches {
  double pixels = 0;
  FaceSearch search{std::make_unique<BrightDetector>(pixels)};

  /// Detections of the next search, and how many pixels it looked at.
  std::pair<std::size_t, double> next(const cv::Mat &grey, const std::vector<KnownFace> &known = {}) {
    pixels = 0;
    search.begin(grey, 40, known);
    const auto found = search.take().detections.size();
    return {found, pixels};
  }
};

} // namespace

START_TEST(what_does_not_change_is_passed_over) {
  Searches searches;
  for (int i = 0; i < 3; ++i)
    ck_assert_double_eq(searches.next(frame(false)).second, 640 * 480);
  int whole = 0;
  for (int i = 0; i < 64; ++i)
    whole += searches.next(frame(false)).second > 0 ? 1 : 0;
  ck_assert_int_ge(whole, 1); // come what may
  ck_assert_int_le(whole, 10);
}
END_TEST

START_TEST(a_face_that_comes_is_found_at_once) {
  Searches searches;
  for (int i = 0; i < 10; ++i)
    searches.next(frame(false));
  const auto [found, pixels] = searches.next(frame(true));
  ck_assert_uint_eq(found, 1);
  ck_assert_double_lt(pixels, 640 * 480 / 4); // about it alone
  for (int i = 0; i < 2; ++i)                 // it might have been missed
    ck_assert_uint_eq(searches.next(frame(true)).first, 1);
  ck_assert_double_eq(searches.next(frame(true)).second, 0);
}
END_TEST

START_TEST(known_faces_are_looked_at_alone) {
  Searches searches;
  const std::vector<KnownFace> known{{1, face}};
  for (int i = 0; i < 4; ++i)
    searches.next(frame(true), known);
  const auto [found, pixels] = searches.next(frame(false), known); // it went, nothing else did
  ck_assert_uint_eq(found, 0);
  ck_assert_double_gt(pixels, 0);
  ck_assert_double_lt(pixels, 640 * 480 / 4);
  searches.next(frame(true), known);
  ck_assert_uint_eq(searches.next(frame(true)).first, 1); // nobody looked there but for the known one
}
END_TEST

int main() {
  Suite *search = suite_create("face search");
  TCase *parts = tcase_create("parts");
  tcase_add_test(parts, what_does_not_change_is_passed_over);
  tcase_add_test(parts, a_face_that_comes_is_found_at_once);
  tcase_add_test(parts, known_faces_are_looked_at_alone);
  suite_add_tcase(search, parts);
  return suite::run(search);
}
