#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <opencv2/core.hpp>

#include "composite/lip_heights.h"
#include "composite/pixel_layout.h"

namespace ganmut {

/// Where the samples of a row lie: the first one's place, and the way from one to the next.
struct Line {
  float x = 0.F, y = 0.F, step_x = 0.F, step_y = 0.F;
};

/// A picture of floats that is looked at between its pixels. A margin of it is part of the Mat.
struct Texture {
  cv::Mat picture;
  float scale_x = 1.F, shift_x = 0.F, scale_y = 1.F, shift_y = 0.F; ///< from aligned pixels to those of the Mat
  float last_x = picture.cols - 1.F, last_y = picture.rows - 1.F;   ///< columns and rows, counted from 0
};

constexpr float sure = 6.2F;             ///< log-odds beyond which a share is exactly 0 or 1, which does not show
constexpr float most_of_a_hole = 4.595F; ///< log-odds: where lips part, it is at least 1 % and at most 99 % sure

/// The layers at one strength, for all lattices of a frame.
struct LayerTextures {
  Texture mask;  ///< CV_32FC1, a rim of 0; linear
  Texture moves; ///< CV_32FC8: upper x, y, lower x, y, factor of light, matte, light added (0..255), 0; a rim of two
                 ///< pixels; cubic
  Texture paint; ///< CV_32FC4: B, G, R (0..255), 0; likewise
  /// CV_32FC4: B, G, R (0..255) of lips, and the share of teeth that they hide; likewise, or empty.
  Texture lip_colours;
  Texture eyes;                            ///< CV_32FC1, their openings, a rim of 0; linear
  float eyes_top = 0.F, eyes_bottom = 0.F; ///< heights between which these are, aligned pixels
  LipHeights lips;
  float farthest = 0.F; ///< aligned pixels that a sheet moves at most, along an axis
  /// Between these heights, aligned pixels, the mouth may open. Above and below one sheet moves everything.
  float mouth_top = 0.F, mouth_bottom = 0.F;
  cv::Vec3f line;        ///< B, G, R (0..255) on which closed lips meet
  float sharp = 1.F;     ///< see OwnFace
  float meeting = 0.F;   ///< how far apart lips are that count as closed, pixels of a picture of 128
  float closes = 0.F;    ///< share: whether the mouth opens less than before, or is to be shut
  float trusted = 0.F;   ///< log-odds by which a hole between lips may be corrected
  float in_pixels = 1.F; ///< of a picture of 128, for one aligned pixel
  float opening = 1.F;   ///< part of the mouth's inside that is shown
};

/// One component of a lattice under the mask: its samples in the frame, and a copy of them to fetch from.
struct ComponentRows {
  const void *copy = nullptr; ///< its first sample, margins included
  void *samples = nullptr;    ///< the first one of the patch in the frame
  std::ptrdiff_t step = 0;    ///< samples from row to row of the frame
  int channels = 1;           ///< samples from one to the next
  float dark = 0.F;           ///< black or neutral
  std::array<float, 3> from_bgr{};
  float from_grey = 0.F; ///< of all three
};

/// Where the copies of a lattice's components lie around the patch. They have a margin of 2 samples before, of 3 and
/// more behind.
struct CopyPlacing {
  cv::Size size;           ///< without the margins
  cv::Point origin;        ///< of the patch in the copy
  std::ptrdiff_t step = 0; ///< samples from row to row
};

/// Lattices whose samples lie at the same places of the aligned picture.
struct LayerRows {
  const LayerTextures *textures = nullptr;
  cv::Size size;          ///< of the patch
  cv::Matx23f to_aligned; ///< from samples of the patch to the aligned picture
  cv::Matx22f to_patch;   ///< from moves in aligned pixels to moves in samples
  float sample = 1.F;     ///< height of a sample, aligned pixels
  float finest = 1.F;     ///< aligned pixels within which moves and gain may be taken for linear
  Word word;              ///< of the frame's samples; of more than 8 bits, all words here are of 16
  CopyPlacing copies;
  std::vector<ComponentRows> components;
};

/// Edits the frame's rows [first, last) of the patch. `memory` is scratch.
void edit_rows(const LayerRows &patch, int first, int last, std::vector<float> &memory);

} // namespace ganmut
