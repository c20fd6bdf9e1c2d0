#pragma once

#include <cmath>
#include <string>

#include <opencv2/core.hpp>

#include "suite.h"

/// The peak signal-to-noise ratio of `found` in decibels, the peak being the range of what is `expected`.
inline double decibels(const cv::Mat &found, const cv::Mat &expected) {
  double low = 0, high = 0;
  cv::minMaxLoc(expected.reshape(1), &low, &high);
  const double noise =
      cv::norm(found, expected, cv::NORM_L2) / std::sqrt(double(expected.total() * expected.channels()));
  return 20 * std::log10((high - low) / noise);
}

/// Fails below `least` decibels, and for numbers that are none.
inline void expect_decibels(const std::string &what, const cv::Mat &found, const cv::Mat &expected, double least) {
  ck_assert_msg(found.size() == expected.size() && found.type() == expected.type(), "%s: another size", what.c_str());
  const double ratio = decibels(found, expected);
  ck_assert_msg(ratio >= least, "%s: %.1f dB, %.0f wanted", what.c_str(), ratio, least);
}
