#pragma once

#include <string>

#include <opencv2/core.hpp>

namespace ganmut {

/// A white picture to draw a page on. Sizes are pixels; text is what OpenCV's Hershey fonts can write (ASCII).
class Canvas {
public:
  enum class Align { Left, Centre, Right };

  Canvas(int width, int height) : pixels_(height, width, CV_8UC3, cv::Scalar::all(255)) {}

  const cv::Mat &pixels() const { return pixels_; }
  int width() const { return pixels_.cols; }
  /// Cuts off what is below.
  void crop(int height) { pixels_ = pixels_.rowRange(0, height).clone(); }

  /// `at`: on the base line. `size`: 0.5 is about 11 pixels for a capital letter.
  void text(const std::string &text, cv::Point at, double size = 0.5, Align align = Align::Left,
            const cv::Scalar &colour = cv::Scalar::all(30));
  static int width_of(const std::string &text, double size);

  void line(cv::Point from, cv::Point to, const cv::Scalar &colour, int thickness = 1);
  void frame(const cv::Rect &where, const cv::Scalar &colour);
  void fill(const cv::Rect &where, const cv::Scalar &colour);
  void polygon(const std::vector<cv::Point> &corners, const cv::Scalar &colour);
  void curve(const std::vector<cv::Point> &points, const cv::Scalar &colour);
  void disc(cv::Point centre, double radius, const cv::Scalar &colour);
  void ring(cv::Point centre, int radius, const cv::Scalar &colour);
  /// `picture`: CV_8UC3; it must lie within the page.
  void picture(const cv::Mat &picture, cv::Point corner);

private:
  cv::Mat pixels_;
};

/// Between white (0) and `colour` (1).
cv::Scalar tint(const cv::Scalar &colour, double share);

/// The colour of class `index`, BGR.
cv::Scalar class_colour(int index);

/// The end of `text` as far as it fits into `width`, with dots before it where something is left out.
std::string shortened(const std::string &text, int width, double size);

} // namespace ganmut
