#pragma once

#include <gst/video/video.h>

#include <ganmut/frame.h>

namespace ganmut::plugin {

/// The raw video that the element takes and gives.
constexpr char raw_video_caps[] =
    GST_VIDEO_CAPS_MAKE("{ I420, YV12, NV12, NV21, YUY2, UYVY, BGR, RGB, BGRx, RGBx, xBGR, xRGB, "
                        "BGRA, RGBA, ABGR, ARGB, GRAY8 }");

/// `frame`'s pixels as the editor takes them. `frame` must be mapped for as long as the view is used.
/// Y'CbCr matrices other than BT.601 (SMPTE 240M, BT.2020) are taken for BT.709, their nearest.
/// Throws Error(BadArgument) for a format that raw_video_caps does not list.
Frame view_of(const GstVideoFrame &frame);

} // namespace ganmut::plugin
