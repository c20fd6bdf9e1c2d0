#pragma once

#include <gst/video/video.h>

namespace ganmut::plugin {

/// A copy of a frame's pixels, to work on instead of them. Its memory serves the next frame of the same size as well.
class FrameCopy {
public:
  FrameCopy() = default;
  ~FrameCopy();
  FrameCopy(const FrameCopy &) = delete;
  FrameCopy &operator=(const FrameCopy &) = delete;

  /// Copies `frame`, which must be mapped. The result stays until the next call; its buffer has no metadata.
  /// Throws Error(Failed) where there is no memory.
  GstVideoFrame &of(const GstVideoFrame &frame);

private:
  void release();

  GstVideoFrame copy_{};
  bool mapped_ = false;
};

} // namespace ganmut::plugin
