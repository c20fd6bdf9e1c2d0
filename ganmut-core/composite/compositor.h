#pragma once

#include <memory>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>
#include <ganmut/frame.h>

#include "geometry/placement.h"
#include "geometry/rendering.h"

// Pixels: pictures out of frames, differences into frames. Frames are never converted as a whole; everything works on
// the samples as they lie in memory. A frame that samples_of() in pixel_layout.h refuses throws Error(BadArgument); so
// does an alignment without an inverse.
namespace ganmut {

/// The whole frame as 8-bit grey (CV_8UC1). For planar Y'CbCr of 8 bits it is a view of the luma plane, else a copy.
cv::Mat grey_of(const Frame &frame);

/// The aligned picture of a face: CV_8UC3 BGR, `size` square, antialiased, border replicated.
/// `to_frame` takes aligned pixels to frame pixels.
cv::Mat cut_out(const Frame &frame, const cv::Matx23f &to_frame, int size);

/// The official crop: the box cut at the frame's border, cv::resize INTER_LINEAR on 8 bits: CV_8UC3 BGR, `size`
/// square. Black for a box wholly outside.
cv::Mat cut_out_box(const Frame &frame, const Box &box, int size);

/// The aligned picture as the placement's alignment asks for it: by cut_out_box() for a box, else by cut_out().
cv::Mat cut_out(const Frame &frame, const Placement &placement);

/// The soft mask of an aligned picture: CV_32FC1 `size` square, an ellipse-like plateau of 1 that falls to
/// 0 within `feather` * size ([0, 0.5]) and is 0 at the rim.
cv::Mat soft_mask(int size, float feather);

/// Memory that compositing uses again from frame to frame. For one thread at a time.
class Workspace {
public:
  Workspace();
  ~Workspace();
  struct State;
  State &state() { return *state_; }

private:
  std::unique_ptr<State> state_;
};

/// Adds `rendering` to the frame, under `mask` (CV_32FC1, [0, 1], of the delta's size): pixels move along the flow
/// (their own full-resolution values, cubic), then the delta is added, both scaled by `strength` ([0, 1]).
/// Where the mask is 0 no byte changes; alpha never does. Layers go in by edit_layers().
void add_residual(const Frame &frame, const Rendering &rendering, const cv::Matx23f &to_frame, const cv::Mat &mask,
                  float strength, Workspace *workspace = nullptr);

/// Edits the frame by `layers` under `mask`: the sheets move its own full-resolution samples (cubic), the gain scales
/// them about black and neutral, and between the lips the matte gives way to the frame's own mouth or to paint. What
/// place() and compose() of network/layers_generator.h say, at the frame's resolution; there the line between the lips
/// is antialiased, and between lips that meet nothing shows. `strength` ([0, 1]) scales
/// sheets, gain and matte; at 0 nothing changes. Where the mask is 0 no byte changes; alpha never does. Without a
/// `workspace` the memory it takes is its own.
void edit_layers(const Frame &frame, const RenderedLayers &layers, const cv::Matx23f &to_frame, const cv::Mat &mask,
                 float strength, Workspace *workspace = nullptr);

/// Pastes `rendering.picture` under `mask`, blended with `strength`.
void paste(const Frame &frame, const Rendering &rendering, const cv::Matx23f &to_frame, const cv::Mat &mask,
           float strength);

/// The official paste: `picture` (CV_32FC3 BGR, [0, 1]) resized to the box as cut at the border and written as
/// float * 255 truncated, blended with `strength`. Equal to the notebook for strength 1.
void paste_box(const Frame &frame, const cv::Mat &picture, const Box &box, float strength);

/// Pastes as the placement's alignment asks for it: by paste_box() for a box, without a mask, else by paste().
void paste(const Frame &frame, const Rendering &rendering, const Placement &placement, const cv::Mat &mask,
           float strength);

/// Draws boxes or landmarks of `faces` in green (white where there is no colour).
void draw_faces(const Frame &frame, const std::vector<Face> &faces, Draw what);

} // namespace ganmut
