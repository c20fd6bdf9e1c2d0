#include "face/detector.h"

#include <algorithm>
#include <cmath>

#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/opencv.h>
#include <opencv2/imgproc.hpp>

namespace ganmut {
namespace {

constexpr double smallest_face = 80;        // side of the detector's window, pixels
constexpr double small_picture = 640 * 480; // enlarging is affordable up to this area

// Faces seen from the front score 0.25 and more; folds of clothes reach 0.06, and so do faces that turn away.
constexpr double sure_confidence = 0.15;
constexpr double least_confidence = -0.4;

double search_scale(const cv::Mat &grey, int min_face_size) {
  const double wanted = smallest_face / std::max(1, min_face_size);
  const double affordable = std::sqrt(small_picture / static_cast<double>(grey.total()));
  return std::min(wanted, std::max(1.0, affordable));
}

class DlibDetector final : public Detector {
public:
  std::vector<Detection> detect(const cv::Mat &grey, int min_face_size) override {
    if (grey.empty())
      return {};
    const double scale = search_scale(grey, min_face_size);
    cv::Mat search = grey;
    if (scale != 1.0)
      cv::resize(grey, search, {}, scale, scale, scale < 1.0 ? cv::INTER_AREA : cv::INTER_LINEAR);
    std::vector<dlib::rect_detection> found;
    detector_(dlib::cv_image<unsigned char>(search), found, least_confidence);
    std::vector<Detection> detections;
    for (const auto &[confidence, index, r] : found) {
      const auto scaled = [&](long v) { return static_cast<float>(static_cast<double>(v) / scale); };
      detections.push_back({{scaled(r.left()), scaled(r.top()), scaled(static_cast<long>(r.width())),
                             scaled(static_cast<long>(r.height()))},
                            static_cast<float>(confidence),
                            confidence >= sure_confidence});
    }
    return detections;
  }

private:
  dlib::frontal_face_detector detector_ = dlib::get_frontal_face_detector();
};

} // namespace

std::unique_ptr<Detector> make_dlib_detector() {
  return std::make_unique<DlibDetector>();
}

} // namespace ganmut
