#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace ganmut {

/// What a triangle of the rig shows.
enum class RigPart : std::uint8_t { Face, Head, MouthSocket, EyeSockets, Gums, Teeth, Eyeballs };

inline bool is_skin(RigPart part) {
  return part == RigPart::Face || part == RigPart::Head;
}

inline bool is_in_mouth(RigPart part) {
  return part == RigPart::MouthSocket || part == RigPart::Gums || part == RigPart::Teeth;
}

/// One coefficient a unit, in the order of FaceRig::units; 1 is the whole shape.
using Expression = std::vector<float>;

/// A linear face: neutral + identity coefficients * identity shapes + expression coefficients * expression shapes.
/// Centimetres, x to the person's left, y up, z towards the viewer. Every list of points has one entry a vertex.
struct FaceRig {
  std::vector<cv::Point3f> neutral;                 ///< only vertices that a kept triangle or landmark uses
  std::vector<std::string> units;                   ///< names of the expression shapes, ARKit's, left and right apart
  std::vector<std::vector<cv::Point3f>> identity;   ///< up to 50 shapes: offsets; a coefficient is in deviations
  std::vector<std::vector<cv::Point3f>> expression; ///< one a unit: offsets
  std::vector<cv::Vec3i> triangles;                 ///< vertices, anticlockwise seen from outside
  std::vector<RigPart> parts;                       ///< of each triangle
  std::array<int, 68> landmarks{};                  ///< vertices of the 68 points (iBUG)
  cv::Mat spread;                                   ///< CV_32FC1 [vertices, 68], see spread_weights()
  std::vector<int> mirror;                          ///< the unit that a unit becomes in a mirror

  /// Index of a unit. Throws Error(BadArgument) with all names.
  int unit(const std::string &name) const;
};

/// Reads ICT-FaceKit's light face model (Li et al., CVPR 2020, MIT licence) as it is published: `folder` holds
/// FaceXModel or is it. Kept are 41 of its 53 expressions (none that turn eyes, puff cheeks, push the jaw or close an
/// open mouth: landmarks do not tell them; smiles and lips that rise move the nose less than published, as photographs
/// have it), the first 50 identity shapes, and the triangles that can be seen from the
/// front. A mesh of another size must name its parts by OBJ groups: face, head, mouth_socket, eye_sockets, gums, teeth,
/// eyeballs; triangles of other groups are left out.
/// `cache`: a file that is read instead where it was made from these same files (sizes and times), and written
/// otherwise. Throws Error: NotFound, BadFile; Failed where the cache cannot be written.
FaceRig read_face_rig(const std::string &folder, const std::string &cache = "");

} // namespace ganmut
