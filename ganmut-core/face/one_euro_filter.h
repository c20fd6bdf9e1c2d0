#pragma once

namespace ganmut {

/// The One-Euro filter (Casiez, Roussel, Vogel; CHI 2012): smooth when slow, quick when fast.
class OneEuroFilter {
public:
  struct Settings {
    float min_cutoff = 1.F;        ///< Hz at rest, > 0
    float beta = 0.F;              ///< Hz of cutoff gained per unit of speed, >= 0
    float derivative_cutoff = 1.F; ///< Hz, > 0
  };

  explicit OneEuroFilter(const Settings &settings) : settings_(settings) {}

  /// The smoothed value `dt` seconds after the last one. The first value comes back as it is, and so does one of an
  /// earlier time, which starts anew. At the same time (dt = 0) the last smoothed value holds.
  /// Speed is measured in multiples of `unit` (> 0) a second, which may differ from call to call.
  float filter(float value, float dt, float unit = 1.F);

  /// Takes the smoothed value along with a motion that something else has seen: no noise, and no speed of its own.
  void carry(float by) { value_ += by; }

private:
  Settings settings_;
  bool started_ = false;
  float value_ = 0.F; ///< last smoothed value
  float speed_ = 0.F; ///< its smoothed derivative
};

} // namespace ganmut
