#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/core/hal/intrin.hpp>
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
  constexpr float certain = 8.F;
  if (log_odds < -certain)
    return 0.F;
  return log_odds > certain ? 1.F : 1.F / (1.F + std::exp(-log_odds));
}

/// Up to four numbers a pixel of the aligned picture, looked at between the pixels.
class Field {
public:
  /// `channels`: CV_32F pictures, together of up to four channels. `picture_from_patch`: of the finest patch.
  Field(const std::vector<cv::Mat> &channels, const Affine &picture_from_patch) {
    std::vector<cv::Mat> four = channels;
    int missing = 4;
    for (const auto &mat : channels)
      missing -= mat.channels();
    if (missing > 0)
      four.push_back(cv::Mat::zeros(channels[0].size(), CV_32FC(missing)));
    cv::Mat merged;
    cv::merge(four, merged);
    const auto prepared = prepare(merged, picture_from_patch, Smoothness::Cubic);
    picture_ = prepared.picture;
    from_aligned_ = prepared.from_source;
    if (std::min(picture_.rows, picture_.cols) < 2) // a face of a pixel; there must be two to look between
      cv::copyMakeBorder(picture_, picture_, 0, 1, 0, 1, cv::BORDER_REPLICATE);
  }

  /// At a position in the aligned picture; bilinear, border replicated.
  cv::Vec4f at(const cv::Point2f &aligned) const {
    const auto [x, right] = place(from_aligned_(0, 0) * aligned.x + from_aligned_(0, 2), picture_.cols);
    const auto [y, down] = place(from_aligned_(1, 1) * aligned.y + from_aligned_(1, 2), picture_.rows);
    const auto *above = picture_.ptr<float>(y, x), *below = picture_.ptr<float>(y + 1, x);
    const auto along = cv::v_setall_f32(right), across = cv::v_setall_f32(down);
    const auto between = [](const auto &a, const auto &b, const auto &part) { return cv::v_muladd(b - a, part, a); };
    cv::Vec4f result;
    cv::v_store(result.val, between(between(cv::v_load(above), cv::v_load(above + 4), along),
                                    between(cv::v_load(below), cv::v_load(below + 4), along), across));
    return result;
  }

private:
  /// The pixel before `position`, and how far behind it that is; two pixels are there.
  static std::pair<int, float> place(float position, int size) {
    const float inside = std::max(0.F, std::min(static_cast<float>(size - 1), position));
    const int before = std::min(static_cast<int>(inside), size - 2);
    return {before, inside - static_cast<float>(before)};
  }

  cv::Mat picture_;
  cv::Matx23f from_aligned_;
};

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
  float above_upper(const cv::Point2f &point) const { return height(upper_, point.x) - point.y; }
  float below_lower(const cv::Point2f &point) const { return point.y - height(lower_, point.x); }

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

/// The layers at one strength, ready for every lattice of a frame.
class LayersInFrame {
public:
  LayersInFrame(const RenderedLayers &layers, float strength, const Affine &picture_from_patch)
      : landmarks_(layers.landmarks), lips_(layers.landmarks),
        sheets_({strength * layers.upper, strength * layers.lower}, picture_from_patch),
        tints_({exponential(strength * layers.gain), strength * layers.matte}, picture_from_patch),
        paint_({255 * layers.paint}, picture_from_patch), in_pixels_(128.F / static_cast<float>(layers.upper.cols)),
        opening_(std::min(1.F, 4 * strength)) {}

  /// What becomes of a patch's samples.
  struct Moves {
    cv::Mat shifts; ///< CV_32FC2, samples: where to fetch from, relative
    cv::Mat tones;  ///< CV_32FC3: factor of light, share of the mouth's inside, how much of that is the frame's own
  };
  Moves moves(const Patch &patch) const;

  /// The patch's new samples, CV_32FC(components).
  cv::Mat wanted(const Patch &patch, const Moves &moves, const Encoding &encoding) const;

private:
  /// So far down as is missing, in pixels of a picture of 128; nothing where it is below 0.
  cv::Point2f down(float missing) const { return {0.F, std::max(0.F, missing) / in_pixels_}; }
  static cv::Mat exponential(const cv::Mat &logarithm) {
    cv::Mat result;
    cv::exp(logarithm, result);
    return result;
  }

  Landmarks landmarks_;
  LipHeights lips_;
  Field sheets_, tints_, paint_;
  float in_pixels_; ///< of a picture of 128, for one aligned pixel
  float opening_;   ///< a change that fades in does not begin with paint
};

/// Whether the samples of both lie at the same places of the picture.
bool lie_alike(const Patch &a, const Patch &b) {
  return a.where == b.where && a.picture_from_patch == b.picture_from_patch;
}

cv::Point2f transformed(const cv::Matx23f &matrix, int x, int y) {
  const auto column = static_cast<float>(x), row = static_cast<float>(y);
  return {matrix(0, 0) * column + matrix(0, 1) * row + matrix(0, 2),
          matrix(1, 0) * column + matrix(1, 1) * row + matrix(1, 2)};
}

LayersInFrame::Moves LayersInFrame::moves(const Patch &patch) const {
  const Affine to_patch = inverse(patch.picture_from_patch);
  const cv::Matx22f turn = to_patch.get_minor<2, 2>(0, 0);
  const cv::Matx23f to_picture = patch.picture_from_patch;
  const double scale = std::sqrt(std::abs(cv::determinant(to_patch.get_minor<2, 2>(0, 0))));
  const EyeOpenings eyes(landmarks_, to_patch, patch.where.size(), scale);

  Moves moves{cv::Mat::zeros(patch.mask.size(), CV_32FC2), cv::Mat(patch.mask.size(), CV_32FC3)};
  for (int y = 0; y < patch.mask.rows; ++y) {
    const auto *mask = patch.mask.ptr<float>(y);
    auto *shift = moves.shifts.ptr<cv::Point2f>(y);
    auto *tone = moves.tones.ptr<cv::Vec3f>(y);
    for (int x = 0; x < patch.mask.cols; ++x) {
      if (!(mask[x] > 0.F))
        continue;
      const auto here = transformed(to_picture, x, y);
      const cv::Vec4f sheet = sheets_.at(here), tint = tints_.at(here);
      const cv::Point2f upper(sheet[0], sheet[1]), lower(sheet[2], sheet[3]);
      const float above = in_pixels_ * lips_.above_upper(here + upper),
                  below = in_pixels_ * lips_.below_lower(here + lower);

      constexpr float most = 4.595F; // a hole is at least 1 % and at most 99 % sure
      const float hole = std::clamp(-5 * (std::max(above, below) + 0.45F), -most, most);
      const float inside = opening_ * share(hole + tint[1]);
      tone[x] = {tint[0], inside, 0.F};
      const float above_here = in_pixels_ * lips_.above_upper(here), below_here = in_pixels_ * lips_.below_lower(here);
      const float open = std::clamp(-above_here - below_here - 0.5F, 0.F, 1.F);
      if (inside > 0.F)
        tone[x][2] = open * share(-5 * (std::max(above_here, below_here) + 0.3F));

      const float margin = std::clamp(0.4F * (above + below - above_here - below_here), 0.F, 1.25F);
      const cv::Point2f move = above > below ? upper - down(margin - above) : lower + down(margin - below);
      shift[x] = {turn(0, 0) * move.x + turn(0, 1) * move.y, turn(1, 0) * move.x + turn(1, 1) * move.y};
      if (const float eye = eyes.at(x, y); eye > 0.F) // the eyeball stays where the moved lids open on it
        shift[x] *= 1.F - eye * eyes.at(shift[x] + cv::Point2f(static_cast<float>(x), static_cast<float>(y)));
    }
  }
  return moves;
}

cv::Mat LayersInFrame::wanted(const Patch &patch, const Moves &moves, const Encoding &encoding) const {
  const auto &components = patch.lattice->components;
  const cv::Mat moved = moved_samples(patch, moves.shifts), own = patch.all(patch.where);
  const cv::Matx23f to_picture = patch.picture_from_patch;
  const cv::Matx33f from_bgr = encoding.from_bgr;
  const cv::Vec3f dark = encoding.offset; // black, and colours that are neutral

  cv::Mat wanted(moved.size(), CV_32FC(static_cast<int>(components.size())));
  for (int y = 0; y < wanted.rows; ++y) {
    const auto *mask = patch.mask.ptr<float>(y);
    const auto *tone = moves.tones.ptr<cv::Vec3f>(y);
    for (int x = 0; x < wanted.cols; ++x) {
      if (!(mask[x] > 0.F))
        continue;
      const auto *from = moved.ptr<uchar>(y, x), *here = own.ptr<uchar>(y, x);
      auto *target = wanted.ptr<float>(y, x);
      const auto [light, inside, kept] = tone[x].val;
      for (std::size_t i = 0; i < components.size(); ++i) {
        const auto [row, offset] = components[i];
        target[i] = dark[row] + light * (static_cast<float>(from[offset]) - dark[row]);
      }
      if (!(inside > 0.F))
        continue;
      const cv::Vec4f bgr = paint_.at(transformed(to_picture, x, y));
      for (std::size_t i = 0; i < components.size(); ++i) {
        const auto [row, offset] = components[i];
        const float painted =
            dark[row] + from_bgr(row, 0) * bgr[0] + from_bgr(row, 1) * bgr[1] + from_bgr(row, 2) * bgr[2];
        const float mouth = painted + kept * (static_cast<float>(here[offset]) - painted);
        target[i] += inside * (mouth - target[i]);
      }
    }
  }
  return wanted;
}

} // namespace

void edit_layers(const Frame &frame, const RenderedLayers &layers, const cv::Matx23f &to_frame, const cv::Mat &mask,
                 float strength) {
  const auto patches = patches_under(frame, to_frame, mask);
  if (!(strength > 0.F) || patches.empty())
    return;
  const Encoding encoding = encoding_of(frame);
  const LayersInFrame in_frame(layers, strength, patches.front().picture_from_patch);
  const Patch *before = nullptr;
  LayersInFrame::Moves moves;
  for (const Patch &patch : patches) {
    if (before == nullptr || !lie_alike(*before, patch)) // both planes of colour do
      moves = in_frame.moves(patch);
    blend(patch, in_frame.wanted(patch, moves, encoding));
    before = &patch;
  }
}

} // namespace ganmut
