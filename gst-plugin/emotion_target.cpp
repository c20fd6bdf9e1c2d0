#include "emotion_target.h"

#include <tuple>

namespace ganmut::plugin {

void EmotionTarget::set_x(double x) {
  x_ = x;
  follow_coordinates();
}

void EmotionTarget::set_y(double y) {
  y_ = y;
  follow_coordinates();
}

void EmotionTarget::set_z(double z) {
  z_ = z;
  forget_emotion();
}

void EmotionTarget::set_theta(double radians) {
  theta_ = radians;
  follow_direction();
}

void EmotionTarget::set_rho(double rho) {
  rho_ = rho;
  follow_direction();
}

void EmotionTarget::set_emotion(std::string text) {
  emotion_ = std::move(text);
  path_.reset();
}

void EmotionTarget::set_intensity(double intensity) {
  if (path_) {
    path_->set_intensity(static_cast<float>(intensity));
    follow_emotion();
  }
  intensity_ = intensity;
}

void EmotionTarget::set_calibrated(bool calibrated) {
  if (calibrated != calibrated_)
    path_.reset();
  calibrated_ = calibrated;
}

void EmotionTarget::resolve(const ConditionalSpace &space) {
  if (emotion_.empty())
    return;
  path_ = Trajectory(emotion_, calibrated_ ? space.calibrated() : space, static_cast<float>(intensity_));
  follow_emotion();
}

bool EmotionTarget::is_as(const EmotionTarget &other) const {
  const auto all = [](const EmotionTarget &t) {
    return std::tie(t.x_, t.y_, t.z_, t.intensity_, t.calibrated_, t.emotion_);
  };
  return all(*this) == all(other);
}

Point EmotionTarget::point() const {
  return {static_cast<float>(x_), static_cast<float>(y_), static_cast<float>(z_)};
}

void EmotionTarget::forget_emotion() {
  emotion_.clear();
  path_.reset();
}

void EmotionTarget::follow_emotion() {
  const Point point = path_->at(0.0);
  const Polar polar = to_polar(point);
  x_ = point.x;
  y_ = point.y;
  z_ = point.z;
  theta_ = polar.theta;
  rho_ = polar.rho;
}

void EmotionTarget::follow_coordinates() {
  forget_emotion();
  const Polar polar = to_polar(point());
  theta_ = polar.theta;
  rho_ = polar.rho;
}

void EmotionTarget::follow_direction() {
  forget_emotion();
  const Point point = to_point({static_cast<float>(theta_), static_cast<float>(rho_)});
  x_ = point.x;
  y_ = point.y;
}

} // namespace ganmut::plugin
