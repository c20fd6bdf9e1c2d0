#pragma once

#include <optional>
#include <string>

#include <ganmut/trajectory.h>

namespace ganmut::plugin {

/// Where the user wants a face to go. There are three ways to say it: coordinates (x, y, z), direction
/// and distance (theta, rho), or the text of an emotion. The last one written counts; the others follow it.
/// Values are kept as they were given; the editor gets them clamped to the model's space.
class EmotionTarget {
public:
  void set_x(double x);
  void set_y(double y);
  void set_z(double z);
  void set_theta(double radians);
  void set_rho(double rho);
  /// `text` as Trajectory takes it: an emotion, or emotions at times; empty goes back to plain coordinates.
  /// It is read by resolve().
  void set_emotion(std::string text);
  /// Scales a named emotion, >= 0, without reading its text again; coordinates are not touched by it.
  void set_intensity(double intensity);
  /// Whether intensities are parts of the emotion's whole change; see ConditionalSpace::calibrated().
  void set_calibrated(bool calibrated);

  /// False for a text that has not been read yet.
  bool resolved() const { return emotion_.empty() || path_; }
  /// Reads the text and moves the point to where `space` has the emotion; nothing to do when there is none.
  /// Throws Error(BadArgument) for a text that this space does not know, and for a calibrated emotion where the space
  /// has no calibration; then nothing has changed.
  void resolve(const ConditionalSpace &space);

  double x() const { return x_; }
  double y() const { return y_; }
  double z() const { return z_; }
  double theta() const { return theta_; }
  double rho() const { return rho_; }
  double intensity() const { return intensity_; }
  bool calibrated() const { return calibrated_; }
  /// Empty when coordinates were written last.
  const std::string &emotion() const { return emotion_; }

  /// Whether `other` asks for the same at all times.
  bool is_as(const EmotionTarget &other) const;
  /// Where x, y and z are: for emotions at times the first of them.
  Point point() const;
  /// The point in force at a stream time in seconds.
  Point point_at(double seconds) const { return path_ ? path_->at(seconds) : point(); }

private:
  void forget_emotion();
  void follow_emotion();
  void follow_coordinates();
  void follow_direction();

  double x_ = 0.0;
  double y_ = 0.0;
  double z_ = 0.0;
  double theta_ = 0.0; // kept beside x and y: at the origin they have no direction
  double rho_ = 0.0;
  double intensity_ = 1.0;
  bool calibrated_ = false;
  std::string emotion_;
  std::optional<Trajectory> path_; ///< what emotion_ means in the model's space, once it was read
};

} // namespace ganmut::plugin
