#include <filesystem>
#include <iostream>
#include <memory>

#include <torch/torch.h>

#include "checkpoint/model_file.h"
#include "network/generator.h"
#include "network/layers_generator.h"
#include "network/state.h"

// Tiny models with random weights, whose answers are no faces but depend strongly on the coordinates.
// usage: make-test-models FILE EMOTIONS SEED [UNITS [CALIBRATION]], where EMOTIONS is neutral,happy,... With UNITS, as
// jawOpen,..., it is a model of layers. CALIBRATION, as 0,0.25,1, is that of happy.

namespace {

std::vector<std::string> words(const std::string &text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, ',');)
    result.push_back(word);
  return result;
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 4 || argc > 6) {
    std::cerr << "usage: make-test-models FILE EMOTIONS SEED [UNITS [CALIBRATION]]\n";
    return 2;
  }
  torch::manual_seed(std::stoi(argv[3]));
  ganmut::ModelInfo info;
  info.emotions = words(argv[2]);
  info.classes = static_cast<int>(info.emotions.size());
  info.width = 8;
  info.blocks = 1;
  info.conditioning = ganmut::Conditioning::Film;
  info.output = ganmut::OutputKind::Warp;
  info.image_size = 64;
  info.alignment = {ganmut::Alignment::Kind::Similarity, {{{0.32F, 0.37F}, {0.68F, 0.37F}, {0.5F, 0.55F}}}};
  info.licence = "none";
  info.training = "random weights";
  info.storage = "float32";
  std::shared_ptr<torch::nn::Module> network;
  if (argc > 5)
    for (const auto &intensity : words(argv[5]))
      info.calibration["happy"].push_back(std::stof(intensity));
  if (argc > 4 && *argv[4] != '\0') {
    info.output = ganmut::OutputKind::Layers;
    info.units = words(argv[4]);
    network = ganmut::LayersGenerator(info).ptr();
  } else {
    network = ganmut::make_generator(info);
  }
  const torch::NoGradGuard no_gradients;
  for (auto &parameter : network->parameters())
    parameter.normal_(0.0, 0.2);
  for (auto &parameter : network->named_parameters())
    if (parameter.key().rfind("sense.body.4.", 0) == 0) // edits fade from heads that turn: this one looks ahead
      parameter.value().slice(0, static_cast<std::int64_t>(info.units.size())).zero_();
  ganmut::save_model(argv[1], info, ganmut::state_of(*network));
}
