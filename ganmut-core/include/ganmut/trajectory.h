#pragma once

#include <string_view>
#include <vector>

#include <ganmut/conditional_space.h>
#include <ganmut/export.h>

namespace ganmut {

/// A path through the conditional space over time, written as text:
/// `neutral@0, happy@2, 0.5*happy+0.5*surprise@3.5` is neutral at 0 s, happy at 2 s and the mixture at 3.5 s.
/// A text without a time is a point that never moves.
class GANMUT_API Trajectory {
public:
  /// Reads `text`; every part before an `@` is a text of ConditionalSpace::point, scaled by `intensity`.
  /// Times are seconds, 0 or more, with a decimal point in every locale and an `s` behind them or not; they must grow.
  /// Throws Error(BadArgument).
  Trajectory(std::string_view text, const ConditionalSpace &space, float intensity = 1.F);

  /// The point at `seconds`: straight between two keys with a soft start and stop; held before the first
  /// and after the last.
  Point at(double seconds) const;

  /// Scales the emotions anew, as the constructor's `intensity` does, without reading the text again.
  /// Throws Error(BadArgument) for a number below 0.
  void set_intensity(float intensity);

  /// False for a single point.
  bool moves() const { return keys_.size() > 1; }

private:
  struct Key {
    double seconds = 0;
    std::vector<ConditionalSpace::Term> terms; ///< what the text says
    Point point;                               ///< what it means at the intensity in force
  };
  void read_keys(std::string_view text);

  ConditionalSpace space_;
  std::vector<Key> keys_;
};

} // namespace ganmut
