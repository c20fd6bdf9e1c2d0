#pragma once

#include <vector>

#include <gst/video/video.h>

#include <ganmut/face_editor.h>

namespace ganmut::plugin {

/// The raw video that the element takes and gives.
constexpr char raw_video_caps[] =
    GST_VIDEO_CAPS_MAKE("{ I420, YV12, NV12, NV21, YUY2, UYVY, BGR, RGB, BGRx, RGBx, xBGR, xRGB, "
                        "BGRA, RGBA, ABGR, ARGB, GRAY8, Y42B, Y444, A420, NV16, AYUV, VUYA, GBR, GBRA, "
                        "I420_10LE, I422_10LE, Y444_10LE, A420_10LE, A422_10LE, A444_10LE, P010_10LE, GBR_10LE, "
                        "GBRA_10LE, I420_12LE, I422_12LE, Y444_12LE, P012_LE, GBR_12LE, GBRA_12LE, GRAY16_LE, "
                        "Y444_16LE, P016_LE, AYUV64, ARGB64, ARGB64_LE, RGBA64_LE, BGRA64_LE, ABGR64_LE }");

/// `frame`'s pixels as the editor takes them. `frame` must be mapped for as long as the view is used.
/// Y'CbCr matrices other than BT.601, BT.709 and BT.2020 (SMPTE 240M, FCC) are taken for BT.709.
/// Throws Error(BadArgument) for a format that raw_video_caps does not list.
Frame view_of(const GstVideoFrame &frame);

/// True for a buffer whose two fields belong to different moments; `info` is that of its caps.
bool is_interlaced(const GstVideoInfo &info, GstBuffer *buffer);

/// The boxes of the regions of interest of type `face` that `buffer` has, in pixels.
std::vector<Box> face_regions(GstBuffer *buffer);

/// Adds a GstVideoRegionOfInterestMeta of type `face` to `buffer`, which must be writable.
/// Its id is the face's, its rectangle the face's box inside a frame of `width` x `height` pixels. Its parameter
/// structure `ganmut` holds `id` (int), `x`, `y`, `z` (double, coordinates applied), `confidence` (double, the
/// detector's score) and `landmarks` (GstValueArray of 136 doubles: x and y of the 68 points, pixels).
/// A face that lies wholly outside the frame is left out.
void add_face_meta(GstBuffer *buffer, const EditedFace &edited, int width, int height);

} // namespace ganmut::plugin
