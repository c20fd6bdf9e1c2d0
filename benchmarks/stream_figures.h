#pragma once

#include <ganmut/face_editor.h>

#include "moving_faces.h"

// What a stream costs beside the time of its frames.
namespace ganmut::bench {

/// `update=live`, 30 frames a second: milliseconds from a change of the target until a frame shows half of it.
double milliseconds_to_show(FaceEditor &editor, const cv::Mat &picture, const Box &box);

/// Frames of 1280x720 without a face, 30 a second: processor time of this process, part of one core, once the picture
/// is known.
double part_of_a_core_without_a_face(FaceEditor &editor);

/// `update=frame`: how much the memory of this process grows over so many frames, bytes.
double growth_over(FaceEditor &editor, const cv::Mat &picture, const Box &box, int frames);

/// Memory of this process, bytes.
double resident_bytes();

} // namespace ganmut::bench
