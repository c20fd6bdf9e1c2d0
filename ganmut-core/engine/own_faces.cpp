#include "engine/own_faces.h"

#include <algorithm>
#include <cmath>

#include "engine/inner_lips.h"
#include "engine/own_face.h"
#include "geometry/face_maps.h"

namespace ganmut {
namespace {

constexpr float step = 0.2F; // towards what is seen

constexpr std::size_t first_of_lips = 48, first_of_inner_lips = 60;

using InnerLips = decltype(OwnFace::inner_lips);

/// The edges of a blurred face's lips bend nearly as its landmarks do, and close in by a few pixels at most: dim teeth
/// look like lips. `pixel`: one of a picture of 128.
InnerLips without_kinks(InnerLips lips, float pixel) {
  constexpr float farthest = 2.5F, kink = 1.5F; // pixels of a picture of 128
  for (const std::size_t first : {1, 5}) {      // of three on an edge, between the corners
    std::array<float, 3> heights{lips[first].y, lips[first + 1].y, lips[first + 2].y};
    std::sort(heights.begin(), heights.end());
    const bool is_upper = first == 1;
    const float height = is_upper ? std::min(heights[1], farthest * pixel) : std::max(heights[1], -farthest * pixel);
    for (std::size_t i = first; i < first + 3; ++i)
      lips[i].y = std::clamp(lips[i].y, height - kink * pixel, height + kink * pixel);
  }
  return lips;
}

/// How far they are found from their landmarks. Colours of a blurred face tell less than these do, but for teeth.
InnerLips inner_lips_of(const FaceRequest &request, float sharp) {
  const auto found = with_inner_lips(request.crop, request.landmarks);
  const float believed = sharp < 1 ? std::max(sharp, own_face(request.crop, found, sharp).shows) : sharp;
  InnerLips lips;
  for (std::size_t i = 0; i < lips.size(); ++i) {
    const auto &is = found[first_of_inner_lips + i], &said = request.landmarks[first_of_inner_lips + i];
    lips[i] = {believed * (is.x - said.x), believed * (is.y - said.y)};
  }
  const auto even = without_kinks(lips, static_cast<float>(request.crop.cols) / 128);
  for (std::size_t i = 0; i < lips.size(); ++i)
    lips[i].y += (1 - sharp) * (even[i].y - lips[i].y);
  return lips;
}

/// Small changes are noise, a mouth that opens is none. `moved`: how far its lips did, aligned pixels; `pixel`: one of
/// a picture of 128.
InnerLips steadied(const InnerLips &before, const InnerLips &seen, float moved, float pixel) {
  float change = moved;
  for (std::size_t i = 0; i < seen.size(); ++i)
    change = std::max(change, moved + std::hypot(seen[i].x - before[i].x, seen[i].y - before[i].y));
  constexpr float whole = 5; // pixels of a picture of 128
  const float part = std::min(1.F, step + change / (whole * pixel));
  InnerLips result;
  for (std::size_t i = 0; i < seen.size(); ++i)
    result[i] = {before[i].x + part * (seen[i].x - before[i].x), before[i].y + part * (seen[i].y - before[i].y)};
  return result;
}

/// See OwnFace::bare: only a mouth that stands open tells. `pixel`: one of a picture of 128.
float bare_of(const OwnFace &before, const OwnFace &now, const Landmarks &lips, float pixel) {
  constexpr float open = 2.5F, quickly = 0.5F; // pixels of a picture of 128; part of the way
  const bool is_open = lips[66].y - lips[62].y > open * pixel;
  return is_open ? before.bare + quickly * (1 - now.shows - before.bare) : before.bare;
}

OwnFace seen_with(const InnerLips &lips, float sharp, float widely, const FaceRequest &request) {
  OwnFace own;
  own.inner_lips = lips;
  own = own_face(request.crop, with_inner_lips_of(own, request.landmarks), sharp, widely);
  own.inner_lips = lips;
  own.glasses = request.glasses;
  return own;
}

} // namespace

std::vector<OwnFace> OwnFaces::look(const std::vector<FaceRequest> &requests, const std::vector<float> &closes) {
  std::vector<OwnFace> faces;
  std::vector<int> ids;
  for (std::size_t face = 0; face < requests.size(); ++face) {
    const auto &request = requests[face];
    const float widely = std::max(1 - request.keep_speech, closes[face]);
    const auto known = known_.find(request.id);
    float sharp = sharpness(request.crop, request.landmarks);
    if (known != known_.end())
      sharp = known->second.own.sharp + step * (sharp - known->second.own.sharp);
    auto lips = inner_lips_of(request, sharp);
    if (known == known_.end()) {
      faces.push_back(seen_with(lips, sharp, widely, request));
    } else {
      const OwnFace &before = known->second.own;
      const float pixel = static_cast<float>(request.crop.cols) / 128;
      lips = steadied(before.inner_lips, lips, farthest_move(known->second.landmarks, request.landmarks, first_of_lips),
                      pixel);
      OwnFace now = seen_with(lips, sharp, widely, request);
      if (before.shows > 0) // else its teeth are new
        now.white = before.white + step * now.shows * (now.white - before.white);
      now.bare = bare_of(before, now, with_inner_lips_of(now, request.landmarks), pixel);
      now.teeth = before.teeth + step * (now.teeth - before.teeth);
      now.shows = before.shows + step * (now.shows - before.shows);
      now.dark = before.dark + step * (now.dark - before.dark);
      now.skin = before.skin + step * (now.skin - before.skin);
      const bool is_closed = now.inside == cv::Vec3f();
      now.inside = is_closed ? before.inside : cv::Vec3f(before.inside + step * (now.inside - before.inside));
      now.coloured = before.coloured + step * (now.coloured - before.coloured);
      now.tint = before.tint + step * (now.tint - before.tint);
      now.lip = before.lip + step * (now.lip - before.lip);
      faces.push_back(now);
    }
    if (request.id == 0)
      continue;
    ids.push_back(request.id);
    known_[request.id] = {faces.back(), request.landmarks};
  }
  keep_only(known_, ids);
  return faces;
}

Landmarks with_inner_lips_of(const OwnFace &own, Landmarks landmarks) {
  for (std::size_t i = 0; i < own.inner_lips.size(); ++i) {
    landmarks[first_of_inner_lips + i].x += own.inner_lips[i].x;
    landmarks[first_of_inner_lips + i].y += own.inner_lips[i].y;
  }
  return landmarks;
}

} // namespace ganmut
