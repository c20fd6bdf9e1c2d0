#include "face/searched_parts.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace ganmut {
namespace {

constexpr double cell = 16;     // pixels of a part as it is searched
constexpr int samples = 8;      // along a cell's side: of noise of 10 levels, the mean keeps 1.2
constexpr double change = 5;    // levels by which a cell's mean differs
constexpr double unseen = -999; // level of a cell that was not searched
constexpr int seen_again = 2;   // searches that follow a change
constexpr int seen_anyway = 32; // one of so many searches sees all

cv::Mat cells_of(const cv::Mat &part, double scale) {
  const auto count = [&](int length) { return std::max(1, cvRound(length * scale / cell)); };
  const cv::Size size(count(part.cols), count(part.rows));
  cv::Mat some, cells;
  cv::resize(part, some, size * samples, 0, 0, cv::INTER_NEAREST);
  cv::resize(some, cells, size, 0, 0, cv::INTER_AREA);
  cells.convertTo(cells, CV_16S);
  return cells;
}

/// All pixels that `area` touches.
cv::Rect touched(const cv::Rect2d &area) {
  return {cv::Point(cvFloor(area.x), cvFloor(area.y)), cv::Point(cvCeil(area.br().x), cvCeil(area.br().y))};
}

} // namespace

cv::Rect SearchedParts::worth_searching(const cv::Mat &grey, const cv::Rect &where, double scale,
                                        const std::vector<cv::Rect> &known, double smallest) {
  Part &part = parts_[{where.x, where.y, where.width, where.height, scale}];
  const cv::Mat cells = cells_of(grey(where), scale);
  const cv::Rect all({}, cells.size());
  const double width = static_cast<double>(where.width) / cells.cols; // of a cell, pixels of the frame
  const double height = static_cast<double>(where.height) / cells.rows;
  if (part.seen.empty())
    part.seen = cv::Mat(cells.size(), CV_16S, cv::Scalar(unseen));

  cv::Mat differs;
  cv::absdiff(cells, part.seen, differs);
  differs = differs > change;
  std::vector<cv::Rect> left_out;
  for (const cv::Rect &face : known) {
    const cv::Rect2d place((face.x - where.x) / width, (face.y - where.y) / height, face.width / width,
                           face.height / height);
    left_out.push_back(touched(place) & all);
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
  const double margin = smallest / scale;
  const cv::Rect2d wide(where.x + changed.x * width - margin, where.y + changed.y * height - margin,
                        changed.width * width + 2 * margin, changed.height * height + 2 * margin);
  part.last = touched(wide) & where;
  return part.last;
}

} // namespace ganmut
