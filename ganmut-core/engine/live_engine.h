#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <ganmut/model.h>

#include "engine/engine.h"
#include "geometry/per_face.h"
#include "worker/background_task.h"

namespace ganmut {

/// Renderings of the faces of a live video, made on a thread of its own, so that no frame waits for the network: the
/// frames show the newest ones, each at the place where its face is by then. All calls come from one thread.
class LiveEngine {
public:
  /// An engine, and how it wants faces to be cut out.
  struct Source {
    std::shared_ptr<Engine> engine;
    Alignment alignment;
    int image_size = 0;
  };

  /// What a face shows.
  struct Shown {
    Source source;       ///< of the rendering
    Rendering rendering; ///< on its way from the last one to the newest
  };

  ~LiveEngine(); ///< Waits for the network.

  /// A frame at `pts`, seconds: takes over what was rendered meanwhile. Throws what rendering threw.
  void advance(double pts);

  /// Waits for the network, which does one thing at a time: another caller of run() calls this before. Throws what
  /// rendering threw.
  void finish();

  /// Whether begin() is to be called: the network is free, and its last turn does not lie so near that another one
  /// would only take the frames' processor time.
  bool is_due() const;
  /// Renders `requests` by and by, those of the faces `ids`.
  void begin(const Source &source, std::vector<int> ids, std::vector<FaceRequest> requests);

  /// What the face `id` shows at the time of advance(); nothing before its first rendering.
  const Shown *shown(int id) const;
  /// Forgets all other faces.
  void keep_only(const std::vector<int> &ids) { ganmut::keep_only(faces_, ids); }

private:
  struct Rendered {
    Source source;
    std::vector<int> ids;
    std::vector<Rendering> renderings;
  };
  struct State {
    Shown shown;
    Rendering newest;
  };

  void take();

  PerFace<State> faces_;
  double last_pts_ = 0;
  std::chrono::steady_clock::time_point begun_; ///< the network's last turn
  BackgroundTask<Rendered> task_;
};

} // namespace ganmut
