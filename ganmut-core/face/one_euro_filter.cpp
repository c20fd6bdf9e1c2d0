#include "face/one_euro_filter.h"

#include <cmath>

namespace ganmut {
namespace {

/// Weight of the new sample in a first-order low pass.
float smoothing(float cutoff, float dt) {
  const float r = 2.F * static_cast<float>(M_PI) * cutoff * dt;
  return r / (r + 1.F);
}

} // namespace

float OneEuroFilter::filter(float value, float dt, float unit) {
  if (started_ && dt == 0.F)
    return value_;
  if (!started_ || dt < 0.F) {
    started_ = true;
    speed_ = 0.F;
    return value_ = value;
  }
  const float speed = (value - value_) / dt;
  speed_ += smoothing(settings_.derivative_cutoff, dt) * (speed - speed_);
  const float cutoff = settings_.min_cutoff + settings_.beta * std::abs(speed_) / unit;
  return value_ += smoothing(cutoff, dt) * (value - value_);
}

} // namespace ganmut
