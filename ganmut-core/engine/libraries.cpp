#include <ganmut/libraries.h>

#include <dlib/revision.h>
#include <opencv2/core/version.hpp>
#include <torch/version.h>

namespace ganmut {

std::string libraries() {
  return std::string("LibTorch ") + TORCH_VERSION + ", OpenCV " + CV_VERSION + ", dlib " +
         std::to_string(DLIB_MAJOR_VERSION) + "." + std::to_string(DLIB_MINOR_VERSION);
}

} // namespace ganmut
