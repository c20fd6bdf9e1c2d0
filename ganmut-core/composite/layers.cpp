#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "composite/patch.h"
#include "composite/resample.h"
#include "geometry/face_maps.h"

// The soft edges are those of place() in network/layers_generator.cpp, whose numbers are for a picture of 128 pixels.
namespace ganmut {
namespace {

/// The logistic function, exactly 0 and 1 where that does not show.
float share(float log_odds) {
  constexpr float certain = 9.F;
  if (log_odds < -certain)
    return 0.F;
  return log_odds > certain ? 1.F : 1.F / (1.F + std::exp(-log_odds));
}

/// LipLine with both heights at once, looked up instead of searched.
class LipHeights {
public:
  explicit LipHeights(const Landmarks &landmarks) {
    constexpr int first = 60, last = 67;
    const auto [left, right] =
        std::minmax_element(&landmarks[first], &landmarks[last] + 1, [](Pixel a, Pixel b) { return a.x < b.x; });
    left_ = left->x;
    steps_per_pixel_ = static_cast<float>(steps) / std::max(right->x - left->x, 1e-3F);
    const LipLine lips(landmarks);
    for (std::size_t i = 0; i < upper_.size(); ++i) {
      const float x = left_ + static_cast<float>(i) / steps_per_pixel_;
      upper_[i] = lips.above_upper({x, 0.F});
      lower_[i] = -lips.below_lower({x, 0.F});
    }
  }
  float above_upper(float x, float y) const { return height(upper_, x) - y; }
  float below_lower(float x, float y) const { return y - height(lower_, x); }

private:
  static constexpr int steps = 256;
  using Heights = std::array<float, steps + 2>;

  float height(const Heights &heights, float x) const {
    const float place = std::max(0.F, std::min(static_cast<float>(steps), (x - left_) * steps_per_pixel_));
    const auto i = static_cast<std::size_t>(place);
    return heights[i] + (place - static_cast<float>(i)) * (heights[i + 1] - heights[i]);
  }

  float left_ = 0.F, steps_per_pixel_ = 0.F;
  Heights upper_{}, lower_{};
};

/// The openings of the eyes in a patch, as soft as those of face_maps().
class EyeOpenings {
public:
  /// `scale`: samples of the patch to a pixel of the aligned picture.
  EyeOpenings(const Landmarks &landmarks, const Affine &to_patch, cv::Size patch, double scale) {
    constexpr std::size_t first = 36, last = 47;
    Landmarks placed{};
    std::vector<cv::Point2f> points;
    for (std::size_t i = first; i <= last; ++i) {
      const cv::Vec2d point = to_patch * cv::Vec3d(landmarks[i].x, landmarks[i].y, 1);
      points.emplace_back(cv::Vec2f(point));
    }
    constexpr double softness = 0.6; // of face_maps(), pixels
    const double missing = softness * std::sqrt(std::max(scale * scale - 1, 0.0));
    const int margin = cvCeil(3 * missing) + 3;
    const cv::Rect around = cv::boundingRect(points);
    where_ = (around + cv::Size(2 * margin, 2 * margin) - cv::Point(margin, margin)) & cv::Rect({}, patch);
    if (where_.empty())
      return;
    for (std::size_t i = first; i <= last; ++i) {
      const auto &point = points[i - first];
      placed[i] = {point.x - static_cast<float>(where_.x), point.y - static_cast<float>(where_.y)};
    }
    openings_ = eye_openings(placed, where_.size());
    if (missing > 0)
      cv::GaussianBlur(openings_, openings_, {}, missing);
  }

  /// At a sample of the patch.
  float at(int x, int y) const {
    const cv::Point place = cv::Point(x, y) - where_.tl();
    return place.inside({{}, where_.size()}) ? openings_.at<float>(place) : 0.F;
  }
  /// Between samples.
  float at(const cv::Point2f &place) const {
    const int x = cvFloor(place.x), y = cvFloor(place.y);
    const float right = place.x - static_cast<float>(x), down = place.y - static_cast<float>(y);
    return (1 - down) * ((1 - right) * at(x, y) + right * at(x + 1, y)) +
           down * ((1 - right) * at(x, y + 1) + right * at(x + 1, y + 1));
  }

private:
  cv::Rect where_;
  cv::Mat openings_;
};

/// What the layers make of a patch's samples.
struct Moves {
  cv::Mat shifts; ///< CV_32FC2, samples: where to fetch from, relative
  cv::Mat mouth;  ///< CV_32FC2: share of the mouth's inside, and how much of that is the frame's own
};

Moves moves_of(const Patch &patch, const RenderedLayers &layers, float strength) {
  const auto seen = [&](const cv::Mat &layer) {
    return resample(layer, patch.picture_from_patch, patch.where.size(), Smoothness::Cubic);
  };
  cv::Mat both;
  cv::merge(std::vector<cv::Mat>{layers.upper, layers.lower}, both);
  const cv::Mat sheets = seen(strength * both), matte = seen(strength * layers.matte);

  const Affine to_patch = inverse(patch.picture_from_patch);
  const cv::Matx22f turn = to_patch.get_minor<2, 2>(0, 0);
  const cv::Matx23f to_picture = patch.picture_from_patch;
  const double scale = std::sqrt(std::abs(cv::determinant(to_patch.get_minor<2, 2>(0, 0))));
  const LipHeights lips(layers.landmarks);
  const EyeOpenings eyes(layers.landmarks, to_patch, patch.where.size(), scale);
  const float in_pixels = 128.F / static_cast<float>(layers.upper.cols);
  const float opening = std::min(1.F, 4 * strength); // a change that fades in does not begin with paint

  Moves moves{cv::Mat::zeros(sheets.size(), CV_32FC2), cv::Mat::zeros(sheets.size(), CV_32FC2)};
  for (int y = 0; y < sheets.rows; ++y) {
    const auto *mask = patch.mask.ptr<float>(y);
    const auto *sheet = sheets.ptr<cv::Vec4f>(y);
    const auto *correction = matte.ptr<float>(y);
    auto *shift = moves.shifts.ptr<cv::Point2f>(y);
    auto *mouth = moves.mouth.ptr<cv::Vec2f>(y);
    for (int x = 0; x < sheets.cols; ++x) {
      if (!(mask[x] > 0.F))
        continue;
      const auto column = static_cast<float>(x), row = static_cast<float>(y);
      const float picture_x = to_picture(0, 0) * column + to_picture(0, 1) * row + to_picture(0, 2);
      const float picture_y = to_picture(1, 0) * column + to_picture(1, 1) * row + to_picture(1, 2);
      const auto &[upper_x, upper_y, lower_x, lower_y] = sheet[x].val;
      const float above = in_pixels * lips.above_upper(picture_x + upper_x, picture_y + upper_y);
      const float below = in_pixels * lips.below_lower(picture_x + lower_x, picture_y + lower_y);

      constexpr float most = 4.595F; // a hole is at least 1 % and at most 99 % sure
      const float hole = std::clamp(-5 * (std::max(above, below) + 0.45F), -most, most);
      mouth[x][0] = opening * share(hole + correction[x]);
      if (mouth[x][0] > 0.F)
        mouth[x][1] = share(
            -5 * (in_pixels * std::max(lips.above_upper(picture_x, picture_y), lips.below_lower(picture_x, picture_y)) +
                  0.3F));

      const float of_upper = share(2 * (above - below));
      const float move_x = lower_x + of_upper * (upper_x - lower_x), move_y = lower_y + of_upper * (upper_y - lower_y);
      shift[x] = {turn(0, 0) * move_x + turn(0, 1) * move_y, turn(1, 0) * move_x + turn(1, 1) * move_y};
      if (const float eye = eyes.at(x, y); eye > 0.F) // the eyeball stays where the moved lids open on it
        shift[x] *= 1.F - eye * eyes.at(shift[x] + cv::Point2f(column, row));
    }
  }
  return moves;
}

/// The patch's new samples, CV_32FC(components).
cv::Mat wanted_of(const Patch &patch, const RenderedLayers &layers, const Encoding &encoding, float strength) {
  const auto &components = patch.lattice->components;
  const Moves moves = moves_of(patch, layers, strength);
  const cv::Mat moved = moved_samples(patch, moves.shifts), own = patch.all(patch.where);
  const auto seen = [&](const cv::Mat &layer) {
    return resample(layer, patch.picture_from_patch, patch.where.size(), Smoothness::Cubic);
  };
  cv::Mat light, paint;
  cv::exp(strength * layers.gain, light);
  light = seen(light);
  cv::transform(255 * layers.paint, paint, weights_of(encoding, *patch.lattice, true));
  paint = seen(paint);

  cv::Mat wanted(moved.size(), CV_32FC(static_cast<int>(components.size())));
  for (int y = 0; y < wanted.rows; ++y) {
    const auto *mask = patch.mask.ptr<float>(y), *lit = light.ptr<float>(y);
    const auto *mouth = moves.mouth.ptr<cv::Vec2f>(y);
    for (int x = 0; x < wanted.cols; ++x) {
      if (!(mask[x] > 0.F))
        continue;
      const auto *from = moved.ptr<uchar>(y, x), *here = own.ptr<uchar>(y, x);
      const auto *painted = paint.ptr<float>(y, x);
      auto *target = wanted.ptr<float>(y, x);
      const auto [inside, kept] = mouth[x].val;
      for (std::size_t i = 0; i < components.size(); ++i) {
        const auto dark = static_cast<float>(encoding.offset[components[i].row]); // black, or neutral colour
        const float face = dark + lit[x] * (static_cast<float>(from[components[i].offset]) - dark);
        const float teeth = painted[i] + kept * (static_cast<float>(here[components[i].offset]) - painted[i]);
        target[i] = face + inside * (teeth - face);
      }
    }
  }
  return wanted;
}

} // namespace

void edit_layers(const Frame &frame, const RenderedLayers &layers, const cv::Matx23f &to_frame, const cv::Mat &mask,
                 float strength) {
  if (!(strength > 0.F))
    return;
  const Encoding encoding = encoding_of(frame);
  for (const Patch &patch : patches_under(frame, to_frame, mask))
    blend(patch, wanted_of(patch, layers, encoding, strength));
}

} // namespace ganmut
