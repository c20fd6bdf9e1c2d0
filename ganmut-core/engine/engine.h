#pragma once

#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/model.h>

namespace ganmut {

/// What the generator makes of one aligned picture. Mats are `image_size` square.
/// The picture is warp(x, flow) + delta; `flow` is empty where the model has none.
struct Rendering {
  cv::Mat delta;   ///< CV_32FC3, BGR, 1.0 is the full range of an 8-bit sample; G(x) - warp(x, flow)
  cv::Mat flow;    ///< CV_32FC2, (dx, dy) in pixels of the aligned picture: where to fetch from, relative; or empty
  cv::Mat picture; ///< CV_32FC3, BGR, [0, 1]: G(x) itself
};

/// Runs a generator; one implementation a backend.
class Engine {
public:
  virtual ~Engine() = default;

  /// `crops`: CV_8UC3 BGR, image_size square, one a face. `points`: one a face.
  /// All faces go through the network in one batch. Throws Error.
  virtual std::vector<Rendering> run(const std::vector<cv::Mat> &crops, const std::vector<Point> &points) = 0;

  /// "cpu" or "cuda:N".
  virtual const std::string &device() const = 0;
};

/// LibTorch on `device` (auto | cpu | cuda[:N]), weights loaded and warmed up.
/// Throws Error: NoDevice, BadArgument (malformed device), WrongKind.
std::unique_ptr<Engine> make_torch_engine(const Model &model, const std::string &device, int threads);

} // namespace ganmut
