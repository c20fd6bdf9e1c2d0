#include "video_frame.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <gst/video/gstvideometa.h>

#include <ganmut/error.h>

namespace ganmut::plugin {
namespace {

constexpr std::pair<GstVideoFormat, PixelFormat> formats[] = {
    {GST_VIDEO_FORMAT_BGR, PixelFormat::BGR},
    {GST_VIDEO_FORMAT_RGB, PixelFormat::RGB},
    {GST_VIDEO_FORMAT_BGRx, PixelFormat::BGRx},
    {GST_VIDEO_FORMAT_RGBx, PixelFormat::RGBx},
    {GST_VIDEO_FORMAT_xBGR, PixelFormat::xBGR},
    {GST_VIDEO_FORMAT_xRGB, PixelFormat::xRGB},
    {GST_VIDEO_FORMAT_BGRA, PixelFormat::BGRA},
    {GST_VIDEO_FORMAT_RGBA, PixelFormat::RGBA},
    {GST_VIDEO_FORMAT_ABGR, PixelFormat::ABGR},
    {GST_VIDEO_FORMAT_ARGB, PixelFormat::ARGB},
    {GST_VIDEO_FORMAT_GRAY8, PixelFormat::GRAY8},
    {GST_VIDEO_FORMAT_I420, PixelFormat::I420},
    {GST_VIDEO_FORMAT_YV12, PixelFormat::YV12},
    {GST_VIDEO_FORMAT_NV12, PixelFormat::NV12},
    {GST_VIDEO_FORMAT_NV21, PixelFormat::NV21},
    {GST_VIDEO_FORMAT_YUY2, PixelFormat::YUY2},
    {GST_VIDEO_FORMAT_UYVY, PixelFormat::UYVY},
    {GST_VIDEO_FORMAT_Y42B, PixelFormat::Y42B},
    {GST_VIDEO_FORMAT_Y444, PixelFormat::Y444},
    {GST_VIDEO_FORMAT_A420, PixelFormat::A420},
    {GST_VIDEO_FORMAT_NV16, PixelFormat::NV16},
    {GST_VIDEO_FORMAT_AYUV, PixelFormat::AYUV},
    {GST_VIDEO_FORMAT_VUYA, PixelFormat::VUYA},
    {GST_VIDEO_FORMAT_GBR, PixelFormat::GBR},
    {GST_VIDEO_FORMAT_GBRA, PixelFormat::GBRA},
    {GST_VIDEO_FORMAT_I420_10LE, PixelFormat::I420_10LE},
    {GST_VIDEO_FORMAT_I422_10LE, PixelFormat::I422_10LE},
    {GST_VIDEO_FORMAT_Y444_10LE, PixelFormat::Y444_10LE},
    {GST_VIDEO_FORMAT_A420_10LE, PixelFormat::A420_10LE},
    {GST_VIDEO_FORMAT_A422_10LE, PixelFormat::A422_10LE},
    {GST_VIDEO_FORMAT_A444_10LE, PixelFormat::A444_10LE},
    {GST_VIDEO_FORMAT_P010_10LE, PixelFormat::P010_10LE},
    {GST_VIDEO_FORMAT_GBR_10LE, PixelFormat::GBR_10LE},
    {GST_VIDEO_FORMAT_GBRA_10LE, PixelFormat::GBRA_10LE},
    {GST_VIDEO_FORMAT_I420_12LE, PixelFormat::I420_12LE},
    {GST_VIDEO_FORMAT_I422_12LE, PixelFormat::I422_12LE},
    {GST_VIDEO_FORMAT_Y444_12LE, PixelFormat::Y444_12LE},
    {GST_VIDEO_FORMAT_P012_LE, PixelFormat::P012_LE},
    {GST_VIDEO_FORMAT_GBR_12LE, PixelFormat::GBR_12LE},
    {GST_VIDEO_FORMAT_GBRA_12LE, PixelFormat::GBRA_12LE},
    {GST_VIDEO_FORMAT_GRAY16_LE, PixelFormat::GRAY16_LE},
    {GST_VIDEO_FORMAT_Y444_16LE, PixelFormat::Y444_16LE},
    {GST_VIDEO_FORMAT_P016_LE, PixelFormat::P016_LE},
    {GST_VIDEO_FORMAT_AYUV64, PixelFormat::AYUV64},
    {GST_VIDEO_FORMAT_ARGB64_LE, PixelFormat::ARGB64_LE},
    {GST_VIDEO_FORMAT_RGBA64_LE, PixelFormat::RGBA64_LE},
    {GST_VIDEO_FORMAT_BGRA64_LE, PixelFormat::BGRA64_LE},
    {GST_VIDEO_FORMAT_ABGR64_LE, PixelFormat::ABGR64_LE},
    {GST_VIDEO_FORMAT_ARGB64, PixelFormat::ARGB64_LE}, // in words of the machine
};

PixelFormat pixel_format(GstVideoFormat format) {
  for (const auto &[theirs, ours] : formats)
    if (theirs == format)
      return ours;
  throw Error(ErrorKind::BadArgument,
              std::string("Video of format ") + gst_video_format_to_string(format) + " cannot be edited.");
}

ColourMatrix colour_matrix(GstVideoColorMatrix matrix) {
  if (matrix == GST_VIDEO_COLOR_MATRIX_BT601)
    return ColourMatrix::BT601;
  return matrix == GST_VIDEO_COLOR_MATRIX_BT2020 ? ColourMatrix::BT2020 : ColourMatrix::BT709;
}

void append(GValue *array, double number) {
  GValue value = G_VALUE_INIT;
  g_value_init(&value, G_TYPE_DOUBLE);
  g_value_set_double(&value, number);
  gst_value_array_append_and_take_value(array, &value);
}

void set_landmarks(GstStructure *structure, const Landmarks &landmarks) {
  GValue array = G_VALUE_INIT;
  gst_value_array_init(&array, 2 * landmarks.size());
  for (const Pixel &landmark : landmarks) {
    append(&array, landmark.x);
    append(&array, landmark.y);
  }
  gst_structure_take_value(structure, "landmarks", &array);
}

} // namespace

Frame view_of(const GstVideoFrame &frame) {
  const GstVideoColorimetry &colorimetry = frame.info.colorimetry;
  Frame view;
  view.format = pixel_format(GST_VIDEO_FRAME_FORMAT(&frame));
  view.width = GST_VIDEO_FRAME_WIDTH(&frame);
  view.height = GST_VIDEO_FRAME_HEIGHT(&frame);
  view.matrix = colour_matrix(colorimetry.matrix);
  view.range = colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255 ? ColourRange::Full : ColourRange::Limited;
  for (guint plane = 0; plane < GST_VIDEO_FRAME_N_PLANES(&frame); ++plane) {
    view.planes[plane] = static_cast<std::uint8_t *>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
    view.strides[plane] = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane);
  }
  return view;
}

bool is_interlaced(const GstVideoInfo &info, GstBuffer *buffer) {
  if (GST_VIDEO_INFO_INTERLACE_MODE(&info) == GST_VIDEO_INTERLACE_MODE_MIXED)
    return GST_BUFFER_FLAG_IS_SET(buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED);
  return GST_VIDEO_INFO_IS_INTERLACED(&info);
}

std::vector<Box> face_regions(GstBuffer *buffer) {
  static const GQuark face = g_quark_from_static_string("face");
  std::vector<Box> boxes;
  gpointer state = nullptr;
  while (auto *each = gst_buffer_iterate_meta_filtered(buffer, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE)) {
    const auto *region = reinterpret_cast<GstVideoRegionOfInterestMeta *>(each);
    if (region->roi_type == face)
      boxes.push_back({static_cast<float>(region->x), static_cast<float>(region->y), static_cast<float>(region->w),
                       static_cast<float>(region->h)});
  }
  return boxes;
}

void add_face_meta(GstBuffer *buffer, const EditedFace &edited, int width, int height) {
  const Box &box = edited.face.box;
  const int left = std::max(0, static_cast<int>(std::floor(box.x)));
  const int top = std::max(0, static_cast<int>(std::floor(box.y)));
  const int right = std::min(width, static_cast<int>(std::ceil(box.x + box.width)));
  const int bottom = std::min(height, static_cast<int>(std::ceil(box.y + box.height)));
  if (left >= right || top >= bottom)
    return;

  auto *meta = gst_buffer_add_video_region_of_interest_meta(buffer, "face", left, top, right - left, bottom - top);
  meta->id = edited.face.id;
  auto *structure = gst_structure_new("ganmut", "id", G_TYPE_INT, edited.face.id, //
                                      "x", G_TYPE_DOUBLE, double{edited.point.x}, //
                                      "y", G_TYPE_DOUBLE, double{edited.point.y}, //
                                      "z", G_TYPE_DOUBLE, double{edited.point.z}, //
                                      "confidence", G_TYPE_DOUBLE, double{edited.face.confidence}, nullptr);
  set_landmarks(structure, edited.face.landmarks);
  gst_video_region_of_interest_meta_add_param(meta, structure);
}

} // namespace ganmut::plugin
