// Our evaluation of the predictor of landmarks beside dlib's own, and fits made of it.
#include <fstream>

#include <dlib/image_processing/shape_predictor.h>
#include <dlib/opencv.h>
#include <opencv2/imgproc.hpp>

#include "cartoon_faces.h"
#include "face/landmark_fit.h"
#include "face/landmarker.h"
#include "suite.h"

using namespace ganmut;

namespace {

constexpr auto file = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

dlib::shape_predictor dlib_predictor() {
  dlib::shape_predictor predictor;
  dlib::deserialize(file) >> predictor;
  return predictor;
}

/// A drawn face, and boxes about it: as they are found, shifted, small, and partly outside of the picture.
struct Sight {
  cv::Mat grey;
  std::vector<Box> boxes;
};

Sight sight(int emotion, double scale, std::mt19937 &random) {
  const auto drawing = cartoon::draw(emotion, random);
  Sight sight;
  cv::cvtColor(drawing.picture, sight.grey, cv::COLOR_BGR2GRAY);
  cv::resize(sight.grey, sight.grey, {}, scale, scale, cv::INTER_CUBIC);
  const auto side = static_cast<float>(scale * drawing.box.width);
  const auto x = static_cast<float>(scale * drawing.box.x), y = static_cast<float>(scale * drawing.box.y);
  sight.boxes = {{x, y, side, side},
                 {x + 0.1F * side, y, side, side},
                 {x, y + 0.05F * side, 0.8F * side, 0.8F * side},
                 {x - 0.4F * side, y, side, side}};
  return sight;
}

START_TEST(points_are_dlibs_but_for_fractions) {
  const Landmarker landmarker("");
  const dlib::shape_predictor theirs = dlib_predictor();
  std::mt19937 random(3);
  double sum = 0;
  int count = 0;
  for (const double scale : {1.0, 2.5, 6.0})
    for (int emotion = 0; emotion < 3; ++emotion) {
      const auto [grey, boxes] = sight(emotion, scale, random);
      for (const Box &box : boxes) {
        const dlib::rectangle rectangle(std::lround(box.x), std::lround(box.y), std::lround(box.x + box.width) - 1,
                                        std::lround(box.y + box.height) - 1);
        const auto shape = theirs(dlib::cv_image<unsigned char>(grey), rectangle);
        const Landmarks landmarks = landmarker.find(grey, box);
        for (unsigned long i = 0; i < shape.num_parts(); ++i) {
          const auto &theirs_at = shape.part(i);
          for (const float apart : {landmarks[i].x - static_cast<float>(theirs_at.x()),
                                    landmarks[i].y - static_cast<float>(theirs_at.y())}) {
            // Our rounding of leaves sends a tree another way now and then, where nothing is quite like a face.
            ck_assert_float_le(std::abs(apart), 0.5F + 0.03F * box.width);
            sum += std::abs(apart) - 0.001F * box.width;
            ++count;
          }
        }
      }
    }
  ck_assert_double_lt(sum / count, 0.25); // which is what dlib's rounding to whole pixels makes
}
END_TEST

/// How far the same points of `answers` lie from their means, pixels, summed up.
double scatter(const std::vector<Landmarks> &answers) {
  double sum = 0;
  for (std::size_t i = 0; i < answers.front().size(); ++i) {
    cv::Point2f mean;
    for (const auto &answer : answers)
      mean += cv::Point2f(answer[i].x, answer[i].y) / static_cast<float>(answers.size());
    for (const auto &answer : answers)
      sum += cv::norm(cv::Point2f(answer[i].x, answer[i].y) - mean);
  }
  return sum;
}

START_TEST(fits_depend_less_on_the_box_than_answers_do) {
  const Landmarker landmarker("");
  std::mt19937 random(5);
  std::uniform_real_distribution<float> aside(-0.04F, 0.04F);
  double answered = 0, fitted = 0;
  for (int emotion = 0; emotion < 3; ++emotion) {
    const auto [grey, boxes] = sight(emotion, 2.5, random);
    std::vector<Landmarks> answers, fits;
    for (int i = 0; i < 6; ++i) {
      Box box = boxes[0];
      box.x += aside(random) * box.width;
      box.y += aside(random) * box.width;
      answers.push_back(landmarker.find(grey, box_around(landmarker.find(grey, box))));
      fits.push_back(fit_landmarks(landmarker, grey, box).landmarks);
    }
    answered += scatter(answers);
    fitted += scatter(fits);
  }
  ck_assert_double_lt(fitted, 0.8 * answered);
}
END_TEST

} // namespace

int main() {
  if (!std::ifstream(file))
    return suite::skip(std::string("landmarker: there is no ") + file);
  Suite *landmarker = suite_create("landmarker");
  TCase *points = tcase_create("points");
  tcase_set_timeout(points, 120);
  tcase_add_test(points, points_are_dlibs_but_for_fractions);
  tcase_add_test(points, fits_depend_less_on_the_box_than_answers_do);
  suite_add_tcase(landmarker, points);
  return suite::run(landmarker);
}
