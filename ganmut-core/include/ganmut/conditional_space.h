#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <ganmut/export.h>
#include <ganmut/point.h>

namespace ganmut {

/// How a model lays its emotions out in the plane (GANmut, section 3).
enum class Parametrization {
  Linear,   ///< an emotion is a direction, its intensity the distance from neutral
  Gaussian, ///< an emotion is a normal distribution: a mean and a covariance
};

/// One named emotion of a model.
struct Emotion {
  std::string name;
  /// Linear: the unit axis (the origin for neutral). Gaussian: the mean, tanh(mu).
  Point where;
  /// Gaussian only: the covariance matrix, row by row, the last row and column 0 in 2-D.
  std::array<float, 9> covariance{};
  /// What was measured of how the emotion grows: entry i of n + 1 is the intensity at which i/n of its whole change is
  /// seen, growing from 0 to 1. Empty: nothing was measured.
  std::vector<float> calibration{};
};

/// A named share of a point.
struct EmotionShare {
  std::string name;
  float share = 0.F; ///< [0, 1]
};

/// The 2-D (or 3-D) space of emotions that a model learned: names to coordinates and back.
/// A value: cheap to copy, safe to read from several threads.
class GANMUT_API ConditionalSpace {
public:
  ConditionalSpace() = default;
  /// `emotions` in the order of the model's classes; `dimensions` is 2 or 3.
  /// Throws Error(BadArgument) for another number of dimensions, no emotions, a name used twice or not usable in
  /// a text (a name has no blanks and none of `+ * : , @`, and does not begin with a digit, `.` or `-`).
  ConditionalSpace(Parametrization parametrization, int dimensions, std::vector<Emotion> emotions);

  Parametrization parametrization() const { return parametrization_; }
  int dimensions() const { return dimensions_; }
  const std::vector<Emotion> &emotions() const { return emotions_; }

  /// The point of a text: `happy`, `happy:0.6` or `0.6*happy + 0.4*surprise`.
  /// A weight scales the named emotion's coordinates; the terms are added; `intensity` (>= 0)
  /// scales the sum. The result is clamped to the space.
  /// Throws Error(BadArgument) for an unknown name (the sentence lists the known ones) or a malformed text.
  Point point(std::string_view text, float intensity = 1.F) const;

  /// The same space where weights and intensities up to 1 are the part of an emotion's whole change that is seen: half
  /// the intensity moves a face half as far. An emotion of which nothing was measured stays as it is.
  /// Throws Error(BadArgument) where nothing was measured at all.
  ConditionalSpace calibrated() const;

  /// The emotions nearest to `point` with their shares, largest first; the shares sum to 1.
  /// Linear: barycentric between the two axes that enclose the direction, the rest is neutral.
  /// Gaussian: softmax of minus the squared Mahalanobis distances (as the official code trains it).
  std::vector<EmotionShare> describe(const Point &point) const;

  /// The nearest point that belongs to the space (unit disc or square).
  Point clamp(const Point &point) const;

private:
  friend class Trajectory; // it keeps what it has read, and scales it
  struct Term {
    std::size_t emotion; ///< index into emotions()
    float weight;
  };
  std::size_t find(std::string_view name) const;
  std::vector<Term> terms(std::string_view text) const;
  /// The sum of the terms, clamped. Throws Error(BadArgument) for an intensity below 0.
  Point sum(const std::vector<Term> &terms, float intensity) const;

  Parametrization parametrization_ = Parametrization::Linear;
  int dimensions_ = 2;
  std::vector<Emotion> emotions_;
  bool calibrated_ = false;
};

} // namespace ganmut
