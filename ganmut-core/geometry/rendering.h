#pragma once

#include <array>
#include <optional>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// What is seen of a face before it is edited.
struct OwnFace {
  /// CV_32FC4: BGR of the lips as they would look in place of the mouth's inside, and the share of that, in [0, 1];
  /// empty where no teeth are seen.
  cv::Mat lips;
  float teeth = 0.F;  ///< how much of the upper lip's edge they fill, [0, 1], where they hang below it, not tips alone
  float bare = 0.F;   ///< how sure it is that it shows no upper teeth when it speaks, as before, [0, 1]
  float shows = 0.F;  ///< how surely the mouth shows teeth, of either row, [0, 1]
  cv::Vec3f white{};  ///< BGR of these, [0, 1]
  cv::Vec3f skin{};   ///< BGR, [0, 1], which tells how bright teeth are, and in what light; 0: unknown
  cv::Vec3f lip{};    ///< BGR of the lower lip, [0, 1]
  cv::Vec3f dark{};   ///< BGR of what is darkest in it, [0, 1]
  cv::Vec3f inside{}; ///< BGR of the darker half of what an open mouth shows, [0, 1]
  /// 0 of a black and white picture, or one of a single tint, 1 of a coloured one; the tint: BGR over their brightness.
  float coloured = 1.F;
  cv::Vec3f tint{1, 1, 1};
  float sharp = 1.F; ///< 0 of a small face that was enlarged, 1 where the picture is as fine as its pixels
  std::array<Pixel, 8> inner_lips{}; ///< how far they lie from their landmarks (points 60..67), aligned pixels
  float glasses = 0.F;               ///< how sure it is that it wears some, [0, 1]
};

/// How an edited face is made of the frame's own pixels: two sheets of flow move them, the gain lights them, and where
/// the matte says so they give way to the inside of the mouth, the frame's own or paint. Mats are `image_size` square.
struct RenderedLayers {
  cv::Mat upper;       ///< CV_32FC2, (dx, dy) aligned pixels: where to fetch from, for what lies above the lips' line
  cv::Mat lower;       ///< CV_32FC2, the same for what lies below
  cv::Mat gain;        ///< CV_32FC1, natural logarithm
  cv::Mat matte;       ///< CV_32FC1, log-odds, added to those of the hole between the lips
  cv::Mat paint;       ///< CV_32FC3, BGR, [0, 1]
  Landmarks landmarks; ///< of the source, aligned pixels
  cv::Mat request{};   ///< CV_32FC1, one row: what was asked of the linear part of a network; or empty
  OwnFace own{};       ///< the source
  float shut = 0.F;    ///< how sure it is that the lips are to be shut, [0, 1]
  cv::Mat lift{};      ///< CV_32FC1, grey light that is added, [0, 1]; or empty
};

/// What the generator makes of one aligned picture. Mats are `image_size` square.
/// The picture is warp(x, flow) + delta; `flow` is empty where the model has none. A model of layers gives these
/// instead of both.
struct Rendering {
  cv::Mat delta;   ///< CV_32FC3, BGR, 1.0 is the full range of a sample; G(x) - warp(x, flow)
  cv::Mat flow;    ///< CV_32FC2, (dx, dy) in pixels of the aligned picture: where to fetch from, relative; or empty
  cv::Mat picture; ///< CV_32FC3, BGR, [0, 1]: G(x) itself; empty where a model of layers was not asked for it
  std::optional<RenderedLayers> layers;
};

} // namespace ganmut
