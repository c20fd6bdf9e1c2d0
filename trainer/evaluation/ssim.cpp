#include "trainer/evaluation/ssim.h"

#include <opencv2/imgproc.hpp>

namespace ganmut {

namespace {

cv::Mat grey(const cv::Mat &picture) {
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_64F);
  return grey;
}

/// Seen through the window.
cv::Mat local_mean(const cv::Mat &values) {
  cv::Mat mean;
  cv::GaussianBlur(values, mean, {11, 11}, 1.5);
  return mean;
}

} // namespace

double ssim(const cv::Mat &a, const cv::Mat &b, const cv::Rect &part) {
  constexpr double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
  const cv::Mat x = grey(a), y = grey(b);
  const cv::Mat mx = local_mean(x), my = local_mean(y);
  const cv::Mat xx = local_mean(x.mul(x)) - mx.mul(mx), yy = local_mean(y.mul(y)) - my.mul(my);
  const cv::Mat xy = local_mean(x.mul(y)) - mx.mul(my);
  const cv::Mat above = (2 * mx.mul(my) + c1).mul(2 * xy + c2);
  const cv::Mat below = (mx.mul(mx) + my.mul(my) + c1).mul(xx + yy + c2);
  const cv::Mat map = above / below;
  return cv::mean(map(part))[0];
}

} // namespace ganmut
