#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "trainer/evaluation/report.h"

namespace ganmut {

/// Edits to look at: a row a face, the photo first, then every emotion; CV_8UC3 BGR squares of one size.
using Examples = std::vector<std::vector<cv::Mat>>;

/// An edit that failed, CV_8UC3 BGR squares of one size.
struct FailedEdit {
  int target = 0;
  double amount = 0; ///< see JudgedEdit
  cv::Mat photo, edited;
};

/// Draws the report on one page (an A4 sheet at 150 dots an inch, longer for many emotions) and writes it as PNG.
/// `worst`: the worst of each emotion, the emotions in their order. Throws Error(Failed).
void write_page(const std::string &path, const Report &report, const std::vector<FailedEdit> &worst,
                const Examples &examples);

} // namespace ganmut
