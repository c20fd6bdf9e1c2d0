#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face_editor.h>

#include "engine/engine.h"
#include "geometry/placement.h"

namespace ganmut {

/// A face as the model takes it.
struct FaceCrop {
  cv::Mat picture; ///< CV_8UC3 BGR
  Face face;       ///< box and landmarks in its pixels
};

/// The model that is judged, run as the editor runs it.
class JudgedModel {
public:
  /// `emotions`: names of the model's emotions that are judged, neutral first. `device`: auto | cpu | cuda[:N].
  /// Throws Error: NoDevice, BadArgument, WrongKind.
  JudgedModel(const Model &model, const std::vector<std::string> &emotions, const std::string &device);

  const Model &model() const { return editor_.model(); }

  /// The point `part` ([0, 1]) of the way from neutral to an emotion; in a linear space `part` is rho.
  Point on_the_way(int emotion, double part) const;
  /// Where the emotions lie.
  const std::vector<Point> &places() const { return places_; }
  /// The point at `radius` ([0, 1]) of the way from the origin to the border of the space, in the direction `theta`
  /// (radians) of the plane z = 0.
  Point towards(double theta, double radius) const;

  /// Edits the face in `photo` (CV_8UC3 BGR), in place, as the editor does.
  void edit(cv::Mat &photo, const Face &face, const Point &point);

  /// Forgets the faces of another video.
  void start_video() { editor_.reset(); }
  /// Edits the largest face in the next frame of a video (CV_8UC3 BGR, `pts` seconds), in place, its speech kept.
  /// Returns the face, nothing where none was found.
  std::optional<Face> edit_next(cv::Mat &frame, double pts, const Point &point);

  /// The face as the model takes it; the `face` can be moved against the photo.
  FaceCrop crop(const cv::Mat &photo, const Face &face) const;
  /// The layers that a model of them renders for a crop.
  RenderedLayers layers(const FaceCrop &crop, const Point &point);
  /// Edits the face in `photo` (CV_8UC3 BGR), in place, by other layers than the model's own.
  void edit(cv::Mat &photo, const Face &face, const RenderedLayers &layers) const;

  /// What the generator makes of such crops, one point each: CV_32FC3 BGR, 0..255, not rounded.
  std::vector<cv::Mat> render(const std::vector<FaceCrop> &crops, const std::vector<Point> &points);

private:
  Placement placement(const cv::Mat &photo, const Face &face) const;

  FaceEditor editor_;
  std::unique_ptr<Engine> engine_;
  std::vector<Point> places_; ///< of the emotions
};

} // namespace ganmut
