#include "engine/steady_layers.h"

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

bool asks_the_same(const FaceRequest &a, const FaceRequest &b) {
  return a.point.x == b.point.x && a.point.y == b.point.y && a.point.z == b.point.z && a.keep_speech == b.keep_speech &&
         a.action_units == b.action_units;
}

void mix(RenderedLayers &layers, const RenderedLayers &before, float part) {
  for (const auto mat : {&RenderedLayers::upper, &RenderedLayers::lower, &RenderedLayers::gain, &RenderedLayers::matte,
                         &RenderedLayers::paint, &RenderedLayers::request, &RenderedLayers::lift}) {
    cv::Mat mixed; // others may look at the old ones
    cv::addWeighted(layers.*mat, part, before.*mat, 1 - part, 0, mixed);
    layers.*mat = mixed;
  }
}

void mix(Landmarks &landmarks, const Landmarks &before, float part) {
  for (std::size_t i = 0; i < landmarks.size(); ++i)
    landmarks[i] = {before[i].x + part * (landmarks[i].x - before[i].x),
                    before[i].y + part * (landmarks[i].y - before[i].y)};
}

} // namespace

void SteadyLayers::steady(const std::vector<FaceRequest> &requests, std::vector<Rendering> &renderings) {
  constexpr std::size_t first_of_brows = 17;  // jaws slide along
  constexpr float least = 0.2F, whole = 1.5F; // part of the way to what is new; pixels of a picture of 128
  std::vector<int> ids;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    FaceRequest asked = requests[i];
    if (asked.id == 0)
      continue;
    asked.crop.release();
    auto &layers = *renderings[i].layers;
    Landmarks landmarks = asked.landmarks;
    if (const auto before = known_.find(asked.id);
        before != known_.end() && asks_the_same(asked, before->second.asked)) {
      const Known &known = before->second;
      const float moved =
          farthest_move(known.landmarks, landmarks, first_of_brows) * 128 / static_cast<float>(layers.upper.cols);
      if (const float part = least + moved / whole; part < 1) {
        mix(layers, known.layers, part);
        mix(landmarks, known.landmarks, part);
        for (std::size_t point = 0; point < landmarks.size(); ++point) {
          layers.landmarks[point].x += landmarks[point].x - asked.landmarks[point].x;
          layers.landmarks[point].y += landmarks[point].y - asked.landmarks[point].y;
        }
      }
    }
    ids.push_back(asked.id);
    Known known{asked, landmarks, layers};
    known.layers.upper = layers.upper.clone(); // lips may yet be moved in these
    known.layers.lower = layers.lower.clone();
    known_.insert_or_assign(asked.id, known);
  }
  keep_only(known_, ids);
}

} // namespace ganmut
