#include "composite/layer_maps.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "composite/background.h"
#include "composite/glasses.h"
#include "composite/lids.h"
#include "composite/mouth_inside.h"
#include "composite/resample.h"
#include "geometry/face_maps.h"
#include "vectors/lanes.h"

namespace ganmut {
namespace {

/// `picture` antialiased for a view through `picture_from_patch`, with its rim, in `memory`.
Texture texture_of(const cv::Mat &picture, const Affine &picture_from_patch, cv::Mat &memory) {
  constexpr int rim = 2;
  cv::Mat fine = picture;
  cv::Matx23f placing(1, 0, 0, 0, 1, 0);
  if (is_reduced(picture_from_patch)) {
    std::vector<cv::Mat> channels; // prepare() takes up to four
    cv::split(picture, channels);
    for (cv::Mat &channel : channels) {
      const auto prepared = prepare(channel, picture_from_patch, Smoothness::Linear);
      channel = prepared.picture;
      placing = prepared.from_source;
    }
    cv::merge(channels, fine);
  }
  cv::copyMakeBorder(fine, memory, rim, rim, rim, rim, cv::BORDER_REPLICATE);
  return {memory, placing(0, 0), placing(0, 2) + rim, placing(1, 1), placing(1, 2) + rim};
}

/// `picture` (CV_32FC1), which is 0 around.
Texture rimmed(const cv::Mat &picture, cv::Mat &memory) {
  cv::copyMakeBorder(picture, memory, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
  return {memory, 1.F, 1.F, 1.F, 1.F};
}

Texture moves_of(const RenderedLayers &layers, float strength, const Affine &picture_from_patch,
                 LayerPictures &pictures) {
  cv::exp(strength * layers.gain, pictures.light);
  pictures.joined.create(layers.upper.size(), CV_32FC(8));
  const Floats strengths{strength, strength, strength, strength, 1, strength, 255 * strength};
  const cv::Mat above =
      with_glasses_held(with_lids_held(with_background_held(layers.upper, layers.landmarks), layers.landmarks),
                        layers.landmarks, layers.own.glasses);
  const cv::Mat below = with_background_held(layers.lower, layers.landmarks);
  for (int y = 0; y < pictures.joined.rows; ++y) {
    const auto *upper = above.ptr<float>(y), *lower = below.ptr<float>(y);
    const auto *light = pictures.light.ptr<float>(y), *matte = layers.matte.ptr<float>(y);
    const auto *lift = layers.lift.empty() ? nullptr : layers.lift.ptr<float>(y);
    auto *joined = pictures.joined.ptr<float>(y);
    for (int x = 0; x < pictures.joined.cols; ++x, joined += lanes, upper += 2, lower += 2)
      store(joined, strengths * Floats{upper[0], upper[1], lower[0], lower[1], light[x], matte[x],
                                       lift != nullptr ? lift[x] : 0});
  }
  return texture_of(pictures.joined, picture_from_patch, pictures.moves);
}

/// Paint and what else is known of the mouth.
void set_mouth(LayerTextures &to, const RenderedLayers &layers, float strength, const Affine &picture_from_patch,
               LayerPictures &pictures) {
  if (!layers.own.lips.empty())
    to.lip_colours = texture_of(layers.own.lips.mul(cv::Scalar(255, 255, 255, 1)), picture_from_patch, pictures.lips);

  to.in_pixels = 128.F / static_cast<float>(layers.paint.cols);
  to.lips = LipHeights(layers.landmarks);
  to.lips.far = 2 / to.in_pixels;
  const auto mouth =
      mouth_inside(layers, strength, to.lips,
                   static_cast<float>(std::hypot(picture_from_patch(0, 0), picture_from_patch(1, 0))), pictures.paint);
  to.paint = mouth.picture;
  float own_gap = 0; // where it is widest
  for (std::size_t i = 0; i < to.lips.upper.size(); ++i)
    own_gap = std::max(own_gap, to.in_pixels * (to.lips.lower[i] - to.lips.upper[i]));
  const float shut = layers.shut * std::clamp((strength - 0.7F) / 0.3F, 0.F, 1.F); // with the flow that closes them
  to.closes = std::max(std::clamp((own_gap - mouth.gap - 1) / 2, 0.F, 1.F), shut);
  const float slit = 3.6F + 1.4F * (1 - layers.own.sharp) + 2 * shut; // pixels of 128: all of it closes, or none
  to.meeting = slit * std::clamp(8 * to.closes - 3.5F, 0.F, 1.F) * std::clamp((slit - mouth.gap) / 0.1F + 1, 0.F, 1.F);
  to.sharp = layers.own.sharp;
  to.line = toned(layers.own.lip.mul({0.26F * 255, 0.23F * 255, 0.4F * 255}), layers.own);
  to.trusted = 0.5F + (1 - layers.own.sharp) * most_of_a_hole;
  to.opening = std::min(1.F, 4 * strength); // a change that fades in does not begin with paint

  constexpr double overshoot = 1.25; // of cubic interpolation between numbers that are alike
  to.farthest = static_cast<float>(
      overshoot * strength * std::max(cv::norm(layers.upper, cv::NORM_INF), cv::norm(layers.lower, cv::NORM_INF)));
  to.mouth_top = to.lips.highest - to.lips.far - to.farthest;
  to.mouth_bottom = to.lips.lowest + to.lips.far + to.farthest;
  cv::Mat mattes;
  cv::reduce(layers.matte, mattes, 1, cv::REDUCE_MAX);
  for (int y = 0; y < mattes.rows; ++y)
    if (strength * mattes.at<float>(y) > most_of_a_hole - sure - 0.5F) { // between pixels it may be more
      to.mouth_top = std::min(to.mouth_top, static_cast<float>(y - 2));
      to.mouth_bottom = std::max(to.mouth_bottom, static_cast<float>(y + 2));
    }
}

void set_eyes(LayerTextures &to, const RenderedLayers &layers, LayerPictures &pictures) {
  to.eyes = rimmed(eye_openings(layers.landmarks, layers.upper.size()), pictures.eyes);
  const auto [top, bottom] =
      std::minmax_element(&layers.landmarks[36], &layers.landmarks[47] + 1, [](Pixel a, Pixel b) { return a.y < b.y; });
  constexpr auto rim = static_cast<float>(3 * eye_softness + 1);
  to.eyes_top = top->y - rim;
  to.eyes_bottom = bottom->y + rim;
}

} // namespace

LayerTextures layer_textures(const RenderedLayers &layers, const cv::Mat &mask, float strength,
                             const Affine &picture_from_patch, LayerPictures &pictures) {
  LayerTextures textures;
  textures.mask = rimmed(mask, pictures.mask);
  const auto half = [&](const cv::Range &range) {
    for (int i = range.start; i < range.end; ++i)
      if (i == 0) {
        textures.moves = moves_of(layers, strength, picture_from_patch, pictures);
      } else {
        set_mouth(textures, layers, strength, picture_from_patch, pictures);
        set_eyes(textures, layers, pictures);
      }
  };
  cv::parallel_for_({0, 2}, half, 2);
  return textures;
}

} // namespace ganmut
