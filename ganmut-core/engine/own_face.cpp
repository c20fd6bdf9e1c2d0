#include "engine/own_face.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

using Line = std::vector<cv::Point2f>;

/// Lips in a part of the picture, in its pixels. Lines go from left to right, the inner ones on towards the corners of
/// the mouth, before which their landmarks end.
struct Lips {
  Lips(const Landmarks &landmarks, const cv::Rect &part) {
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

  /// How far a pixel lies outside of the inner lines; negative between them.
  float beyond(int x, int y) const {
    const auto row = static_cast<float>(y);
    return std::max(upper_edge[static_cast<std::size_t>(x)] - row, row - lower_edge[static_cast<std::size_t>(x)]);
  }
  bool has_column(int x) const {
    const auto column = static_cast<float>(x);
    return column > upper.front().x && column < upper.back().x;
  }
  bool is_nearer_to_upper(int x, int y) const {
    const auto column = static_cast<std::size_t>(x);
    return 2 * static_cast<float>(y) < upper_edge[column] + lower_edge[column];
  }

  Line upper, lower, upper_outer, lower_outer;
  std::vector<float> upper_edge, lower_edge; ///< of the inner lines, column by column
};

/// Colours by which teeth are told from lips, CIELAB.
struct Seeds {
  cv::Vec3f upper, lower, teeth;
};

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

/// From the middle of each lip, and of the brightest fifth between them. None where there is too little of these, or
/// where it is darker than the lips. `pixel`: one of a picture of 128.
std::optional<Seeds> seeds_of(const cv::Mat &colours, const Lips &lips, float pixel) {
  std::vector<cv::Vec3f> upper, lower, inside;
  const auto is_middle = [&](int x, int y, const Line &inner, const Line &outer) {
    const auto column = static_cast<float>(x);
    const float middle = 0.45F * height_at(inner, column) + 0.55F * height_at(outer, column);
    return column > outer[1].x && column < outer[5].x && std::abs(static_cast<float>(y) - middle) < 0.8F * pixel;
  };
  for (int y = 0; y < colours.rows; ++y)
    for (int x = 0; x < colours.cols; ++x) {
      const auto &colour = colours.at<cv::Vec3f>(y, x);
      const auto column = static_cast<float>(x);
      if (is_middle(x, y, lips.upper, lips.upper_outer))
        upper.push_back(colour);
      if (is_middle(x, y, lips.lower, lips.lower_outer))
        lower.push_back(colour);
      if (column > lips.upper[1].x + pixel && column < lips.upper[5].x - pixel && lips.beyond(x, y) < -pixel)
        inside.push_back(colour);
    }
  constexpr std::size_t fewest = 8;
  if (upper.empty() || lower.empty() || inside.size() < fewest)
    return {};
  const auto fifth = inside.begin() + static_cast<std::ptrdiff_t>(inside.size() * 4 / 5);
  std::nth_element(inside.begin(), fifth, inside.end(),
                   [](const cv::Vec3f &a, const cv::Vec3f &b) { return a[0] < b[0]; });
  inside.erase(inside.begin(), fifth);
  const Seeds seeds{median(upper), median(lower), median(inside)};
  constexpr double alike = 8;
  const bool differ = cv::norm(seeds.teeth - seeds.upper) > alike && cv::norm(seeds.teeth - seeds.lower) > alike;
  if (!differ || 2 * seeds.teeth[0] < seeds.upper[0] + seeds.lower[0])
    return {};
  return seeds;
}

/// How far a pixel's colour lies on the way from the nearer lip's to that of teeth. What is bright, but not joined to
/// the inside, is skin beside the lips, or shines on them.
cv::Mat share_of_teeth(const cv::Mat &colours, const Lips &lips, const Seeds &seeds, float pixel) {
  constexpr float none = 0.25F, whole = 0.55F; // of the way
  constexpr float beside = 4.5F, fade = 1.5F;  // pixels of 128 beyond the landmarks
  cv::Mat share = cv::Mat::zeros(colours.size(), CV_32FC1);
  for (int y = 0; y < share.rows; ++y)
    for (int x = 0; x < share.cols; ++x) {
      if (!lips.has_column(x))
        continue;
      const cv::Vec3f lip = lips.is_nearer_to_upper(x, y) ? seeds.upper : seeds.lower, way = seeds.teeth - lip;
      const float part = (colours.at<cv::Vec3f>(y, x) - lip).dot(way) / way.dot(way);
      share.at<float>(y, x) = std::clamp((part - none) / (whole - none), 0.F, 1.F) *
                              std::clamp((beside * pixel - lips.beyond(x, y)) / (fade * pixel), 0.F, 1.F);
    }
  cv::Mat parts;
  std::vector<bool> is_joined(static_cast<std::size_t>(cv::connectedComponents(share > 0.3, parts, 4)));
  for (int y = 0; y < parts.rows; ++y)
    for (int x = 0; x < parts.cols; ++x)
      if (const int part = parts.at<int>(y, x); part > 0 && lips.beyond(x, y) < 0)
        is_joined[static_cast<std::size_t>(part)] = true;
  cv::Mat joined(share.size(), CV_8UC1);
  for (int y = 0; y < parts.rows; ++y)
    for (int x = 0; x < parts.cols; ++x)
      joined.at<uchar>(y, x) = is_joined[static_cast<std::size_t>(parts.at<int>(y, x))] ? 255 : 0;
  cv::dilate(joined, joined, {});
  share.setTo(0, joined == 0);
  return share;
}

/// See OwnFace::teeth.
float row_of_teeth(const cv::Mat &share, const Lips &lips, float pixel) {
  constexpr float below = 1; // pixels of 128
  const int first = std::max(0, cvCeil(lips.upper[2].x)), last = std::min(share.cols - 1, cvFloor(lips.upper[4].x));
  float sum = 0;
  for (int x = first; x <= last; ++x) {
    const int y = cvRound(lips.upper_edge[static_cast<std::size_t>(x)] + below * pixel);
    sum += share.at<float>(std::clamp(y, 0, share.rows - 1), x);
  }
  return last >= first ? sum / static_cast<float>(last - first + 1) : 0.F;
}

/// The share of teeth and of what is dark beside them.
cv::Mat with_dark(const cv::Mat &teeth, const Lips &lips, float pixel) {
  cv::Mat inside = teeth.clone();
  for (int y = 0; y < inside.rows; ++y)
    for (int x = 0; x < inside.cols; ++x)
      if (lips.has_column(x))
        inside.at<float>(y, x) =
            std::max(inside.at<float>(y, x), std::clamp(1.5F - lips.beyond(x, y) / pixel, 0.F, 1.F));
  return inside;
}

/// `picture` (CV_32FC3), where the lips are and no teeth, blurred into the rest.
cv::Mat spread_lips(const cv::Mat &picture, const cv::Mat &teeth, const Lips &lips, float pixel) {
  constexpr float outside = 1.F, thickness = 7.F; // pixels of 128
  cv::Mat weight(teeth.size(), CV_32FC1);
  for (int y = 0; y < weight.rows; ++y)
    for (int x = 0; x < weight.cols; ++x) {
      const float beyond = lips.beyond(x, y) / pixel;
      const bool is_lip = beyond > outside && beyond < thickness;
      weight.at<float>(y, x) = is_lip ? 1 - teeth.at<float>(y, x) : 0.F;
    }
  weight += 1e-6; // far from all lips
  std::vector<cv::Mat> channels;
  cv::split(picture, channels);
  const double reach = 2.5 * pixel;
  cv::Mat weights;
  cv::GaussianBlur(weight, weights, {}, reach);
  for (cv::Mat &channel : channels) {
    channel = channel.mul(weight);
    cv::GaussianBlur(channel, channel, {}, reach);
    channel /= weights;
  }
  channels.push_back(teeth);
  cv::Mat spread;
  cv::merge(channels, spread);
  return spread;
}

/// See OwnFace::skin: of the nose.
cv::Vec3f skin_of(const cv::Mat &picture, const Landmarks &landmarks) {
  const cv::Rect nose(cv::Point(cvRound(landmarks[31].x), cvRound(landmarks[28].y)),
                      cv::Point(cvRound(landmarks[35].x) + 1, cvRound(landmarks[30].y) + 1));
  const cv::Rect part = nose & cv::Rect({}, picture.size());
  const cv::Scalar colour = part.empty() ? cv::Scalar() : cv::mean(picture(part)) / 255;
  return cv::Vec3d(colour[0], colour[1], colour[2]);
}

/// See OwnFace::lips and OwnFace::teeth.
void see_teeth(const cv::Mat &picture, const Landmarks &landmarks, OwnFace &own) {
  const float pixel = static_cast<float>(picture.cols) / 128;
  Line points;
  for (std::size_t i = 48; i < landmarks.size(); ++i)
    points.emplace_back(landmarks[i].x, landmarks[i].y);
  const int around = cvCeil(6 * pixel);
  cv::Rect where = cv::boundingRect(points);
  where = (where + cv::Size(2 * around, 2 * around) - cv::Point(around, around)) & cv::Rect({}, picture.size());
  constexpr float closed = 1; // pixels of 128
  if (where.empty() || landmarks[66].y - landmarks[62].y < closed * pixel)
    return;
  cv::Mat mouth, colours;
  picture(where).convertTo(mouth, CV_32FC3, 1.0 / 255);
  cv::GaussianBlur(mouth, colours, {}, 0.5 * pixel);
  cv::cvtColor(colours, colours, cv::COLOR_BGR2Lab);
  colours = colours.mul(cv::Scalar(1, 1.5, 1.5)); // hue tells more than light
  const Lips lips(landmarks, where);
  const auto seeds = seeds_of(colours, lips, pixel);
  if (!seeds)
    return;
  const cv::Mat share = share_of_teeth(colours, lips, *seeds, pixel);
  own.teeth = row_of_teeth(share, lips, pixel);
  own.lips = cv::Mat::zeros(picture.size(), CV_32FC4);
  spread_lips(mouth, with_dark(share, lips, pixel), lips, pixel).copyTo(own.lips(where));
}

} // namespace

OwnFace own_face(const cv::Mat &picture, const Landmarks &landmarks) {
  OwnFace own;
  own.skin = skin_of(picture, landmarks);
  see_teeth(picture, landmarks, own);
  return own;
}

} // namespace ganmut
