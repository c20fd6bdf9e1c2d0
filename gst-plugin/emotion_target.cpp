#include "emotion_target.h"

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
  emotion_.clear();
}

void EmotionTarget::set_theta(double radians) {
  theta_ = radians;
  follow_direction();
}

void EmotionTarget::set_rho(double rho) {
  rho_ = rho;
  follow_direction();
}

void EmotionTarget::resolve(const ConditionalSpace &space) {
  if (emotion_.empty()) {
    path_.reset();
    return;
  }
  path_ = Trajectory(emotion_, space, static_cast<float>(intensity_));
  const Point point = path_->at(0.0);
  const Polar polar = to_polar(point);
  x_ = point.x;
  y_ = point.y;
  z_ = point.z;
  theta_ = polar.theta;
  rho_ = polar.rho;
}

Point EmotionTarget::point() const {
  return {static_cast<float>(x_), static_cast<float>(y_), static_cast<float>(z_)};
}

void EmotionTarget::follow_coordinates() {
  emotion_.clear();
  const Polar polar = to_polar(point());
  theta_ = polar.theta;
  rho_ = polar.rho;
}

void EmotionTarget::follow_direction() {
  emotion_.clear();
  const Point point = to_point({static_cast<float>(theta_), static_cast<float>(rho_)});
  x_ = point.x;
  y_ = point.y;
}

} // namespace ganmut::plugin
