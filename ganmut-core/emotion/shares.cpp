#include "emotion/shares.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <opencv2/core.hpp>

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

} // namespace

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

} // namespace ganmut
