#include "face/detector.h"

#include <algorithm>
#include <filesystem>

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include <ganmut/error.h>

namespace ganmut {
namespace {

constexpr double search_size = 40; // pixels of the smallest face in the reduced picture; cascades need about 24
constexpr auto debian_cascade = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml";

class CascadeDetector final : public Detector {
public:
  explicit CascadeDetector(const std::string &file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
      throw Error(ErrorKind::NotFound,
                  "There is no cascade '" + file + "'; install Debian's opencv-data or name a cascade file of OpenCV.");
    std::string detail = "CascadeClassifier::load";
    try {
      if (cascade_.load(file))
        return;
    } catch (const std::exception &error) {
      detail = error.what();
    }
    throw Error(ErrorKind::BadFile, "The detector model '" + file + "' is damaged or no cascade of OpenCV.", detail);
  }

  std::vector<Detection> detect(const cv::Mat &grey, int min_face_size) override {
    if (grey.empty())
      return {};
    const double scale = std::min(1.0, search_size / std::max(1, min_face_size));
    cv::Mat search = grey;
    if (scale != 1.0)
      cv::resize(grey, search, {}, scale, scale, cv::INTER_AREA);
    const int side = cvRound(min_face_size * scale);
    std::vector<cv::Rect> boxes;
    std::vector<int> neighbours;
    cascade_.detectMultiScale(search, boxes, neighbours, 1.1, 4, 0, {side, side});
    std::vector<Detection> detections;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const auto scaled = [&](int v) { return static_cast<float>(v / scale); };
      detections.push_back({{scaled(boxes[i].x), scaled(boxes[i].y), scaled(boxes[i].width), scaled(boxes[i].height)},
                            static_cast<float>(neighbours[i])});
    }
    std::sort(detections.begin(), detections.end(),
              [](const Detection &a, const Detection &b) { return a.confidence > b.confidence; });
    return detections;
  }

private:
  cv::CascadeClassifier cascade_;
};

} // namespace

std::unique_ptr<Detector> make_cascade_detector(const std::string &path) {
  return std::make_unique<CascadeDetector>(path.empty() ? debian_cascade : path);
}

} // namespace ganmut
