#include "engine/closing_lips.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

/// Where the sheets leave the edges of both lips in one column, heights; the same where they meet.
struct LeftOpen {
  float upper = 0.F, lower = 0.F;
};

/// Column by column from corner to corner of the mouth.
std::vector<LeftOpen> left_open(const RenderedLayers &layers, const LipLine &lips, int first, int last) {
  std::vector<LeftOpen> columns;
  for (int x = first; x <= last; ++x) {
    float upper = -1, lower = 0; // what is the upper lip's from above on, and the lower one's to the bottom
    float least = 1e9F, meets = 0;
    for (int y = 0; y < layers.upper.rows; ++y) {
      const cv::Point2f place(static_cast<float>(x), static_cast<float>(y));
      const float above = lips.above_upper(place + cv::Point2f(layers.upper.at<cv::Vec2f>(y, x)));
      const float below = lips.below_lower(place + cv::Point2f(layers.lower.at<cv::Vec2f>(y, x)));
      if (above < 0 && below < 0) {
        upper = upper < 0 ? place.y + above : upper;
        lower = place.y - below;
      }
      if (std::abs(above - below) < least) {
        least = std::abs(above - below);
        meets = place.y;
      }
    }
    columns.push_back(upper < 0 ? LeftOpen{meets, meets} : LeftOpen{upper, std::max(upper, lower)});
  }
  return columns;
}

/// A parabola through the middle of `columns`, most where they are closed.
std::vector<float> line_of(const std::vector<LeftOpen> &columns) {
  cv::Matx33f squares = 1e-3F * cv::Matx33f::eye();
  cv::Vec3f sums;
  const auto terms = [&](std::size_t i) {
    const float x = 2 * static_cast<float>(i) / static_cast<float>(columns.size() - 1) - 1;
    return cv::Vec3f(1, x, x * x);
  };
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto [upper, lower] = columns[i];
    const float weight = 1 / (1 + (lower - upper) * (lower - upper));
    squares += weight * terms(i) * terms(i).t();
    sums += weight * (upper + lower) / 2 * terms(i);
  }
  const cv::Vec3f parabola = squares.solve(sums, cv::DECOMP_CHOLESKY);
  std::vector<float> line;
  for (std::size_t i = 0; i < columns.size(); ++i)
    line.push_back(parabola.dot(terms(i)));
  return line;
}

} // namespace

void close_less(RenderedLayers &layers, const Landmarks &given, const Landmarks &found) {
  const auto gap = [](const Landmarks &points) { return points[66].y - points[62].y; };
  const float pixel = static_cast<float>(layers.upper.cols) / 128;
  constexpr float least = 2, reach = 14; // pixels of a picture of 128
  if (gap(given) < least * pixel || gap(found) >= gap(given))
    return;
  const auto moved = [&](const cv::Mat &sheet, const Pixel &point) {
    const cv::Rect whole({}, sheet.size());
    const cv::Point place(cvRound(point.x), cvRound(point.y));
    return whole.contains(place) ? sheet.at<cv::Vec2f>(place)[1] : 0.F;
  };
  const float wanted = gap(given) + moved(layers.upper, found[62]) - moved(layers.lower, found[66]);
  const float parted = std::clamp((wanted / pixel - 2) / 2.5F, 0.F, 1.F);
  const float rest = parted * (1 - std::clamp(gap(found) / gap(given), 0.5F, 1.F));
  if (rest == 0)
    return;
  const LipLine lips(found);
  const float left = found[60].x, right = found[64].x;
  for (int y = 0; y < layers.upper.rows; ++y)
    for (int x = 0; x < layers.upper.cols; ++x) {
      const cv::Point2f place(static_cast<float>(x), static_cast<float>(y));
      const float corner = std::min(place.x - left, right - place.x) / (6 * pixel); // beyond it the sheets agree
      const float part = rest * std::clamp(corner, 0.F, 1.F);
      const auto share = [&](float beyond) { return 1 - part * std::clamp(1 - beyond / (reach * pixel), 0.F, 1.F); };
      float &down = layers.upper.at<cv::Vec2f>(y, x)[1], &up = layers.lower.at<cv::Vec2f>(y, x)[1];
      down = down < 0 ? down * share(lips.above_upper(place)) : down;
      up = up > 0 ? up * share(lips.below_lower(place)) : up;
    }
}

void close_wholly(RenderedLayers &layers, const Landmarks &found, float shut) {
  const float pixel = static_cast<float>(layers.upper.cols) / 128;
  const int first = std::max(0, cvFloor(found[48].x)), last = std::min(layers.upper.cols - 1, cvCeil(found[54].x));
  if (shut == 0 || last - first < 2)
    return;
  const LipLine lips(found);
  const auto columns = left_open(layers, lips, first, last);
  const auto line = line_of(columns);
  cv::Mat moves = cv::Mat::zeros(1, layers.upper.cols, CV_32FC2); // of the upper lip down, of the lower one up
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const float gap = columns[i].lower - columns[i].upper;
    const float meets = std::clamp(line[i], columns[i].upper, columns[i].lower);
    moves.at<cv::Vec2f>(first + static_cast<int>(i)) =
        gap > 0 ? cv::Vec2f(meets - columns[i].upper, columns[i].lower - meets) : cv::Vec2f();
  }
  if (cv::norm(moves, cv::NORM_INF) == 0)
    return;
  cv::GaussianBlur(moves, moves, {}, 1.5 * pixel);
  constexpr float reach = 14; // pixels of a picture of 128
  for (int y = 0; y < layers.upper.rows; ++y)
    for (int x = 0; x < layers.upper.cols; ++x) {
      const cv::Point2f place(static_cast<float>(x), static_cast<float>(y));
      auto &upper = layers.upper.at<cv::Vec2f>(y, x), &lower = layers.lower.at<cv::Vec2f>(y, x);
      const auto part = [&](float beyond) { return std::clamp(1 - beyond / (reach * pixel), 0.F, 1.F); };
      const auto [down, up] = moves.at<cv::Vec2f>(x).val;
      const float above = lips.above_upper(place + cv::Point2f(upper)),
                  below = lips.below_lower(place + cv::Point2f(lower));
      upper[1] -= shut * down * part(above);
      lower[1] += shut * up * part(below);
    }
}

} // namespace ganmut
