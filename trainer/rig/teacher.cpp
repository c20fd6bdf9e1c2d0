#include "trainer/rig/teacher.h"

#include <algorithm>
#include <cmath>

#include <ganmut/error.h>
#include <opencv2/imgproc.hpp>

#include "trainer/rig/infill.h"
#include "trainer/rig/light.h"
#include "trainer/rig/mouth.h"
#include "trainer/rig/rasterizer.h"

namespace ganmut {

namespace {

constexpr float rim_reach = 3.5F; // cm beyond the face where no motion is left
constexpr float most_gain = 0.4F;
constexpr float crease = 0.4F; // cm

/// What lies so little behind what was seen, was seen; centimetres. The neck begins close behind the jaw.
float thickness(RigPart part) {
  return part == RigPart::Head ? 0.05F : 0.35F;
}

float smooth_step(float from, float to, float x) {
  const float t = std::clamp((x - from) / (to - from), 0.F, 1.F);
  return t * t * (3.F - 2.F * t);
}

/// Height of the line through some landmarks of the neutral face at `x`; they go from one corner of the mouth to the
/// other.
float height_at(float x, const FaceRig &rig, const std::array<int, 5> &points) {
  const auto at = [&](int i) { return rig.neutral[rig.landmarks[points[i]]]; };
  int i = 0;
  while (i < 3 && x > at(i + 1).x)
    ++i;
  const float t = std::clamp((x - at(i).x) / (at(i + 1).x - at(i).x), 0.F, 1.F);
  return at(i).y + t * (at(i + 1).y - at(i).y);
}

std::vector<signed char> lip_sides(const FaceRig &rig) {
  const auto left = rig.neutral[rig.landmarks[60]], right = rig.neutral[rig.landmarks[64]];
  const float width = right.x - left.x;
  const float above = 0.35F * width, below = 0.45F * width; // nostrils and chin move with both
  std::vector<signed char> sides(rig.triangles.size(), 0);
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const auto &t = rig.triangles[i];
    const auto centre = (rig.neutral[t[0]] + rig.neutral[t[1]] + rig.neutral[t[2]]) / 3.F;
    if (rig.parts[i] != RigPart::Face || centre.x < left.x || centre.x > right.x)
      continue;
    const float line =
        (height_at(centre.x, rig, {60, 61, 62, 63, 64}) + height_at(centre.x, rig, {60, 67, 66, 65, 64})) / 2.F;
    if (centre.y > line && centre.y < line + above)
      sides[i] = 1;
    if (centre.y <= line && centre.y > line - below)
      sides[i] = -1;
  }
  return sides;
}

/// Normals of the vertices, x to the right, y up, z to the viewer; of skin alone.
std::vector<cv::Vec3f> normals_of(const std::vector<cv::Point3f> &vertices, const FaceRig &rig) {
  std::vector<cv::Vec3f> normals(vertices.size());
  for (std::size_t i = 0; i < rig.triangles.size(); ++i) {
    if (!is_skin(rig.parts[i]))
      continue;
    const auto &t = rig.triangles[i];
    const auto &a = vertices[t[0]];
    const auto c = (vertices[t[2]] - a).cross(vertices[t[1]] - a);
    const cv::Vec3f normal(c.x, -c.y, c.z);
    for (const int v : t.val)
      normals[v] += normal;
  }
  for (auto &normal : normals)
    normal *= 1.F / std::sqrt(std::max(1e-18F, normal.dot(normal)));
  return normals;
}

cv::Scalar mean_colour(const cv::Mat &picture, const Surface &surface, const FaceRig &rig) {
  cv::Mat face(picture.size(), CV_8UC1);
  std::transform(surface.triangle.begin<int>(), surface.triangle.end<int>(), face.begin<uchar>(),
                 [&](int t) { return t >= 0 && rig.parts[t] == RigPart::Face ? 255 : 0; });
  return cv::mean(picture, face);
}

} // namespace

Teacher::Teacher(const FaceRig &rig, int size) : rig_(rig), size_(size), poser_(rig), lip_side_(lip_sides(rig)) {}

Lesson Teacher::lesson(const cv::Mat &picture, const RigFit &fit, const Landmarks &own,
                       const Expression &wanted) const {
  if (picture.size() != cv::Size(size_, size_) || picture.type() != CV_8UC3 || wanted.size() != rig_.units.size() ||
      !std::isfinite(fit.error))
    throw Error(ErrorKind::BadArgument, "A lesson needs a colour picture of " + std::to_string(size_) +
                                            " pixels a side, a face that was fitted in it, and " +
                                            std::to_string(rig_.units.size()) + " units of expression.");
  const auto face = poser_.pose(fit, own, wanted);
  const auto before = rasterize(face.before, rig_.triangles, picture.size());
  const auto after = rasterize(face.after, rig_.triangles, picture.size());
  Lesson lesson;
  lesson.landmarks = face.landmarks;
  move(face, before, after, fit.scale, lesson);
  lesson.mouth = render_mouth(rig_, face.after, lesson.hole, fit.scale, mean_colour(picture, before, rig_));
  light_up(picture, face, before, after, fit.scale, lesson);
  return lesson;
}

Landmarks Teacher::landmarks(const RigFit &fit, const Landmarks &own, const Expression &wanted) const {
  return poser_.pose(fit, own, wanted).landmarks;
}

void Teacher::move(const PosedFace &face, const Surface &before, const Surface &after, float scale,
                   Lesson &lesson) const {
  const auto size = after.triangle.size();
  lesson.part = cv::Mat(size, CV_8SC1, cv::Scalar(-1));
  lesson.hole = cv::Mat::zeros(size, CV_32FC1);
  cv::Mat flow = cv::Mat::zeros(size, CV_32FC2);
  cv::Mat known = cv::Mat::zeros(size, CV_8UC1), above = known.clone(), below = known.clone();
  for (int y = 0; y < size_; ++y)
    for (int x = 0; x < size_; ++x) {
      const int t = after.triangle.at<int>(y, x);
      if (t < 0)
        continue;
      const auto part = rig_.parts[t];
      lesson.part.at<signed char>(y, x) = static_cast<signed char>(part);
      const auto from = after.at(y, x, rig_.triangles, face.before);
      const int sx = cvRound(from.x), sy = cvRound(from.y);
      const bool is_inside = sx >= 0 && sy >= 0 && sx < size_ && sy < size_;
      const int covering = is_inside ? before.triangle.at<int>(sy, sx) : -1;
      const bool in_mouth = is_in_mouth(part);
      const bool in_eye = part == RigPart::Eyeballs || part == RigPart::EyeSockets;
      bool was_seen = is_inside && from.z > before.depth.at<float>(sy, sx) - scale * thickness(part);
      if (in_mouth) // however thin the lips
        was_seen &= covering >= 0 && is_in_mouth(rig_.parts[covering]);
      lesson.hole.at<float>(y, x) = in_mouth && !was_seen ? 1.F : 0.F;
      flow.at<cv::Vec2f>(y, x) = {from.x - static_cast<float>(x), from.y - static_cast<float>(y)};
      if (!was_seen && (is_inside || in_mouth))
        continue;
      known.at<uchar>(y, x) = 1;
      above.at<uchar>(y, x) = !in_mouth && !in_eye && lip_side_[t] >= 0;
      below.at<uchar>(y, x) = !in_mouth && !in_eye && lip_side_[t] <= 0;
    }

  // The hair's breadth between closed lips showed nothing.
  cv::morphologyEx(lesson.hole, lesson.hole, cv::MORPH_CLOSE, cv::Mat());

  // Beyond the rim the motion fades out.
  cv::Mat distance, fade;
  cv::distanceTransform(after.triangle < 0, distance, cv::DIST_L2, 3);
  lesson.face = cv::Mat(size, CV_32FC1);
  std::transform(distance.begin<float>(), distance.end<float>(), lesson.face.begin<float>(),
                 [&](float d) { return 1.F - smooth_step(0.F, rim_reach * scale, d); });
  cv::merge(std::vector<cv::Mat>{lesson.face, lesson.face}, fade);
  lesson.flow = infill(flow, known).mul(fade);
  lesson.upper = infill(flow, above).mul(fade);
  lesson.lower = infill(flow, below).mul(fade);
}

void Teacher::light_up(const cv::Mat &picture, const PosedFace &face, const Surface &before, const Surface &after,
                       float scale, Lesson &lesson) const {
  const auto size = picture.size();
  const auto was = normals_of(face.before, rig_), is = normals_of(face.after, rig_);
  const auto shows_skin = [&](const Surface &surface, int y, int x) {
    const int t = surface.triangle.at<int>(y, x);
    return t >= 0 && is_skin(rig_.parts[t]);
  };
  cv::Mat brightness;
  cv::cvtColor(picture, brightness, cv::COLOR_BGR2GRAY);
  brightness.convertTo(brightness, CV_32F, 1.0, 8.0);
  cv::Mat normals(size, CV_32FC3), lit = cv::Mat::zeros(size, CV_8UC1);
  for (int y = 0; y < size_; ++y)
    for (int x = 0; x < size_; ++x)
      if (shows_skin(before, y, x)) {
        const auto normal = before.at(y, x, rig_.triangles, was);
        normals.at<cv::Vec3f>(y, x) = normal;
        lit.at<uchar>(y, x) = normal[2] > 0.3F;
      }
  const Light light(brightness, normals, lit);
  lesson.gain = cv::Mat::zeros(size, CV_32FC1);
  for (int y = 0; y < size_; ++y)
    for (int x = 0; x < size_; ++x)
      if (shows_skin(after, y, x)) {
        const auto from = after.at(y, x, rig_.triangles, was), to = after.at(y, x, rig_.triangles, is);
        const float change = std::log(light.on(to) / light.on(from));
        const float trust = smooth_step(0.25F, 0.75F, std::min(from[2], to[2]));
        lesson.gain.at<float>(y, x) = trust * most_gain * std::tanh(change / most_gain);
      }
  // Creases of the mesh are finer than the light can be known.
  const int blur = static_cast<int>(crease * scale) | 1;
  for (int pass = 0; pass < 2; ++pass)
    cv::blur(lesson.gain, lesson.gain, {blur, blur});
}

} // namespace ganmut
