#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face_editor.h>
#include <ganmut/frame.h>

#include "engine/engine.h"

namespace ganmut {

/// The whole frame as 8-bit grey (CV_8UC1). For planar Y'CbCr it is a view of the luma plane, else a copy.
cv::Mat grey_of(const Frame &frame);

/// The aligned picture of a face: CV_8UC3 BGR, `size` square, antialiased, border replicated.
/// `to_frame` takes aligned pixels to frame pixels.
cv::Mat cut_out(const Frame &frame, const cv::Matx23f &to_frame, int size);

/// The official crop: the box as it is (cut at the frame's border), cv::resize INTER_LINEAR on 8 bits.
cv::Mat cut_out_box(const Frame &frame, const Box &box, int size);

/// The soft mask of an aligned picture: CV_32FC1 `size` square, an ellipse-like plateau of 1 that falls to
/// 0 within `feather` * size and is 0 at the rim.
cv::Mat soft_mask(int size, float feather);

/// Adds `rendering` to the frame, under `mask`: pixels move along the flow (their own full-resolution values,
/// cubic), then the delta is added, both scaled by `strength`. Where the mask is 0 no byte changes; alpha never does.
void add_residual(const Frame &frame, const Rendering &rendering, const cv::Matx23f &to_frame, const cv::Mat &mask,
                  float strength);

/// Pastes `rendering.picture` under `mask`, blended with `strength`.
void paste(const Frame &frame, const Rendering &rendering, const cv::Matx23f &to_frame, const cv::Mat &mask,
           float strength);

/// The official paste: the picture resized to the box and written as float * 255 truncated.
/// Equal to the notebook for strength 1.
void paste_box(const Frame &frame, const cv::Mat &picture, const Box &box, float strength);

/// Draws boxes or landmarks.
void draw_faces(const Frame &frame, const std::vector<Face> &faces, Draw what);

} // namespace ganmut
