#pragma once

#include <memory>
#include <vector>

#include <ganmut/face.h>
#include <opencv2/core.hpp>

#include "trainer/rig/face_rig.h"

namespace ganmut {

/// A rig laid into a picture. A vertex S (cm, of the rig with these coefficients) turned to T = rotation * S lies at
/// pixel (shift.x + scale * T.x, shift.y - scale * T.y); T.z grows towards the viewer. There is no perspective.
struct RigFit {
  std::vector<float> identity; ///< one coefficient a shape of FaceRig::identity, in [-3, 3]
  Expression expression;       ///< in [0, 1.2]
  cv::Matx33f rotation;        ///< of the head; the identity for a face that looks at the viewer
  float scale = 0.F;           ///< pixels a centimetre
  cv::Point2f shift;           ///< pixels
  float error = 0.F;           ///< weighted root mean square of the landmarks' distances to the picture's, as a part
                               ///< of the distance between the eyes' outer corners; infinite where nothing fits
};

/// Finds identity, expression and pose of faces from their landmarks.
/// Alternates between pose (least squares) and coefficients: least squares with the priors of a normal distribution,
/// within bounds, by coordinate descent; the two sides of a face are drawn to each other. The sides of the jaw count
/// little, for there landmarks slide.
class RigFitter {
public:
  /// `rig`: only read here.
  explicit RigFitter(const FaceRig &rig);
  ~RigFitter();
  RigFitter(RigFitter &&) noexcept;
  RigFitter &operator=(RigFitter &&) noexcept;

  /// `landmarks`: pixels of any picture. A face without extent or with numbers that are not finite comes back with an
  /// infinite error. Safe to call from several threads.
  RigFit fit(const Landmarks &landmarks) const;

  /// The same where the person is known: `identity` has one coefficient a shape, and stays as it is.
  RigFit fit(const Landmarks &landmarks, const std::vector<float> &identity) const;

  /// The model's own 68 points, pixels.
  Landmarks landmarks(const RigFit &fit) const;

private:
  class Model;
  std::unique_ptr<const Model> model_;
};

/// One face; for many a RigFitter is made once.
RigFit fit_face(const FaceRig &rig, const Landmarks &landmarks);

/// In the order of `faces`. `threads`: >= 1.
std::vector<RigFit> fit_faces(const FaceRig &rig, const std::vector<Landmarks> &faces, int threads);

/// The fit in a picture whose pixels are `similarity` of the first one's: rotation, one scale above 0, and shift.
RigFit moved(const RigFit &fit, const cv::Matx23f &similarity);

/// The model's own 68 points, pixels.
Landmarks fitted_landmarks(const FaceRig &rig, const RigFit &fit);

} // namespace ganmut
