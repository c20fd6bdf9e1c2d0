#include "frame_copy.h"

#include <ganmut/error.h>

namespace ganmut::plugin {

namespace {

/// The same video with rows that follow each other closely.
GstVideoInfo packed(const GstVideoInfo &info) {
  GstVideoInfo result;
  gst_video_info_set_format(&result, GST_VIDEO_INFO_FORMAT(&info), GST_VIDEO_INFO_WIDTH(&info),
                            GST_VIDEO_INFO_HEIGHT(&info));
  result.colorimetry = info.colorimetry;
  result.chroma_site = info.chroma_site;
  return result;
}

} // namespace

FrameCopy::~FrameCopy() {
  release();
}

GstVideoFrame &FrameCopy::of(const GstVideoFrame &frame) {
  auto info = packed(frame.info);
  if (!mapped_ || !gst_video_info_is_equal(&copy_.info, &info)) {
    release();
    GstBuffer *buffer = gst_buffer_new_allocate(nullptr, info.size, nullptr);
    mapped_ = buffer && gst_video_frame_map(&copy_, &info, buffer, GST_MAP_READWRITE);
    if (buffer)
      gst_buffer_unref(buffer); // the mapping holds it
  }
  if (!mapped_ || !gst_video_frame_copy(&copy_, &frame))
    throw Error(ErrorKind::Failed, "There is no memory for a copy of the frame.");
  return copy_;
}

void FrameCopy::release() {
  if (mapped_)
    gst_video_frame_unmap(&copy_);
  mapped_ = false;
}

} // namespace ganmut::plugin
