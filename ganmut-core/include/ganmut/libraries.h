#pragma once

#include <string>

#include <ganmut/export.h>

namespace ganmut {

/// The libraries on which the bits of an edit depend: "LibTorch 1.13.0, OpenCV 4.6.0, dlib 19.24,
/// oneDNN 2.6.3", the last where its engine is built.
GANMUT_API std::string libraries();

} // namespace ganmut
