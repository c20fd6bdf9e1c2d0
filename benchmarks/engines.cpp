// Times the engines beside each other, in turns in one run: the official network with random weights, and the models
// named on the command line (none: the default one). Usage: bench-engines [MODEL...]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>

#include <ganmut/error.h>

#include "checkpoint/model_file.h"
#include "engine/engine.h"
#include "network/fast_conv_transpose.h"
#include "network/generator.h"
#include "network/state.h"

using namespace ganmut;

namespace {

constexpr int repetitions = 15;

struct Contestant {
  std::string name;
  std::function<void()> work;
  std::vector<double> milliseconds{};
};

/// One call of each after the other, again and again: what else runs on the machine slows all of them alike.
void compete(std::vector<Contestant> &contestants) {
  for (int i = 0; i < repetitions; ++i)
    for (auto &contestant : contestants) {
      const auto start = std::chrono::steady_clock::now();
      contestant.work();
      const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
      contestant.milliseconds.push_back(spent.count());
    }
}

/// The first contestant is what the others are compared with.
void report(const std::string &model, int threads, std::vector<Contestant> contestants) {
  compete(contestants);
  double first = 0;
  for (auto &[name, work, milliseconds] : contestants) {
    std::sort(milliseconds.begin(), milliseconds.end());
    const double least = milliseconds.front();
    first = first > 0 ? first : least;
    std::printf("%-22s %7d  %-12s %8.1f %8.1f %7.2fx\n", model.c_str(), threads, name.c_str(),
                milliseconds[milliseconds.size() / 2], least, first / least);
  }
}

/// A face in the middle of a picture of noise.
FaceRequest request_for(const ModelInfo &info) {
  FaceRequest request;
  request.crop.create(info.image_size, info.image_size, CV_8UC3);
  cv::RNG(1).fill(request.crop, cv::RNG::UNIFORM, 0, 256);
  request.point = {0.6F, -0.3F, 0.F};
  for (std::size_t i = 0; i < request.landmarks.size(); ++i)
    request.landmarks[i] = {info.image_size * (0.3F + 0.005F * i), info.image_size * (0.4F + 0.01F * (i % 30))};
  return request;
}

Contestant engine(const Model &model, const std::string &name, int threads) {
  std::shared_ptr<Engine> engine = make_engine(model, {"cpu", threads, name});
  return {name, [engine, request = request_for(model.info())] { engine->run({request}); }};
}

/// The official network as torch::nn has it.
Contestant stock(const ModelInfo &info, const StateDict &state) {
  auto network = make_generator(info);
  load_state(*network, state);
  const auto layers = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(network->named_children()["main"]);
  const auto x = torch::randn({1, 3 + info.dimensions, info.image_size, info.image_size});
  return {"stock", [layers, x] {
            const c10::InferenceMode guard;
            auto y = x;
            for (auto &layer : *layers) {
              const auto *transposed = layer.ptr()->as<FastConvTransposeImpl>();
              y = transposed == nullptr ? layer.forward(y)
                                        : torch::conv_transpose2d(y, transposed->named_parameters()["weight"], {},
                                                                  /*stride=*/2, /*padding=*/1);
            }
          }};
}

ModelInfo official() {
  ModelInfo info;
  info.emotions = {"neutral", "happy", "surprise", "fear", "sad", "disgust", "anger"};
  return info;
}

void run(const std::vector<std::string> &models) {
  std::printf("%-22s %7s  %-12s %8s %8s %8s\n", "model", "threads", "engine", "median", "least ms", "ratio");
  const auto info = official();
  const auto state = state_of(*make_generator(info));
  const auto random = ModelAccess::make({info, state}, "random");
  const int most = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  for (int threads = 1; threads <= most; threads *= 2) {
    torch::set_num_threads(threads);
    report("official, random", threads,
           {stock(info, state), engine(random, "torch", threads), engine(random, "onednn", threads)});
    for (const auto &name : models) {
      const auto model = Model::load(name);
      report(name, threads, {engine(model, "torch", threads), engine(model, "onednn", threads)});
    }
  }
}

} // namespace

int main(int count, char **arguments) {
  try {
    run(count > 1 ? std::vector<std::string>(arguments + 1, arguments + count) : std::vector<std::string>{"default"});
  } catch (const Error &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
