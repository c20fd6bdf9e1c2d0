#pragma once

namespace ganmut {

/// The One-Euro filter (Casiez, Roussel, Vogel; CHI 2012): smooth when slow, quick when fast.
class OneEuroFilter {
public:
  struct Settings {
    float min_cutoff = 1.F;       ///< Hz at rest
    float beta = 0.F;             ///< Hz of cutoff gained per unit of speed
    float derivative_cutoff = 1.F; ///< Hz
  };

  explicit OneEuroFilter(const Settings &settings) : settings_(settings) {}

  /// The smoothed value `dt` seconds after the last one. The first value, and dt <= 0, come back as they are.
  float filter(float value, float dt);

private:
  Settings settings_;
  bool started_ = false;
  float value_ = 0.F;
  float speed_ = 0.F;
};

} // namespace ganmut
