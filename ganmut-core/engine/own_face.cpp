#include "engine/own_face.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "engine/lips.h"
#include "geometry/face_maps.h"

namespace ganmut {
namespace {

/// `share` without what is not joined to the inside: skin beside the lips, or shines and shadows on them.
void keep_what_is_joined(cv::Mat &share, const Lips &lips) {
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
}

/// How far a pixel's colour lies on the way from the nearer lip's to that of teeth.
cv::Mat share_of_teeth(const cv::Mat &colours, const Lips &lips, const MouthColours &seeds, float pixel) {
  constexpr float none = 0.25F, whole = 0.55F; // of the way
  constexpr float beside = 4.5F, fade = 1.5F;  // pixels of 128 beyond the landmarks
  cv::Mat share = cv::Mat::zeros(colours.size(), CV_32FC1);
  for (int y = 0; y < share.rows; ++y)
    for (int x = 0; x < share.cols; ++x) {
      if (!lips.has_column(x))
        continue;
      const cv::Vec3f lip = lips.is_nearer_to_upper(x, y) ? seeds.upper : seeds.lower, way = *seeds.teeth - lip;
      const float part = (colours.at<cv::Vec3f>(y, x) - lip).dot(way) / way.dot(way);
      share.at<float>(y, x) = std::clamp((part - none) / (whole - none), 0.F, 1.F) *
                              std::clamp((beside * pixel - lips.beyond(x, y)) / (fade * pixel), 0.F, 1.F);
    }
  keep_what_is_joined(share, lips);
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

/// The share of teeth and of what is dark beside them. `widely`: see own_face().
cv::Mat with_dark(const cv::Mat &teeth, const cv::Mat &colours, const Lips &lips, const MouthColours &seeds,
                  float widely, float pixel) {
  constexpr float none = 0.75F, whole = 0.6F; // of the light of lips
  constexpr float beside = 3, fade = 1.5F;    // pixels of 128 beyond the edges
  cv::Mat inside = teeth.clone();
  for (int y = 0; y < inside.rows; ++y)
    for (int x = 0; x < inside.cols; ++x) {
      if (!lips.has_column(x))
        continue;
      const float beyond = lips.beyond(x, y) / pixel;
      const float light = colours.at<cv::Vec3f>(y, x)[0] / std::max(1.F, std::min(seeds.upper[0], seeds.lower[0]));
      const float dark =
          std::clamp((none - light) / (none - whole), 0.F, 1.F) * std::clamp((beside - beyond) / fade, 0.F, 1.F);
      inside.at<float>(y, x) = std::max({inside.at<float>(y, x), std::clamp(1.5F - beyond, 0.F, 1.F), widely * dark});
    }
  keep_what_is_joined(inside, lips);
  return inside;
}

/// How far a pixel lies outside of the outer edges of the lips.
float beside_lips(const Lips &lips, int x, int y) {
  const auto column = static_cast<float>(x), row = static_cast<float>(y);
  return std::max({height_at(lips.upper_outer, column) - row, row - height_at(lips.lower_outer, column),
                   lips.upper_outer.front().x - column, column - lips.upper_outer.back().x});
}

/// `share` of teeth and dark, with what blur carries over the edges of lips: far in a face that is not `sharp`.
/// `widely`: see own_face().
cv::Mat spread_inside(const cv::Mat &share, const Lips &lips, float sharp, float widely, float pixel) {
  const float blurred = std::min(1.F, 1.5F * (1 - sharp)), carried = std::max(blurred, widely);
  if (carried == 0)
    return share;
  const float reach = 1.2F + 1.3F * blurred; // pixels of 128
  const int width = 2 * cvRound(reach * pixel) + 1;
  cv::Mat spread;
  cv::dilate(share, spread, cv::getStructuringElement(cv::MORPH_ELLIPSE, {width, width}));
  cv::GaussianBlur(spread, spread, {}, 0.5 * reach * pixel);
  for (int y = 0; y < share.rows; ++y)
    for (int x = 0; x < share.cols; ++x) {
      const float is_lip = std::clamp(0.5F - beside_lips(lips, x, y) / pixel, 0.F, 1.F);
      auto &here = spread.at<float>(y, x);
      here = std::max(share.at<float>(y, x), carried * is_lip * here);
    }
  return spread;
}

/// `picture` (CV_32FC3), where the lips are and neither teeth nor what they are blurred into, blurred into the rest.
cv::Mat spread_lips(const cv::Mat &picture, const cv::Mat &teeth, const cv::Mat &blurred, const Lips &lips,
                    float pixel) {
  constexpr float outside = 1.F, thickness = 7.F; // pixels of 128
  constexpr float skin = 0.1F;                    // beyond the lips' outer edges, where landmarks are right
  constexpr float doubtful = 0.15F;               // of lips into which teeth are blurred, where there is nothing else
  cv::Mat weight(teeth.size(), CV_32FC1);
  for (int y = 0; y < weight.rows; ++y)
    for (int x = 0; x < weight.cols; ++x) {
      const float beyond = lips.beyond(x, y) / pixel;
      const bool is_near = beyond > outside && beyond < thickness;
      const float is_lip = beside_lips(lips, x, y) < 0 ? 1 : skin;
      const float free = 1 - blurred.at<float>(y, x), rest = doubtful * (1 - teeth.at<float>(y, x));
      weight.at<float>(y, x) = is_near ? is_lip * std::max(free, rest) : 0.F;
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
  channels.push_back(blurred);
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

/// See OwnFace::lip: along its middle.
cv::Vec3f lip_of(const cv::Mat &picture, const Landmarks &landmarks) {
  const int around = cvRound(static_cast<float>(picture.cols) / 128);
  cv::Scalar sum;
  for (const auto &[outer, inner] : {std::pair(56, 65), std::pair(57, 66), std::pair(58, 67)}) {
    const Pixel low = landmarks[static_cast<std::size_t>(outer)], high = landmarks[static_cast<std::size_t>(inner)];
    const cv::Point middle(cvRound((low.x + high.x) / 2), cvRound((low.y + high.y) / 2));
    const cv::Rect part =
        cv::Rect(middle.x - around, middle.y - around, 2 * around + 1, 2 * around + 1) & cv::Rect({}, picture.size());
    if (part.empty())
      return {};
    sum += cv::mean(picture(part)) / 3 / 255;
  }
  return cv::Vec3d(sum[0], sum[1], sum[2]);
}

/// From brows to mouth.
cv::Rect middle_of_face(const cv::Mat &picture, const Landmarks &landmarks) {
  const float left = landmarks[36].x, right = landmarks[45].x, top = std::min(landmarks[19].y, landmarks[24].y),
              bottom = landmarks[57].y;
  return cv::Rect(cv::Point(cvFloor(left), cvFloor(top)), cv::Point(cvCeil(right), cvCeil(bottom))) &
         cv::Rect({}, picture.size());
}

/// See OwnFace::dark.
cv::Vec3f dark_of(const cv::Mat &picture, const Landmarks &landmarks) {
  const cv::Mat part = picture(middle_of_face(picture, landmarks));
  cv::Vec3f dark;
  if (part.empty())
    return dark;
  for (int channel = 0; channel < 3; ++channel) {
    std::vector<uchar> levels;
    for (const cv::Vec3b &pixel : cv::Mat_<cv::Vec3b>(part))
      levels.push_back(pixel[channel]);
    const auto few = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 50);
    std::nth_element(levels.begin(), few, levels.end());
    dark[channel] = static_cast<float>(*few) / 255;
  }
  return dark;
}

/// See OwnFace::coloured and OwnFace::tint.
void see_tint(const cv::Mat &picture, const Landmarks &landmarks, OwnFace &own) {
  const cv::Rect part = middle_of_face(picture, landmarks);
  if (part.empty())
    return;
  cv::Mat face, grey;
  cv::GaussianBlur(picture(part), face, {}, 0.5 * static_cast<double>(picture.cols) / 128);
  cv::cvtColor(face, grey, cv::COLOR_BGR2GRAY);
  const double brightness = std::max(1.0, cv::mean(grey)[0]);
  const cv::Scalar tint = cv::mean(face) / brightness;
  double rest = 0; // what the tint does not tell, of the brightness
  for (int y = 0; y < face.rows; ++y)
    for (int x = 0; x < face.cols; ++x)
      for (int channel = 0; channel < 3; ++channel)
        rest += std::abs(face.at<cv::Vec3b>(y, x)[channel] - tint[channel] * grey.at<uchar>(y, x));
  rest /= 3 * brightness * static_cast<double>(face.total());
  constexpr double none = 0.006, whole = 0.012; // 1500 press photographs: seven up to 0.003, all others from 0.014 on
  own.coloured = static_cast<float>(std::clamp((rest - none) / (whole - none), 0.0, 1.0));
  own.tint = cv::Vec3d(tint[0], tint[1], tint[2]);
}

/// See OwnFace::inside; 0 of a closed mouth.
cv::Vec3f inside_of(const cv::Mat &picture, const Landmarks &landmarks) {
  std::vector<cv::Point> inner;
  for (std::size_t i = 60; i < 68; ++i)
    inner.emplace_back(cvRound(landmarks[i].x), cvRound(landmarks[i].y));
  cv::Mat mask = cv::Mat::zeros(picture.size(), CV_8UC1);
  cv::fillConvexPoly(mask, inner, 255);
  cv::erode(mask, mask, {}, {-1, -1}, cvRound(static_cast<float>(picture.cols) / 128));
  std::vector<cv::Vec3b> colours;
  for (int y = 0; y < mask.rows; ++y)
    for (int x = 0; x < mask.cols; ++x)
      if (mask.at<uchar>(y, x) > 0)
        colours.push_back(picture.at<cv::Vec3b>(y, x));
  if (colours.empty())
    return {};
  const auto half = colours.begin() + static_cast<std::ptrdiff_t>((colours.size() + 1) / 2);
  std::nth_element(colours.begin(), half - 1, colours.end(), [](const cv::Vec3b &a, const cv::Vec3b &b) {
    return a[0] + 2 * a[1] + a[2] < b[0] + 2 * b[1] + b[2];
  });
  colours.erase(half, colours.end());
  const cv::Scalar mean = cv::mean(colours) / 255;
  return cv::Vec3d(mean[0], mean[1], mean[2]);
}

/// See OwnFace::lips and OwnFace::teeth.
void see_teeth(const cv::Mat &picture, const Landmarks &landmarks, float widely, OwnFace &own) {
  const float pixel = static_cast<float>(picture.cols) / 128;
  std::vector<cv::Point2f> points;
  for (std::size_t i = 48; i < landmarks.size(); ++i)
    points.emplace_back(landmarks[i].x, landmarks[i].y);
  const int around = cvCeil(6 * pixel);
  cv::Rect where = cv::boundingRect(points);
  where = (where + cv::Size(2 * around, 2 * around) - cv::Point(around, around)) & cv::Rect({}, picture.size());
  constexpr float closed = 1; // pixels of 128
  if (where.empty() || landmarks[66].y - landmarks[62].y < closed * pixel)
    return;
  cv::Mat mouth;
  picture(where).convertTo(mouth, CV_32FC3, 1.0 / 255);
  const cv::Mat colours = lip_colour_space(mouth, 0.5 * pixel);
  const Lips lips(landmarks, where);
  const auto seeds = mouth_colours(colours, lips, pixel);
  if (!seeds || !seeds->teeth)
    return;
  const cv::Mat share = share_of_teeth(colours, lips, *seeds, pixel);
  own.teeth = row_of_teeth(share, lips, pixel);
  constexpr double few = 30; // pixels of a picture of 128
  own.shows = static_cast<float>(std::min(1.0, cv::sum(share)[0] / (few * pixel * pixel)));
  const cv::Scalar white = cv::mean(mouth, share > 0.8);
  own.white = cv::Vec3d(white[0], white[1], white[2]);
  own.lips = cv::Mat::zeros(picture.size(), CV_32FC4);
  const cv::Mat inside = with_dark(share, colours, lips, *seeds, widely, pixel);
  const cv::Mat blurred = spread_inside(inside, lips, own.sharp, widely, pixel);
  spread_lips(mouth, inside, blurred, lips, pixel).copyTo(own.lips(where));
}

} // namespace

OwnFace own_face(const cv::Mat &picture, const Landmarks &landmarks, float sharp, float widely) {
  OwnFace own;
  own.sharp = sharp;
  own.skin = skin_of(picture, landmarks);
  own.lip = lip_of(picture, landmarks);
  own.dark = dark_of(picture, landmarks);
  own.inside = inside_of(picture, landmarks);
  see_tint(picture, landmarks, own);
  see_teeth(picture, landmarks, widely, own);
  return own;
}

float sharpness(const cv::Mat &picture, const Landmarks &landmarks) {
  const cv::Rect part = middle_of_face(picture, landmarks);
  if (part.empty())
    return 1;
  const double pixel = static_cast<double>(picture.cols) / 128;
  cv::Mat grey, fine, coarse;
  cv::cvtColor(picture(part), grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_32FC1);
  cv::GaussianBlur(grey, fine, {}, 0.8 * pixel);
  cv::GaussianBlur(fine, coarse, {}, 1.8 * pixel);
  const double rounding = 0.1 * static_cast<double>(grey.total()); // the square of what levels of whole numbers add
  const double details = std::sqrt(std::max(0.0, cv::norm(grey, fine, cv::NORM_L2SQR) - rounding));
  const double ratio = details / std::max(1e-6, cv::norm(fine, coarse));
  constexpr double none = 0.4, whole = 0.48; // enlarged press photographs have 0.33 to 0.45, sharp ones 0.49 to 0.69
  return static_cast<float>(std::clamp((ratio - none) / (whole - none), 0.0, 1.0));
}

} // namespace ganmut
