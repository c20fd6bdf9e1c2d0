#pragma once

#include <functional>
#include <string>
#include <vector>

#include <ganmut/conditional_space.h>
#include <ganmut/point.h>
#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "network/generator.h"

namespace ganmut {

/// A picture of what was learnt.
struct Sheet {
  std::string file; ///< of iteration N it is N-FILE: `images.jpg`
  std::string tag;  ///< in TensorBoard: `samples/images`
  cv::Mat picture;  ///< CV_8UC3 BGR
};

/// Writes the picture as `folder`/N-FILE, N being `number`. Throws Error(Failed).
void write_sheet(const Sheet &sheet, const std::string &folder, std::int64_t number);

/// Renders some of the faces to be shown: `rows` (int64 [n]) of them, each at its own one of n points of the space.
/// Returns [n, 3, S, S] BGR in [-1, 1].
using Renderer = std::function<torch::Tensor(const torch::Tensor &rows, const std::vector<Point> &points)>;

/// All pictures of what a generator and its `space` have learnt: the sample sheets of `pictures` [N, 3, S, S] (BGR in
/// [-1, 1]), which `render` renders, the map of the space, and the first picture all over it.
std::vector<Sheet> sheets_of(const Renderer &render, const ConditionalSpace &space, const torch::Tensor &pictures);

/// The same of a generator that coordinates suffice for. Nothing in it changes.
std::vector<Sheet> sheets_of(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures);

/// A row for each of `pictures` [N, 3, S, S] (BGR in [-1, 1]), which `render` renders: the original, then every emotion
/// of `space` in its order, as in the next one.
cv::Mat emotions_sheet(const Renderer &render, const ConditionalSpace &space, const torch::Tensor &pictures);

/// A row for each of `pictures` [N, 3, S, S] (BGR in [-1, 1], on the generator's device): the original, then every
/// emotion of `space` in its order. Linear: at strength 0.9, neutral at the origin; gaussian: at the means
/// (the official solver.py, train).
cv::Mat emotions_sheet(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures);

} // namespace ganmut
