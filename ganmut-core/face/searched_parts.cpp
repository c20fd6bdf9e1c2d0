#include "face/searched_parts.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace ganmut {
namespace {

constexpr int cell = 16;        // pixels: of noise of 10 levels, the mean keeps 0.6
constexpr double change = 5;    // levels by which a cell's mean differs
constexpr double unseen = -999; // level of a cell that was not searched
constexpr int seen_again = 2;   // searches that follow a change
constexpr int seen_anyway = 16; // one of so many searches sees all

cv::Mat cells_of(const cv::Mat &picture) {
  cv::Mat cells;
  cv::resize(picture, cells, {std::max(1, picture.cols / cell), std::max(1, picture.rows / cell)}, 0, 0,
             cv::INTER_AREA);
  cells.convertTo(cells, CV_16S);
  return cells;
}

/// All pixels that `area` touches, its sides times `x` and `y`.
cv::Rect scaled(const cv::Rect2d &area, double x, double y) {
  return {cv::Point(cvFloor(area.x * x), cvFloor(area.y * y)),
          cv::Point(cvCeil(area.br().x * x), cvCeil(area.br().y * y))};
}

} // namespace

cv::Rect SearchedParts::worth_searching(const View &view, const std::vector<cv::Rect> &known, double smallest) {
  const cv::Size size = view.picture.size();
  Part &part = parts_[{view.origin.x, view.origin.y, size.width, size.height, view.scale}];
  const cv::Mat cells = cells_of(view.picture);
  const cv::Rect all({}, cells.size());
  if (part.seen.empty())
    part.seen = cv::Mat(cells.size(), CV_16S, cv::Scalar(unseen));

  cv::Mat differs;
  cv::absdiff(cells, part.seen, differs);
  differs = differs > change;
  const double across = static_cast<double>(cells.cols) / size.width,
               down = static_cast<double>(cells.rows) / size.height;
  std::vector<cv::Rect> left_out;
  for (const cv::Rect &face : known) {
    const cv::Rect2d place(cv::Point2d(face.tl()) - cv::Point2d(view.origin), cv::Size2d(face.size()));
    left_out.push_back(scaled(place, view.scale * across, view.scale * down) & all);
    differs(left_out.back()) = 0;
  }
  cv::Rect changed = cv::boundingRect(differs);

  part.unchanged = changed.empty() ? part.unchanged + 1 : 0;
  const bool anyway = part.unchanged > 0 && part.unchanged % seen_anyway == 0;
  if (changed.empty() && !anyway)
    return part.unchanged <= seen_again ? part.last : cv::Rect();
  if (anyway)
    changed = all;
  cells(changed).copyTo(part.seen(changed));
  for (const cv::Rect &face : left_out)
    part.seen(face) = unseen;
  const cv::Rect2d place = scaled(changed, 1 / across, 1 / down);
  const cv::Rect2d wide(place.tl() - cv::Point2d(smallest, smallest),
                        place.size() + cv::Size2d(2 * smallest, 2 * smallest));
  part.last = scaled(wide, 1, 1) & cv::Rect({}, size);
  return part.last;
}

} // namespace ganmut
