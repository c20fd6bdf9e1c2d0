#pragma once

#include <string>

#include <opencv2/core.hpp>

namespace ganmut {

/// A picture of what was learnt.
struct Sheet {
  std::string file; ///< of iteration N it is N-FILE: `images.jpg`
  std::string tag;  ///< in TensorBoard: `samples/images`
  cv::Mat picture;  ///< CV_8UC3 BGR
};

/// Writes the picture as `folder`/N-FILE, N being `number`. Throws Error(Failed).
void write_sheet(const Sheet &sheet, const std::string &folder, std::int64_t number);

} // namespace ganmut
