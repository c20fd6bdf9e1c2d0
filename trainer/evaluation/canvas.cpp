#include "trainer/evaluation/canvas.h"

#include <algorithm>
#include <array>

#include <opencv2/imgproc.hpp>

namespace ganmut {

namespace {

constexpr int font = cv::FONT_HERSHEY_SIMPLEX;

/// Discs are placed to a sixteenth of a pixel.
constexpr int shift = 4;

} // namespace

void Canvas::text(const std::string &text, cv::Point at, double size, Align align, const cv::Scalar &colour) {
  const int width = width_of(text, size);
  at.x -= align == Align::Centre ? width / 2 : align == Align::Right ? width : 0;
  cv::putText(pixels_, text, at, font, size, colour, size > 0.7 ? 2 : 1, cv::LINE_AA);
}

int Canvas::width_of(const std::string &text, double size) {
  int baseline = 0;
  return cv::getTextSize(text, font, size, size > 0.7 ? 2 : 1, &baseline).width;
}

void Canvas::line(cv::Point from, cv::Point to, const cv::Scalar &colour, int thickness) {
  cv::line(pixels_, from, to, colour, thickness, cv::LINE_AA);
}

void Canvas::frame(const cv::Rect &where, const cv::Scalar &colour) {
  cv::rectangle(pixels_, where, colour, 1);
}

void Canvas::fill(const cv::Rect &where, const cv::Scalar &colour) {
  cv::rectangle(pixels_, where, colour, cv::FILLED);
}

void Canvas::polygon(const std::vector<cv::Point> &corners, const cv::Scalar &colour) {
  cv::fillPoly(pixels_, std::vector<std::vector<cv::Point>>{corners}, colour, cv::LINE_AA);
}

void Canvas::curve(const std::vector<cv::Point> &points, const cv::Scalar &colour) {
  cv::polylines(pixels_, std::vector<std::vector<cv::Point>>{points}, false, colour, 2, cv::LINE_AA);
}

void Canvas::disc(cv::Point centre, double radius, const cv::Scalar &colour) {
  cv::circle(pixels_, centre * (1 << shift), cvRound(radius * (1 << shift)), colour, cv::FILLED, cv::LINE_AA, shift);
}

void Canvas::ring(cv::Point centre, int radius, const cv::Scalar &colour) {
  cv::circle(pixels_, centre, radius, colour, 2, cv::LINE_AA);
}

void Canvas::picture(const cv::Mat &picture, cv::Point corner) {
  picture.copyTo(pixels_(cv::Rect(corner, picture.size())));
}

cv::Scalar tint(const cv::Scalar &colour, double share) {
  return (1 - share) * cv::Scalar::all(255) + share * colour;
}

cv::Scalar class_colour(int index) {
  static const std::array<cv::Scalar, 8> colours = {cv::Scalar(120, 120, 120),
                                                    {30, 160, 235},
                                                    {200, 110, 30},
                                                    {50, 50, 205},
                                                    {150, 60, 140},
                                                    {80, 150, 40},
                                                    {160, 160, 20},
                                                    {70, 90, 140}};
  return colours[static_cast<std::size_t>(index) % colours.size()];
}

std::string shortened(const std::string &text, int width, double size) {
  auto shown = text;
  for (std::size_t cut = 1; cut < text.size() && Canvas::width_of(shown, size) > width; ++cut)
    shown = "..." + text.substr(cut);
  return shown;
}

} // namespace ganmut
