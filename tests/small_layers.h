#pragma once

#include <cmath>

#include <opencv2/imgproc.hpp>

#include "engine/pictures.h"
#include "network/layers_generator.h"

// A small model of layers, and a face for it.
namespace small {

using namespace ganmut;

constexpr int side = 64;

inline ModelInfo small_info() {
  ModelInfo info;
  info.classes = 3;
  info.width = 8;
  info.blocks = 1;
  info.conditioning = Conditioning::Film;
  info.output = OutputKind::Layers;
  info.image_size = side;
  info.alignment = {Alignment::Kind::Similarity, {{{0.32F, 0.37F}, {0.68F, 0.37F}, {0.5F, 0.55F}}}};
  info.emotions = {"neutral", "happy", "sad"};
  info.units = {"browDown_L", "browDown_R", "jawOpen", "mouthSmile_L", "mouthSmile_R"};
  info.storage = "float32";
  return info;
}

/// All weights away from where they start; it sees some of every unit in each face, which looks ahead, and moves pixels
/// far.
inline LayersGenerator trained(const ModelInfo &info) {
  torch::NoGradGuard no_grad;
  torch::manual_seed(5);
  LayersGenerator generator(info);
  for (auto &parameter : generator->parameters())
    parameter.add_(0.1 * torch::randn_like(parameter));
  generator->maps.mul_(20);
  const auto units = static_cast<std::int64_t>(info.units.size());
  auto sense = generator->sense->named_parameters();
  sense["body.4.bias"].narrow(0, 0, units).add_(0.8);
  sense["body.4.weight"].narrow(0, units, 2).mul_(0.1);
  sense["body.4.bias"].narrow(0, units, 2).fill_(0.1);
  generator->eval();
  return generator;
}

/// A face with both eyes and an open mouth, pixels of a picture of `side`.
inline Landmarks face_landmarks() {
  Landmarks landmarks;
  landmarks.fill({side / 2.F, 0.55F * side});
  const auto ring = [&](int first, int count, cv::Point2f centre, cv::Point2f radius) {
    for (int i = 0; i < count; ++i) {
      const auto angle = static_cast<float>(2 * M_PI * i / count);
      landmarks[first + i] = {side * (centre.x - radius.x * std::cos(angle)),
                              side * (centre.y - radius.y * std::sin(angle))};
    }
  };
  for (int i = 0; i < 17; ++i) { // the jaw
    const auto angle = static_cast<float>(M_PI * i / 16);
    landmarks[i] = {side * (0.5F - 0.45F * std::cos(angle)), side * (0.5F + 0.48F * std::sin(angle))};
  }
  ring(36, 6, {0.32F, 0.37F}, {0.07F, 0.04F});
  ring(42, 6, {0.68F, 0.37F}, {0.07F, 0.04F});
  ring(48, 12, {0.5F, 0.75F}, {0.18F, 0.1F});
  ring(60, 8, {0.5F, 0.75F}, {0.14F, 0.04F});
  return landmarks;
}

inline cv::Mat smooth_noise(int type, double low, double high) {
  cv::Mat noise(7, 7, type);
  cv::RNG(3).fill(noise, cv::RNG::UNIFORM, low, high);
  cv::resize(noise, noise, {side, side}, 0, 0, cv::INTER_CUBIC);
  return noise;
}

inline double largest(const torch::Tensor &tensor) {
  return tensor.abs().max().item<double>();
}

} // namespace small
