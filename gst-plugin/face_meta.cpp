#include "face_meta.h"

#include <algorithm>
#include <cmath>

#include <gst/video/gstvideometa.h>

namespace ganmut::plugin {
namespace {

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
