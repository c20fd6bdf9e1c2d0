#include "composite/layer_maps.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

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
float half_lit(const cv::Mat &paint, const Landmarks &landmarks) {
  constexpr float usual = 95;  // in daylight
  constexpr float part = 0.6F; // of the brightest, where that is dim
  std::vector<cv::Point2f> lips;
  for (std::size_t i = 48; i < landmarks.size(); ++i)
    lips.emplace_back(landmarks[i].x, landmarks[i].y);
  float brightest = 1;
  const cv::Mat mouth = paint(cv::boundingRect(lips) & cv::Rect({}, paint.size()));
  for (int y = 0; y < mouth.rows; ++y)
    for (int x = 0; x < mouth.cols; ++x)
      brightest = std::max(brightest, mouth.at<cv::Vec4f>(y, x)[2]);
  return std::min(usual, part * brightest);
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

} // namespace

LayerTextures layer_textures(const RenderedLayers &layers, const cv::Mat &mask, float strength,
                             const Affine &picture_from_patch, LayerPictures &pictures) {
  LayerTextures textures;
  cv::copyMakeBorder(mask, pictures.mask, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
  textures.mask = {pictures.mask, 1.F, 1.F, 1.F, 1.F};

  const cv::Size size = layers.upper.size();
  cv::exp(strength * layers.gain, pictures.light);
  pictures.joined.create(size, CV_32FC(8));
  const Floats strengths{strength, strength, strength, strength, 1, strength};
  for (int y = 0; y < size.height; ++y) {
    const auto *upper = layers.upper.ptr<float>(y), *lower = layers.lower.ptr<float>(y);
    const auto *light = pictures.light.ptr<float>(y), *matte = layers.matte.ptr<float>(y);
    auto *joined = pictures.joined.ptr<float>(y);
    for (int x = 0; x < size.width; ++x, joined += lanes, upper += 2, lower += 2)
      store(joined, strengths * Floats{upper[0], upper[1], lower[0], lower[1], light[x], matte[x]});
  }
  textures.moves = texture_of(pictures.joined, picture_from_patch, pictures.moves);

  cv::Mat &paint = pictures.joined_paint;
  paint.create(size, CV_32FC4);
  constexpr int from_to[] = {0, 0, 1, 1, 2, 2, -1, 3};
  cv::mixChannels(&layers.paint, 1, &paint, 1, from_to, 4);
  paint *= 255;
  textures.half_lit = half_lit(paint, layers.landmarks);
  textures.paint = texture_of(paint, picture_from_patch, pictures.paint);

  textures.lips = heights_of(layers.landmarks);
  textures.teeth = TeethLight(layers.landmarks, std::hypot(picture_from_patch(0, 0), picture_from_patch(1, 0)));
  textures.in_pixels = 128.F / static_cast<float>(size.width);
  textures.lips.far = 2 / textures.in_pixels;
  constexpr double overshoot = 1.9; // of cubic interpolation
  textures.farthest = static_cast<float>(
      overshoot * strength * std::max(cv::norm(layers.upper, cv::NORM_INF), cv::norm(layers.lower, cv::NORM_INF)));
  textures.mouth_top = textures.lips.highest - textures.lips.far - textures.farthest;
  textures.mouth_bottom = textures.lips.lowest + textures.lips.far + textures.farthest;
  cv::Mat mattes;
  cv::reduce(layers.matte, mattes, 1, cv::REDUCE_MAX);
  for (int y = 0; y < mattes.rows; ++y)
    if (strength * mattes.at<float>(y) > most_of_a_hole - sure - 0.5F) { // between pixels it may be more
      textures.mouth_top = std::min(textures.mouth_top, static_cast<float>(y - 2));
      textures.mouth_bottom = std::max(textures.mouth_bottom, static_cast<float>(y + 2));
    }
  textures.teeth_shown = std::clamp(3.F - textures.in_pixels * gap_of(textures.lips) / 2, 0.F, 1.F);
  textures.opening = std::min(1.F, 4 * strength); // a change that fades in does not begin with paint
  return textures;
}

EyeOpenings openings_in(const Landmarks &landmarks, const Affine &to_patch, cv::Size patch) {
  constexpr std::size_t first = 36, last = 47;
  std::vector<cv::Point2f> points;
  for (std::size_t i = first; i <= last; ++i) {
    const cv::Vec2d point = to_patch * cv::Vec3d(landmarks[i].x, landmarks[i].y, 1);
    points.emplace_back(cv::Vec2f(point));
  }
  const double area = std::abs(cv::determinant(to_patch.get_minor<2, 2>(0, 0))); // samples to an aligned pixel
  const double missing = eye_softness * std::sqrt(std::max(area - 1, 0.0));
  const int margin = cvCeil(3 * missing) + 3;
  const cv::Rect around = cv::boundingRect(points);
  EyeOpenings eyes;
  eyes.where = (around + cv::Size(2 * margin, 2 * margin) - cv::Point(margin, margin)) & cv::Rect({}, patch);
  if (eyes.where.empty())
    return eyes;
  Landmarks placed{};
  for (std::size_t i = first; i <= last; ++i) {
    const auto &point = points[i - first];
    placed[i] = {point.x - static_cast<float>(eyes.where.x), point.y - static_cast<float>(eyes.where.y)};
  }
  cv::Mat openings = eye_openings(placed, eyes.where.size()), with_rim;
  if (missing > 0)
    cv::GaussianBlur(openings, openings, {}, missing);
  cv::copyMakeBorder(openings, with_rim, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
  eyes.openings = {with_rim, 1.F, 1.F - static_cast<float>(eyes.where.x), 1.F, 1.F - static_cast<float>(eyes.where.y)};
  return eyes;
}

} // namespace ganmut
