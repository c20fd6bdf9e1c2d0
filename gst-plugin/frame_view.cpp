#include "frame_view.h"

#include <string>
#include <utility>

#include <ganmut/error.h>

namespace ganmut::plugin {
namespace {

constexpr std::pair<GstVideoFormat, PixelFormat> formats[] = {
    {GST_VIDEO_FORMAT_BGR, PixelFormat::BGR},     {GST_VIDEO_FORMAT_RGB, PixelFormat::RGB},
    {GST_VIDEO_FORMAT_BGRx, PixelFormat::BGRx},   {GST_VIDEO_FORMAT_RGBx, PixelFormat::RGBx},
    {GST_VIDEO_FORMAT_xBGR, PixelFormat::xBGR},   {GST_VIDEO_FORMAT_xRGB, PixelFormat::xRGB},
    {GST_VIDEO_FORMAT_BGRA, PixelFormat::BGRA},   {GST_VIDEO_FORMAT_RGBA, PixelFormat::RGBA},
    {GST_VIDEO_FORMAT_ABGR, PixelFormat::ABGR},   {GST_VIDEO_FORMAT_ARGB, PixelFormat::ARGB},
    {GST_VIDEO_FORMAT_GRAY8, PixelFormat::GRAY8}, {GST_VIDEO_FORMAT_I420, PixelFormat::I420},
    {GST_VIDEO_FORMAT_YV12, PixelFormat::YV12},   {GST_VIDEO_FORMAT_NV12, PixelFormat::NV12},
    {GST_VIDEO_FORMAT_NV21, PixelFormat::NV21},   {GST_VIDEO_FORMAT_YUY2, PixelFormat::YUY2},
    {GST_VIDEO_FORMAT_UYVY, PixelFormat::UYVY},
};

PixelFormat pixel_format(GstVideoFormat format) {
  for (const auto &[theirs, ours] : formats)
    if (theirs == format)
      return ours;
  throw Error(ErrorKind::BadArgument,
              std::string("Video of format ") + gst_video_format_to_string(format) + " cannot be edited.");
}

} // namespace

Frame view_of(const GstVideoFrame &frame) {
  const GstVideoColorimetry &colorimetry = frame.info.colorimetry;
  Frame view;
  view.format = pixel_format(GST_VIDEO_FRAME_FORMAT(&frame));
  view.width = GST_VIDEO_FRAME_WIDTH(&frame);
  view.height = GST_VIDEO_FRAME_HEIGHT(&frame);
  view.matrix = colorimetry.matrix == GST_VIDEO_COLOR_MATRIX_BT601 ? ColourMatrix::BT601 : ColourMatrix::BT709;
  view.range = colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255 ? ColourRange::Full : ColourRange::Limited;
  for (guint plane = 0; plane < GST_VIDEO_FRAME_N_PLANES(&frame); ++plane) {
    view.planes[plane] = static_cast<std::uint8_t *>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
    view.strides[plane] = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane);
  }
  return view;
}

} // namespace ganmut::plugin
