#include "trainer/rig/posed_face.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <Eigen/Dense>

namespace ganmut {

namespace {

constexpr int first_inner_point = 17; // before it comes the contour, where landmarks slide
constexpr int inner_points = 68 - first_inner_point;
/// Points of the inner lips, upper and lower, that touch when the mouth is shut.
constexpr std::pair<int, int> lip_pairs[] = {{61, 67}, {62, 66}, {63, 65}};

using Floats = Eigen::Map<Eigen::ArrayXf>;
using ConstFloats = Eigen::Map<const Eigen::ArrayXf>;

/// The rig's vertices with the fit's coefficients, and their offsets when the expression changes by `difference`, in
/// centimetres. Made a piece of the vertices at a time that stays in the cache, so that each shape is read once.
void add_shapes(const FaceRig &rig, const RigFit &fit, const Expression &difference, std::vector<cv::Point3f> &sum,
                std::vector<cv::Point3f> &change) {
  constexpr std::size_t piece = 1024;
  const auto count = 3 * rig.neutral.size();
  sum = rig.neutral;
  change.resize(sum.size());
  for (std::size_t begin = 0; begin < count; begin += piece) {
    const auto length = static_cast<Eigen::Index>(std::min(piece, count - begin));
    const auto add = [&](float amount, const std::vector<cv::Point3f> &shape, std::vector<cv::Point3f> &to) {
      if (amount != 0.F)
        Floats(&to[0].x + begin, length) += amount * ConstFloats(&shape[0].x + begin, length);
    };
    for (std::size_t i = 0; i < rig.identity.size(); ++i)
      add(fit.identity[i], rig.identity[i], sum);
    for (std::size_t i = 0; i < rig.expression.size(); ++i) {
      add(fit.expression[i], rig.expression[i], sum);
      add(difference[i], rig.expression[i], change);
    }
  }
}

float smooth_step(float t) {
  t = std::clamp(t, 0.F, 1.F);
  return t * t * (3.F - 2.F * t);
}

/// 1 on the face and what lies in it; on skull and neck it falls to 0 within a few centimetres of the face.
std::vector<float> mobility_of(const FaceRig &rig) {
  constexpr float reach = 3.F; // cm
  std::vector<char> is_head(rig.neutral.size(), 0), is_face(rig.neutral.size(), 0);
  for (std::size_t i = 0; i < rig.triangles.size(); ++i)
    for (const int v : rig.triangles[i].val) {
      is_head[v] |= rig.parts[i] == RigPart::Head;
      is_face[v] |= rig.parts[i] == RigPart::Face;
    }
  std::vector<float> mobility(rig.neutral.size(), 1.F);
  for (std::size_t v = 0; v < mobility.size(); ++v) {
    if (!is_head[v] || is_face[v])
      continue;
    float nearest = reach * reach;
    for (std::size_t f = 0; f < mobility.size(); ++f)
      if (is_face[f]) {
        const auto way = rig.neutral[v] - rig.neutral[f];
        nearest = std::min(nearest, way.dot(way));
      }
    mobility[v] = 1.F - smooth_step(std::sqrt(nearest) / reach);
  }
  return mobility;
}

/// How far back what is in the mouth is set, centimetres, so that teeth never come through lips.
std::vector<float> setbacks_of(const FaceRig &rig) {
  std::vector<float> setbacks(rig.neutral.size(), 0.F);
  for (std::size_t i = 0; i < rig.triangles.size(); ++i)
    if (is_in_mouth(rig.parts[i]))
      for (const int v : rig.triangles[i].val)
        setbacks[v] = 0.7F;
  return setbacks;
}

/// How far apart a pair of points is in a picture, pixels; below 0 where the lower one is above.
float gap(const std::vector<cv::Point3f> &vertices, const FaceRig &rig, std::pair<int, int> pair) {
  return vertices[rig.landmarks[pair.second]].y - vertices[rig.landmarks[pair.first]].y;
}

/// Units that open a mouth; all others only shape it.
std::vector<int> openers_of(const FaceRig &rig) {
  std::vector<int> openers;
  for (std::size_t i = 0; i < rig.units.size(); ++i)
    for (const std::string_view opens : {"jawOpen", "mouthUpperUp", "mouthLowerDown", "mouthFunnel"})
      if (rig.units[i].rfind(opens, 0) == 0)
        openers.push_back(static_cast<int>(i));
  return openers;
}

/// How far the `openers` of an expression open a pair of lip points, pixels.
float opening(const FaceRig &rig, const RigFit &fit, const Expression &expression, const std::vector<int> &openers,
              std::pair<int, int> pair) {
  const int upper = rig.landmarks[pair.first], lower = rig.landmarks[pair.second];
  cv::Point3f way(0.F, 0.F, 0.F);
  for (const int i : openers)
    way += expression[i] * (rig.expression[i][lower] - rig.expression[i][upper]);
  return std::max(0.F, -fit.scale * (fit.rotation * way).y);
}

} // namespace

FacePoser::FacePoser(const FaceRig &rig)
    : rig_(rig), mobility_(mobility_of(rig)), setbacks_(setbacks_of(rig)), openers_(openers_of(rig)) {}

PosedFace FacePoser::pose(const RigFit &fit, const Landmarks &own, const Expression &wanted) const {
  Expression difference(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    difference[i] = wanted[i] - fit.expression[i];
  std::vector<cv::Point3f> shape, change;
  add_shapes(rig_, fit, difference, shape, change);

  const cv::Matx33f turn = cv::Matx33f::diag({fit.scale, -fit.scale, fit.scale}) * fit.rotation;
  const cv::Point3f shift(fit.shift.x, fit.shift.y, 0.F);
  PosedFace face;
  face.before.resize(shape.size());
  face.after.resize(shape.size());
  for (std::size_t v = 0; v < shape.size(); ++v) {
    face.before[v] = turn * shape[v] + shift;
    face.before[v].z -= fit.scale * setbacks_[v];
    face.after[v] = face.before[v] + mobility_[v] * (turn * change[v]);
  }

  // What the rig's points miss the picture's by; and what closes the picture's lips in proportion as the rig's close.
  // Columns: x, y, and the y that only the face after the change moves by.
  Eigen::Matrix<float, inner_points, 3> missed = Eigen::Matrix<float, inner_points, 3>::Zero();
  for (int i = 0; i < inner_points; ++i) {
    const int k = first_inner_point + i;
    const auto &at = face.before[rig_.landmarks[k]];
    missed(i, 0) = own[k].x - at.x;
    missed(i, 1) = own[k].y - at.y;
  }
  for (const auto &pair : lip_pairs) {
    const float hair = 0.02F * fit.scale;
    const float before = own[pair.second].y - own[pair.first].y;
    const float opened = opening(rig_, fit, fit.expression, openers_, pair);
    const float left = opening(rig_, fit, wanted, openers_, pair);
    if (left >= opened)
      continue;
    const float open = std::max(before, opened);
    const float rig_before = gap(face.before, rig_, pair), rig_after = gap(face.after, rig_, pair);
    const float after = before * (left + hair) / (open + hair);
    const float too_wide = before + rig_after - rig_before - after;
    missed(pair.first - first_inner_point, 2) = too_wide / 2;
    missed(pair.second - first_inner_point, 2) = -too_wide / 2;
  }
  using Spread = Eigen::Matrix<float, Eigen::Dynamic, 68, Eigen::RowMajor>;
  const Eigen::Map<const Spread> spread(rig_.spread.ptr<float>(), rig_.spread.rows, 68);
  const Eigen::Matrix<float, Eigen::Dynamic, 3> corrections = spread.rightCols<inner_points>() * missed;
  for (std::size_t v = 0; v < shape.size(); ++v) {
    const auto row = static_cast<Eigen::Index>(v);
    const cv::Point3f correction(corrections(row, 0), corrections(row, 1), 0.F);
    face.before[v] += correction;
    face.after[v] += correction + cv::Point3f(0.F, corrections(row, 2), 0.F);
  }
  for (int k = 0; k < 68; ++k) {
    const auto motion = face.after[rig_.landmarks[k]] - face.before[rig_.landmarks[k]];
    face.landmarks[k] = {own[k].x + motion.x, own[k].y + motion.y};
  }
  return face;
}

} // namespace ganmut
