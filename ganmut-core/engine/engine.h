#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/model.h>

#include "geometry/rendering.h"

namespace ganmut {

/// Runs a generator; one implementation a backend.
class Engine {
public:
  virtual ~Engine() = default;

  /// `crops`: CV_8UC3 BGR, image_size square, one a face. `points`: one a face.
  /// All faces go through the network in one batch. Throws Error.
  virtual std::vector<Rendering> run(const std::vector<cv::Mat> &crops, const std::vector<Point> &points) = 0;

  /// "cpu" or "cuda:N".
  virtual const std::string &device() const = 0;

  /// Microseconds that the last picture of the warm-up took.
  virtual std::int64_t warm_up_time() const = 0;
};

/// LibTorch on `device` (auto | cpu | cuda[:N]), weights loaded and warmed up.
/// Throws Error: NoDevice, BadArgument (malformed device), WrongKind.
std::unique_ptr<Engine> make_torch_engine(const Model &model, const std::string &device, int threads);

} // namespace ganmut
