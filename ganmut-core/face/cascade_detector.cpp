#include "face/detector.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include <ganmut/error.h>

namespace ganmut {
namespace {

constexpr double search_size = 40; // pixels of the smallest face in the reduced picture; cascades need about 24
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
