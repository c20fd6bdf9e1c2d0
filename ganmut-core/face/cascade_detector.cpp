#include "face/detector.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <opencv2/objdetect.hpp>

#include <ganmut/error.h>

namespace ganmut {
namespace {

constexpr auto debian_cascade = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml";

/// Whether the file ends as OpenCV's XML does. OpenCV 4.6 crashes on XML that breaks off in the middle.
bool is_whole(const std::string &file) {
  constexpr std::string_view end = "</opencv_storage>";
  constexpr int longest_tail = 64; // the tag and line ends
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  const auto size = std::min<std::streamoff>(longest_tail, stream.tellg());
  std::string tail(static_cast<std::size_t>(std::max<std::streamoff>(0, size)), ' ');
  stream.seekg(-size, std::ios::end).read(tail.data(), size);
  tail.erase(tail.find_last_not_of(" \t\r\n") + 1);
  return stream.good() && tail.size() >= end.size() && tail.compare(tail.size() - end.size(), end.size(), end) == 0;
}

class CascadeDetector final : public Detector {
public:
  explicit CascadeDetector(const std::string &file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
      throw Error(ErrorKind::NotFound,
                  "There is no cascade '" + file + "'; install Debian's opencv-data or name a cascade file of OpenCV.");
    std::string detail = "not an XML file of OpenCV, or cut short";
    try {
      if (is_whole(file) && cascade_.load(file))
        return;
    } catch (const std::exception &error) {
      detail = error.what();
    }
    throw Error(ErrorKind::BadFile, "The detector model '" + file + "' is damaged or no cascade of OpenCV.", detail);
  }

  double smallest_face() const override { return 40; } // OpenCV's needs about 24

private:
  double largest_scale(const cv::Size &) const override { return 1; }

  std::vector<Detection> look(const cv::Mat &picture, double smallest) override {
    const int side = cvRound(smallest);
    std::vector<cv::Rect> boxes;
    std::vector<int> neighbours;
    cascade_.detectMultiScale(picture, boxes, neighbours, 1.1, 4, 0, {side, side});
    std::vector<Detection> detections;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const cv::Rect2f box = boxes[i];
      detections.push_back({{box.x, box.y, box.width, box.height}, static_cast<float>(neighbours[i])});
    }
    std::sort(detections.begin(), detections.end(),
              [](const Detection &a, const Detection &b) { return a.confidence > b.confidence; });
    return detections;
  }

  cv::CascadeClassifier cascade_;
};

} // namespace

std::unique_ptr<Detector> make_cascade_detector(const std::string &path) {
  return std::make_unique<CascadeDetector>(path.empty() ? debian_cascade : path);
}

} // namespace ganmut
