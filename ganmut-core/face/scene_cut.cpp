#include "face/scene_cut.h"

#include <algorithm>
#include <utility>

#include <opencv2/imgproc.hpp>

namespace ganmut {

bool SceneCut::is_at(const cv::Mat &grey) {
  constexpr double likeness = 0.5;     // correlation below which two pictures show two scenes
  constexpr double least_contrast = 4; // grey levels; less is an empty picture
  const cv::Size size(16, 9);
  cv::Mat some, small;
  cv::resize(grey, some, size * 16, 0, 0, cv::INTER_NEAREST); // of a large frame some pixels are enough
  cv::resize(some, small, size, 0, 0, cv::INTER_AREA);
  small.convertTo(small, CV_32F);
  small -= cv::mean(small);
  const cv::Mat before = std::exchange(last_, small);
  if (before.empty())
    return false;
  const double contrast = cv::norm(before) * cv::norm(small) / size.area();
  return contrast > least_contrast * least_contrast && before.dot(small) < likeness * contrast * size.area();
}

} // namespace ganmut
