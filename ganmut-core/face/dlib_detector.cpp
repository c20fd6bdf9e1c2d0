#include "face/detector.h"

#include <algorithm>
#include <cmath>

#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/opencv.h>

namespace ganmut {
namespace {

constexpr double small_picture = 640 * 480; // enlarging is affordable up to this area

// Faces seen from the front score 0.25 and more; folds of clothes reach 0.06, and so do faces that turn away.
constexpr double sure_confidence = 0.15;
constexpr double least_confidence = -0.4;

class DlibDetector final : public Detector {
public:
  double smallest_face() const override { return 80; } // side of its window

private:
  double largest_scale(const cv::Size &size) const override {
    return std::max(1.0, std::sqrt(small_picture / static_cast<double>(size.area())));
  }

  std::vector<Detection> look(const cv::Mat &picture, double) override {
    std::vector<dlib::rect_detection> found;
    detector_(dlib::cv_image<unsigned char>(picture), found, least_confidence);
    std::vector<Detection> detections;
    for (const auto &[confidence, index, r] : found)
      detections.push_back({{static_cast<float>(r.left()), static_cast<float>(r.top()), static_cast<float>(r.width()),
                             static_cast<float>(r.height())},
                            static_cast<float>(confidence),
                            confidence >= sure_confidence});
    return detections;
  }

  dlib::frontal_face_detector detector_ = dlib::get_frontal_face_detector();
};

} // namespace

std::unique_ptr<Detector> make_dlib_detector() {
  return std::make_unique<DlibDetector>();
}

} // namespace ganmut
