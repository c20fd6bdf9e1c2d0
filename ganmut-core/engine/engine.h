#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>
#include <ganmut/model.h>

#include "geometry/rendering.h"

namespace ganmut {

/// One face, and what is asked of it. Models without units look at the crop and the point only.
struct FaceRequest {
  cv::Mat crop;                      ///< CV_8UC3 BGR, image_size square
  Point point;                       ///< of the conditional space
  Landmarks landmarks{};             ///< pixels of the crop
  float keep_speech = 0.F;           ///< see EditSettings
  std::vector<float> action_units{}; ///< one a unit of the model, put on top of the point's expression; empty: nothing
  float glasses = 0.F;               ///< how sure it is that the face wears some, [0, 1]
  /// Whether Rendering::picture is wanted. For a model of layers it costs extra, for the others nothing.
  bool picture = true;
  int id = 0; ///< see Face: of a face that was there before, what is seen of it is steadied; 0: it was not
};

/// Runs a generator; one implementation a backend.
class Engine {
public:
  virtual ~Engine() = default;

  /// All faces go through the network in one batch. One call at a time. Throws Error.
  virtual std::vector<Rendering> run(const std::vector<FaceRequest> &requests) = 0;

  /// `rendering`, which run() made a moment ago, as the same face would show it with `now`: its landmarks and what is
  /// asked of it by now, not its crop. Quick and nearly right: what depends on them linearly. May be called while run()
  /// is at work in another thread. Throws Error.
  virtual Rendering carried_on(const Rendering &rendering, const FaceRequest &now) const = 0;

  /// "torch" or "onednn".
  virtual const std::string &name() const = 0;

  /// "cpu" or "cuda:N".
  virtual const std::string &device() const = 0;

  /// Microseconds that the last picture of the warm-up took.
  virtual std::int64_t warm_up_time() const = 0;
};

/// Which engine runs a model, and where.
struct EngineOptions {
  std::string device = "auto"; ///< auto | cpu | cuda[:N]
  int threads = 0;             ///< CPU threads; 0: as many as processors, at most 8 (oneDNN), LibTorch's choice
  std::string engine = "auto"; ///< auto | torch | onednn
};

/// An engine with the weights of `model`, warmed up: oneDNN's on the CPU for the networks that it knows, else LibTorch.
/// Asked for `onednn`, a device `auto` is the CPU, and networks that it does not know fall to LibTorch all the same.
/// Throws Error: NoDevice, BadArgument (malformed device, unknown engine, or one that this build or device lacks),
/// WrongKind.
std::unique_ptr<Engine> make_engine(const Model &model, const EngineOptions &options);

/// LibTorch on `device` (auto | cpu | cuda[:N]).
inline std::unique_ptr<Engine> make_torch_engine(const Model &model, const std::string &device, int threads) {
  return make_engine(model, {device, threads, "torch"});
}

} // namespace ganmut
