#include "engine/live_engine.h"

#include <algorithm>
#include <cmath>

namespace ganmut {
namespace {

constexpr double time_constant = 0.025; // seconds in which two thirds of the way to the newest rendering are gone

template <typename Work> void for_each_picture(Rendering &to, const Rendering &from, const Work &work) {
  for (const auto picture : {&Rendering::delta, &Rendering::flow, &Rendering::picture})
    work(to.*picture, from.*picture);
  if (!to.layers || !from.layers)
    return;
  for (const auto picture : {&RenderedLayers::upper, &RenderedLayers::lower, &RenderedLayers::gain,
                             &RenderedLayers::matte, &RenderedLayers::paint, &RenderedLayers::request})
    work(*to.layers.*picture, *from.layers.*picture);
}

/// With pictures of its own, for others share those of a batch.
Rendering copied(const Rendering &rendering) {
  Rendering copy = rendering;
  for_each_picture(copy, rendering, [](cv::Mat &to, const cv::Mat &from) { to = from.clone(); });
  return copy;
}

} // namespace

LiveEngine::~LiveEngine() = default;

void LiveEngine::advance(double pts) {
  if (task_.is_done())
    take();
  const double step = std::max(0.0, pts - last_pts_);
  last_pts_ = pts;
  const double part = 1 - std::exp(-step / time_constant);
  for (auto &[id, face] : faces_) {
    if (face.shown.rendering.layers && face.newest.layers)
      face.shown.rendering.layers->own = face.newest.layers->own;
    for_each_picture(face.shown.rendering, face.newest, [part](cv::Mat &shown, const cv::Mat &newest) {
      if (!shown.empty())
        cv::addWeighted(shown, 1 - part, newest, part, 0, shown);
    });
  }
}

void LiveEngine::finish() {
  if (task_.is_pending())
    take();
}

void LiveEngine::take() {
  auto [source, ids, renderings] = task_.take();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto known = faces_.find(ids[i]);
    if (known != faces_.end() && known->second.shown.source.engine == source.engine &&
        known->second.shown.rendering.picture.empty() == renderings[i].picture.empty())
      known->second.newest = renderings[i];
    else // the first one, or one of another model, or the first with a picture
      faces_[ids[i]] = {{source, copied(renderings[i])}, renderings[i]};
  }
}

bool LiveEngine::is_due() const {
  constexpr std::chrono::milliseconds shortest_turn(25); // a camera's frames come every 33
  return !task_.is_pending() && std::chrono::steady_clock::now() - begun_ >= shortest_turn;
}

void LiveEngine::begin(const Source &source, std::vector<int> ids, std::vector<FaceRequest> requests) {
  begun_ = std::chrono::steady_clock::now();
  task_.begin([source, ids = std::move(ids), requests = std::move(requests)]() mutable {
    auto renderings = source.engine->run(requests);
    return Rendered{source, std::move(ids), std::move(renderings)};
  });
}

const LiveEngine::Shown *LiveEngine::shown(int id) const {
  const auto face = faces_.find(id);
  return face == faces_.end() ? nullptr : &face->second.shown;
}

} // namespace ganmut
