#include "ramps.h"

#include <cmath>

namespace ganmut::plugin {
namespace {

float mix(float from, float to, float part) {
  return from + part * (to - from);
}

Point mix(const Point &from, const Point &to, float part) {
  return {mix(from.x, to.x, part), mix(from.y, to.y, part), mix(from.z, to.z, part)};
}

std::vector<float> mix(const std::vector<float> &from, std::vector<float> to, float part) {
  if (from.size() == to.size()) // else they are of another model
    for (std::size_t i = 0; i < to.size(); ++i)
      to[i] = mix(from[i], to[i], part);
  return to;
}

float eased(float part, Easing easing) {
  return easing == Easing::Linear ? part : part * part * (3.F - 2.F * part);
}

} // namespace

template <typename Value> void Ramp<Value>::begin(const RampShape &shape) {
  from_.reset();
  began_.reset();
  shape_ = shape;
  if (shape.milliseconds > 0)
    from_ = last_;
}

template <typename Value> Value Ramp<Value>::at(std::optional<double> seconds, const Value &asked) {
  last_ = asked;
  if (!from_)
    return asked;
  if (seconds && !began_)
    began_ = seconds;
  const double part = seconds ? std::abs(*seconds - *began_) * 1000.0 / shape_.milliseconds : 1.0;
  if (part < 1.0)
    last_ = mix(*from_, asked, eased(static_cast<float>(part), shape_.easing));
  else
    from_.reset();
  return *last_;
}

void Ramps::begin_point(const RampShape &shape) {
  point_.begin(shape);
}

void Ramps::begin_edit(const EditSettings &before, const EditSettings &after, const RampShape &shape) {
  if (before.action_units != after.action_units)
    action_units_.begin(shape);
  if (before.strength != after.strength)
    strength_.begin(shape);
  if (before.keep_speech != after.keep_speech)
    keep_speech_.begin(shape);
}

EditSettings Ramps::at(std::optional<double> seconds, EditSettings asked) {
  asked.point = point_.at(seconds, asked.point);
  asked.action_units = action_units_.at(seconds, asked.action_units);
  asked.strength = strength_.at(seconds, asked.strength);
  asked.keep_speech = keep_speech_.at(seconds, asked.keep_speech);
  return asked;
}

} // namespace ganmut::plugin
