#include <ganmut/libraries.h>

#include <dlib/revision.h>
#ifdef GANMUT_ONEDNN
#include <dnnl_version.h>
#endif
#include <opencv2/core/version.hpp>
#include <torch/version.h>

namespace ganmut {

std::string libraries() {
  std::string names = std::string("LibTorch ") + TORCH_VERSION + ", OpenCV " + CV_VERSION + ", dlib " +
                      std::to_string(DLIB_MAJOR_VERSION) + "." + std::to_string(DLIB_MINOR_VERSION);
#ifdef GANMUT_ONEDNN
  names += ", oneDNN " + std::to_string(DNNL_VERSION_MAJOR) + "." + std::to_string(DNNL_VERSION_MINOR) + "." +
           std::to_string(DNNL_VERSION_PATCH);
#endif
  return names;
}

} // namespace ganmut
