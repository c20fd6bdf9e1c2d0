#pragma once

#include <gst/gst.h>

#include <ganmut/face_editor.h>

namespace ganmut::plugin {

/// Adds a GstVideoRegionOfInterestMeta of type `face` to `buffer`, which must be writable.
/// Its id is the face's, its rectangle the face's box inside a frame of `width` x `height` pixels. Its parameter
/// structure `ganmut` holds `id` (int), `x`, `y`, `z` (double, coordinates applied), `confidence` (double, the
/// detector's score) and `landmarks` (GstValueArray of 136 doubles: x and y of the 68 points, pixels).
/// A face that lies wholly outside the frame is left out.
void add_face_meta(GstBuffer *buffer, const EditedFace &edited, int width, int height);

} // namespace ganmut::plugin
