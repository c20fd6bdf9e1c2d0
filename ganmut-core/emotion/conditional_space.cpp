#include <ganmut/conditional_space.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include <opencv2/core.hpp>

#include <ganmut/error.h>

#include "emotion/mixture.h"
#include "error/translate.h"

namespace ganmut {

namespace {

cv::Vec3d vector_of(const Point &point) {
  return {point.x, point.y, point.z};
}

/// A way to write a point as a sum of axes: `at` are indices of emotions.
struct Decomposition {
  std::array<std::size_t, 3> at;
  cv::Vec3d coefficients;
  double sum() const { return coefficients[0] + coefficients[1] + coefficients[2]; }
};

/// `point` as a sum of the three axes by Cramer's rule, if no coefficient is negative.
std::optional<cv::Vec3d> inside(const std::array<cv::Vec3d, 3> &axes, const cv::Vec3d &point) {
  constexpr double flat = 1e-9; // axes that (nearly) coincide enclose nothing
  constexpr double rounding = 1e-7;
  const double volume = axes[0].dot(axes[1].cross(axes[2]));
  if (std::abs(volume) < flat)
    return std::nullopt;
  cv::Vec3d result{point.dot(axes[1].cross(axes[2])), axes[0].dot(point.cross(axes[2])),
                   axes[0].dot(axes[1].cross(point))};
  result /= volume;
  for (int i = 0; i < 3; ++i) {
    if (result[i] < -rounding)
      return std::nullopt;
    result[i] = std::max(result[i], 0.0);
  }
  return result;
}

/// Of all axes that enclose the point, the closest ones reach farthest out towards it: theirs is the smallest sum.
std::optional<Decomposition> enclosing_axes(const std::vector<Emotion> &emotions, int dimensions,
                                            const cv::Vec3d &point) {
  std::optional<Decomposition> best;
  const auto count = emotions.size();
  for (std::size_t i = 1; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j)
      // In 2-D the third axis is the one that leaves the plane; the point has nothing of it.
      for (std::size_t k = dimensions == 2 ? count - 1 : j + 1; k < count; ++k) {
        const auto third = dimensions == 2 ? cv::Vec3d(0, 0, 1) : vector_of(emotions[k].where);
        const auto found = inside({vector_of(emotions[i].where), vector_of(emotions[j].where), third}, point);
        if (found && (!best || Decomposition{{i, j, k}, *found}.sum() < best->sum()))
          best = Decomposition{{i, j, k}, *found};
      }
  return best;
}

std::vector<EmotionShare> nearest_axis(const std::vector<Emotion> &emotions, const cv::Vec3d &point) {
  const Emotion *nearest = nullptr;
  double length = 0;
  for (std::size_t i = 1; i < emotions.size(); ++i)
    if (const double along = vector_of(emotions[i].where).dot(point); along > length) {
      nearest = &emotions[i];
      length = along;
    }
  const auto share = static_cast<float>(std::min(length, 1.0));
  std::vector<EmotionShare> shares;
  if (share < 1.F)
    shares.push_back({emotions.front().name, 1.F - share});
  if (nearest != nullptr)
    shares.push_back({nearest->name, share});
  return shares;
}

/// What a point of a linear space is made of: barycentric between the axes that enclose its direction, the rest
/// neutral (the first emotion). Where no axes enclose it, the nearest axis stands for the direction.
/// `dimensions`: 2 or 3. Only the emotions that have a share, in no order.
std::vector<EmotionShare> linear_shares(const std::vector<Emotion> &emotions, int dimensions, const Point &point) {
  const auto place = vector_of(point);
  const auto found = enclosing_axes(emotions, dimensions, place);
  if (!found)
    return nearest_axis(emotions, place);
  // Between two axes the straight line lies inside the circle; beyond it nothing is neutral.
  const double whole = std::max(found->sum(), 1.0);
  std::vector<EmotionShare> shares;
  for (int i = 0; i < dimensions; ++i)
    if (found->coefficients[i] > 0)
      shares.push_back({emotions[found->at[i]].name, static_cast<float>(found->coefficients[i] / whole)});
  if (found->sum() < whole)
    shares.push_back({emotions.front().name, static_cast<float>(1.0 - found->sum())});
  return shares;
}

/// Softmax of minus the squared Mahalanobis distances, as the official code trains it. All emotions, in their order.
std::vector<EmotionShare> gaussian_shares(const std::vector<Emotion> &emotions, int dimensions, const Point &point) {
  std::vector<double> distances;
  for (const auto &emotion : emotions) {
    cv::Matx33d covariance;
    std::copy(emotion.covariance.begin(), emotion.covariance.end(), covariance.val);
    if (dimensions == 2)
      covariance(2, 2) = 1; // invertible; the point has nothing of it
    const auto offset = vector_of(point) - vector_of(emotion.where);
    distances.push_back(offset.dot(covariance.inv() * offset));
  }
  const double nearest = *std::min_element(distances.begin(), distances.end());
  double sum = 0;
  for (auto &distance : distances)
    sum += distance = std::exp(nearest - distance);
  std::vector<EmotionShare> shares;
  for (std::size_t i = 0; i < emotions.size(); ++i)
    shares.push_back({emotions[i].name, static_cast<float>(distances[i] / sum)});
  return shares;
}

/// The intensity at which `part` of an emotion's whole change is seen.
float calibrated_intensity(const std::vector<float> &calibration, float part) {
  if (calibration.empty() || part >= 1.F)
    return part;
  const auto place = part * static_cast<float>(calibration.size() - 1);
  const auto i = static_cast<std::size_t>(place);
  return calibration[i] + (place - static_cast<float>(i)) * (calibration[i + 1] - calibration[i]);
}

} // namespace

ConditionalSpace::ConditionalSpace(Parametrization parametrization, int dimensions, std::vector<Emotion> emotions)
    : parametrization_(parametrization), dimensions_(dimensions), emotions_(std::move(emotions)) {
  if (dimensions_ != 2 && dimensions_ != 3)
    throw Error(ErrorKind::BadArgument,
                "A conditional space has 2 or 3 dimensions, not " + std::to_string(dimensions_) + ".");
  if (emotions_.empty())
    throw Error(ErrorKind::BadArgument, "A conditional space needs at least one emotion.");
  std::set<std::string_view> names;
  for (const auto &emotion : emotions_) {
    if (!is_emotion_name(emotion.name))
      throw Error(ErrorKind::BadArgument,
                  "'" + emotion.name + "' cannot name an emotion; use a word without blanks, + * : @ and commas.");
    if (!names.insert(emotion.name).second)
      throw Error(ErrorKind::BadArgument, "The name '" + emotion.name + "' is used for two emotions.");
  }
}

Point ConditionalSpace::point(std::string_view text, float intensity) const {
  return translated("read a mixture of emotions", [&] { return sum(terms(text), intensity); });
}

ConditionalSpace ConditionalSpace::calibrated() const {
  if (std::all_of(emotions_.begin(), emotions_.end(), [](const Emotion &each) { return each.calibration.empty(); }))
    throw Error(ErrorKind::BadArgument, "The model is not calibrated; `ganmut-train --mode calibrate` measures how its "
                                        "emotions grow and writes a model that is.");
  auto space = *this;
  space.calibrated_ = true;
  return space;
}

std::vector<ConditionalSpace::Term> ConditionalSpace::terms(std::string_view text) const {
  std::vector<Term> terms;
  for (const auto &[name, weight] : parse_mixture(text))
    terms.push_back({find(name), weight});
  return terms;
}

Point ConditionalSpace::sum(const std::vector<Term> &terms, float intensity) const {
  if (!std::isfinite(intensity) || intensity < 0.F)
    throw Error(ErrorKind::BadArgument, "The intensity of an emotion must be 0 or more.");
  Point sum;
  for (const auto &[index, weight] : terms) {
    const auto &emotion = emotions_[index];
    const auto scale = calibrated_ ? calibrated_intensity(emotion.calibration, intensity * weight) : intensity * weight;
    sum = {sum.x + scale * emotion.where.x, sum.y + scale * emotion.where.y, sum.z + scale * emotion.where.z};
  }
  return clamp(sum);
}

std::vector<EmotionShare> ConditionalSpace::describe(const Point &point) const {
  if (emotions_.empty())
    return {};
  auto shares = parametrization_ == Parametrization::Linear ? linear_shares(emotions_, dimensions_, point)
                                                            : gaussian_shares(emotions_, dimensions_, point);
  std::stable_sort(shares.begin(), shares.end(), [](const auto &a, const auto &b) { return a.share > b.share; });
  return shares;
}

Point ConditionalSpace::clamp(const Point &point) const {
  const float z = dimensions_ == 3 ? point.z : 0.F;
  if (parametrization_ == Parametrization::Gaussian)
    return {std::clamp(point.x, -1.F, 1.F), std::clamp(point.y, -1.F, 1.F), std::clamp(z, -1.F, 1.F)};
  const float length = std::hypot(point.x, point.y, z);
  if (length <= 1.F)
    return {point.x, point.y, z};
  return {point.x / length, point.y / length, z / length};
}

std::size_t ConditionalSpace::find(std::string_view name) const {
  std::string known;
  for (std::size_t i = 0; i < emotions_.size(); ++i) {
    if (emotions_[i].name == name)
      return i;
    known += (known.empty() ? "" : ", ") + emotions_[i].name;
  }
  throw Error(ErrorKind::BadArgument,
              "The model knows no emotion '" + std::string(name) + "'; it knows: " + known + ".");
}

Point to_point(const Polar &polar) {
  return {polar.rho * std::cos(polar.theta), polar.rho * std::sin(polar.theta), 0.F};
}

Polar to_polar(const Point &point) {
  const float rho = std::hypot(point.x, point.y);
  if (rho == 0.F)
    return {};
  // Minus zero would turn pi into -pi, which is outside (-pi, pi].
  return {std::atan2(point.y + 0.F, point.x), rho};
}

} // namespace ganmut
