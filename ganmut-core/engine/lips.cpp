#include "engine/lips.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include <opencv2/imgproc.hpp>

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

/// Of each channel the middle one of all numbers.
cv::Vec3f median(std::vector<cv::Vec3f> &colours) {
  const auto middle = static_cast<std::ptrdiff_t>(colours.size() / 2);
  cv::Vec3f result;
  for (int channel = 0; channel < 3; ++channel) {
    const auto is_less = [channel](const cv::Vec3f &a, const cv::Vec3f &b) { return a[channel] < b[channel]; };
    std::nth_element(colours.begin(), colours.begin() + middle, colours.end(), is_less);
    result[channel] = colours[static_cast<std::size_t>(middle)][channel];
  }
  return result;
}

/// Pixels that look like teeth on what landmarks call the upper lip, which they put too low now and then: bright, but
/// less red than the lower lip and of less colour than skin.
std::vector<cv::Vec3f> pale_on_upper_lip(const cv::Mat &colours, const Lips &lips, const cv::Vec3f &lower,
                                         float pixel) {
  constexpr float highest = 0.3F;           // of the way from the outer edge to the inner one
  constexpr float less = 8, bright = 0.75F; // of lip_colour_space(); of the light of skin
  std::vector<cv::Vec3f> beside, on_lip;
  for (int y = 0; y < colours.rows; ++y)
    for (int x = 0; x < colours.cols; ++x) {
      const auto column = static_cast<float>(x), row = static_cast<float>(y);
      const float outer = height_at(lips.upper_outer, column), inner = lips.upper_edge[static_cast<std::size_t>(x)];
      const auto &colour = colours.at<cv::Vec3f>(y, x);
      if (row < outer - pixel || row > height_at(lips.lower_outer, column) + pixel)
        beside.push_back(colour);
      else if (column > lips.upper[2].x && column < lips.upper[4].x && row < inner + pixel &&
               row > outer + highest * (inner - outer))
        on_lip.push_back(colour);
    }
  if (beside.empty())
    return {};
  const cv::Vec3f skin = median(beside);
  const auto warmth = [](const cv::Vec3f &colour) { return colour[1] + colour[2] / 2; };
  const auto is_lip = [&](const cv::Vec3f &colour) {
    return colour[1] > lower[1] - less || warmth(colour) > warmth(skin) - less || colour[0] < bright * skin[0];
  };
  on_lip.erase(std::remove_if(on_lip.begin(), on_lip.end(), is_lip), on_lip.end());
  return on_lip;
}

} // namespace

Lips::Lips(const Landmarks &landmarks, const cv::Rect &part) {
  const cv::Point origin = part.tl();
  const auto line = [&](std::initializer_list<std::size_t> points) {
    Line line;
    for (const auto i : points)
      line.emplace_back(landmarks[i].x - static_cast<float>(origin.x), landmarks[i].y - static_cast<float>(origin.y));
    return line;
  };
  upper_outer = line({48, 49, 50, 51, 52, 53, 54});
  lower_outer = line({48, 59, 58, 57, 56, 55, 54});
  upper = line({60, 61, 62, 63, 64});
  lower = line({60, 67, 66, 65, 64});
  constexpr float share = 0.75F; // of the way to the corners
  for (Line *inner : {&upper, &lower}) {
    inner->insert(inner->begin(), inner->front() + share * (upper_outer.front() - inner->front()));
    inner->push_back(inner->back() + share * (upper_outer.back() - inner->back()));
  }
  for (int x = 0; x < part.width; ++x) {
    upper_edge.push_back(height_at(upper, static_cast<float>(x)));
    lower_edge.push_back(height_at(lower, static_cast<float>(x)));
  }
}

float Lips::beyond(int x, int y) const {
  const auto row = static_cast<float>(y);
  return std::max(upper_edge[static_cast<std::size_t>(x)] - row, row - lower_edge[static_cast<std::size_t>(x)]);
}

bool Lips::has_column(int x) const {
  const auto column = static_cast<float>(x);
  return column > upper.front().x && column < upper.back().x;
}

bool Lips::is_nearer_to_upper(int x, int y) const {
  const auto column = static_cast<std::size_t>(x);
  return 2 * static_cast<float>(y) < upper_edge[column] + lower_edge[column];
}

cv::Mat lip_colour_space(const cv::Mat &part, double blur) {
  cv::Mat colours;
  cv::GaussianBlur(part, colours, {}, blur);
  cv::cvtColor(colours, colours, cv::COLOR_BGR2Lab);
  return colours.mul(cv::Scalar(1, 1.5, 1.5));
}

std::optional<MouthColours> mouth_colours(const cv::Mat &colours, const Lips &lips, float pixel) {
  std::vector<cv::Vec3f> upper, lower, inside, narrow; // narrow: of a slit, too
  const auto is_middle = [&](int x, int y, const Lips::Line &inner, const Lips::Line &outer) {
    const auto column = static_cast<float>(x);
    const float middle = 0.45F * height_at(inner, column) + 0.55F * height_at(outer, column);
    return column > outer[1].x && column < outer[5].x && std::abs(static_cast<float>(y) - middle) < 0.9F * pixel;
  };
  for (int y = 0; y < colours.rows; ++y)
    for (int x = 0; x < colours.cols; ++x) {
      const auto &colour = colours.at<cv::Vec3f>(y, x);
      const auto column = static_cast<float>(x);
      if (is_middle(x, y, lips.upper, lips.upper_outer))
        upper.push_back(colour);
      if (is_middle(x, y, lips.lower, lips.lower_outer))
        lower.push_back(colour);
      const bool is_between = column > lips.upper[1].x + pixel && column < lips.upper[5].x - pixel;
      if (is_between && lips.beyond(x, y) < -pixel)
        inside.push_back(colour);
      if (is_between && lips.beyond(x, y) < -pixel / 2)
        narrow.push_back(colour);
    }
  constexpr std::size_t fewest = 8;
  if (upper.size() < fewest || lower.size() < fewest)
    return {};
  MouthColours result{median(upper), median(lower), {}, inside.size() >= fewest};
  if (!result.is_parted)
    inside = narrow;
  if (auto pale = pale_on_upper_lip(colours, lips, result.lower, pixel); pale.size() >= fewest)
    result.teeth = median(pale);
  if (inside.size() < fewest)
    return result;
  const auto fifth = inside.begin() + static_cast<std::ptrdiff_t>(inside.size() * 4 / 5);
  std::nth_element(inside.begin(), fifth, inside.end(),
                   [](const cv::Vec3f &a, const cv::Vec3f &b) { return a[0] < b[0]; });
  inside.erase(inside.begin(), fifth);
  const cv::Vec3f bright = median(inside);
  constexpr double alike = 8;
  const bool differs = cv::norm(bright - result.upper) > alike && cv::norm(bright - result.lower) > alike;
  if (differs && 2 * bright[0] >= result.upper[0] + result.lower[0])
    result.teeth = bright;
  return result;
}

} // namespace ganmut
