#include "composite/layer_maps.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "composite/glasses.h"
#include "composite/lashes.h"
#include "composite/resample.h"
#include "geometry/face_maps.h"
#include "vectors/lanes.h"

namespace ganmut {
namespace {

/// LipLine with both heights at once, looked up instead of searched.
LipHeights heights_of(const Landmarks &landmarks) {
  constexpr int first = 60, last = 67;
  const auto [left, right] =
      std::minmax_element(&landmarks[first], &landmarks[last] + 1, [](Pixel a, Pixel b) { return a.x < b.x; });
  LipHeights heights;
  heights.left = left->x;
  heights.steps_per_pixel = static_cast<float>(LipHeights::steps) / std::max(right->x - left->x, 1e-3F);
  const LipLine lips(landmarks);
  for (std::size_t i = 0; i < heights.upper.size(); ++i) {
    const float x = heights.left + static_cast<float>(i) / heights.steps_per_pixel;
    heights.upper[i] = lips.above_upper({x, 0.F});
    heights.lower[i] = -lips.below_lower({x, 0.F});
  }
  const auto upper = std::minmax_element(heights.upper.begin(), heights.upper.end());
  const auto lower = std::minmax_element(heights.lower.begin(), heights.lower.end());
  heights.highest = std::min(*upper.first, *lower.first);
  heights.lowest = std::max(*upper.second, *lower.second);
  return heights;
}

/// See LayerTextures. `paint`: CV_32FC4, 0..255.
float half_lit(const cv::Mat &paint, const Landmarks &landmarks, float skin) {
  constexpr float usual = 125;     // in daylight
  constexpr float part = 0.6F;     // of the brightest, where that is dim
  constexpr float of_skin = 0.62F; // and of the skin's light: teeth are as bright as that at least
  std::vector<cv::Point2f> lips;
  for (std::size_t i = 48; i < landmarks.size(); ++i)
    lips.emplace_back(landmarks[i].x, landmarks[i].y);
  float brightest = 1;
  const cv::Mat mouth = paint(cv::boundingRect(lips) & cv::Rect({}, paint.size()));
  for (int y = 0; y < mouth.rows; ++y)
    for (int x = 0; x < mouth.cols; ++x)
      brightest = std::max(brightest, mouth.at<cv::Vec4f>(y, x)[2]);
  return std::min(usual, std::max(part * brightest, of_skin * 255 * skin));
}

/// How far the lips are apart at most, aligned pixels.
float gap_of(const LipHeights &lips) {
  float gap = 0;
  for (std::size_t i = 0; i < lips.upper.size(); ++i)
    gap = std::max(gap, lips.lower[i] - lips.upper[i]);
  return gap;
}

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
  const Floats strengths{strength, strength, strength, strength, 1, strength};
  const cv::Mat above =
      with_glasses_held(with_lashes_held(layers.upper, layers.landmarks), layers.landmarks, layers.own.glasses);
  for (int y = 0; y < pictures.joined.rows; ++y) {
    const auto *upper = above.ptr<float>(y), *lower = layers.lower.ptr<float>(y);
    const auto *light = pictures.light.ptr<float>(y), *matte = layers.matte.ptr<float>(y);
    auto *joined = pictures.joined.ptr<float>(y);
    for (int x = 0; x < pictures.joined.cols; ++x, joined += lanes, upper += 2, lower += 2)
      store(joined, strengths * Floats{upper[0], upper[1], lower[0], lower[1], light[x], matte[x]});
  }
  return texture_of(pictures.joined, picture_from_patch, pictures.moves);
}

/// Paint and what else is known of the mouth.
void set_mouth(LayerTextures &to, const RenderedLayers &layers, float strength, const Affine &picture_from_patch,
               LayerPictures &pictures) {
  cv::Mat &paint = pictures.joined_paint;
  paint.create(layers.paint.size(), CV_32FC4);
  constexpr int from_to[] = {0, 0, 1, 1, 2, 2, -1, 3};
  cv::mixChannels(&layers.paint, 1, &paint, 1, from_to, 4);
  paint *= 255;
  to.half_lit = half_lit(paint, layers.landmarks, layers.own.skin[2]);
  if (const auto &skin = layers.own.skin; skin[2] > 0) // of which teeth have 1.45 times the blue, 1.32 the green
    to.light = {std::clamp(1.45F * skin[0] / skin[2], 0.4F, 0.88F),
                std::clamp(1.32F * skin[1] / skin[2], 0.6F, 0.935F)};
  to.paint = texture_of(paint, picture_from_patch, pictures.paint);

  to.row_of_teeth = std::clamp((layers.own.teeth - 0.6F) / 0.25F, 0.F, 1.F);
  if (!layers.own.lips.empty())
    to.lip_colours = texture_of(layers.own.lips.mul(cv::Scalar(255, 255, 255, 1)), picture_from_patch, pictures.lips);

  to.in_pixels = 128.F / static_cast<float>(paint.cols);
  to.lips = heights_of(layers.landmarks);
  to.lips.far = 2 / to.in_pixels;
  to.teeth = TeethLight(layers.landmarks, std::hypot(picture_from_patch(0, 0), picture_from_patch(1, 0)));
  const float gap = to.in_pixels * gap_of(to.lips);
  to.teeth_shown = std::clamp(3.F - gap / 2, 0.F, 1.F);
  to.wide_open = std::clamp((gap - 10.5F) / 3, 0.F, 1.F); // more than for a grin
  to.opening = std::min(1.F, 4 * strength);               // a change that fades in does not begin with paint

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
