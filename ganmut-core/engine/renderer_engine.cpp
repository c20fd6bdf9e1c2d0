#include <algorithm>
#include <chrono>
#include <thread>

#include <ganmut/error.h>
#include <torch/torch.h>

#include "engine/device.h"
#include "engine/renderer.h"
#include "error/translate.h"
#ifdef GANMUT_ONEDNN
#include "engine/onednn/planes_network.h"
#endif

namespace ganmut {

namespace {

/// So many faces at once are warmed up. On the CPU a batch of another size takes a tenth to a fifth longer at its first
/// call (default model: 58 ms instead of 52 for 2 faces, 113 instead of 95 for 4), and most frames hold one face or
/// two. A GPU chooses its kernels anew for every size and is quick to warm up.
std::size_t warmed_faces(const torch::Device &device) {
  return device.is_cpu() ? 2 : 8;
}

constexpr auto torch_engine = "torch", onednn_engine = "onednn";

/// The device that `options` lead to. Throws Error(BadArgument) for an engine that is not known, not here, or not for
/// the device.
torch::Device chosen_device(const EngineOptions &options) {
  const auto &engine = options.engine;
  if (engine == "auto" || engine == torch_engine)
    return choose_device(options.device);
  if (engine != onednn_engine)
    throw Error(ErrorKind::BadArgument, "The engine '" + engine + "' is not known; choose auto, torch or onednn.");
#ifndef GANMUT_ONEDNN
  throw Error(ErrorKind::BadArgument, "The engine 'onednn' is not part of this build; choose auto or torch.");
#endif
  const auto device = options.device == "auto" ? torch::Device(torch::kCPU) : choose_device(options.device);
  if (!device.is_cpu())
    throw Error(ErrorKind::BadArgument,
                "The engine 'onednn' runs on the CPU alone; choose the device cpu, or the engine "
                "auto or torch.");
  return device;
}

/// The renderer of LibTorch.
std::unique_ptr<Renderer> make_torch_renderer(const Model &model, const torch::Device &device) {
  return model.info().output == OutputKind::Layers ? make_layers_renderer(model, device)
                                                   : make_point_renderer(model, device);
}

#ifdef GANMUT_ONEDNN
/// Threads for oneDNN's engine. More than eight find little to share: a loop over a small map has few steps.
int network_threads(const EngineOptions &options) {
  constexpr unsigned most = 8;
  return options.threads > 0 ? options.threads
                             : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, most));
}
#endif

/// The renderer of oneDNN, or null: it does not know the network, is not part of the build or not wanted.
std::unique_ptr<Renderer> make_onednn_renderer(const Model &model, const torch::Device &device,
                                               const EngineOptions &options) {
#ifdef GANMUT_ONEDNN
  if (!device.is_cpu() || options.engine == torch_engine)
    return nullptr;
  if (model.info().output == OutputKind::Layers)
    return make_layers_renderer(model, device, make_draw_layers(model, network_threads(options)));
  if (onednn::PlanesNetwork::knows(model.info()))
    return make_planes_renderer(model, network_threads(options));
#endif
  return nullptr;
}

class RendererEngine final : public Engine {
public:
  RendererEngine(const Model &model, const EngineOptions &options)
      : device_(chosen_device(options)), device_name_(name_of(device_)) {
    if (options.threads > 0)
      torch::set_num_threads(options.threads);
    renderer_ = make_onednn_renderer(model, device_, options);
    name_ = renderer_ != nullptr ? onednn_engine : torch_engine;
    if (renderer_ == nullptr)
      renderer_ = make_torch_renderer(model, device_);
    warm_up(model.info().image_size);
  }

  std::vector<Rendering> run(const std::vector<FaceRequest> &requests) override {
    if (requests.empty())
      return {};
    return translated("run the network on " + device_name_, [&] {
      const c10::InferenceMode guard;
      return renderer_->render(requests);
    });
  }

  Rendering carried_on(const Rendering &rendering, const FaceRequest &now) const override {
    return translated("carry a rendering on", [&] {
      const c10::InferenceMode guard;
      return renderer_->carried_on(rendering, now);
    });
  }

  const std::string &name() const override { return name_; }
  const std::string &device() const override { return device_name_; }
  std::int64_t warm_up_time() const override { return warm_up_time_; }

private:
  void warm_up(int size) {
    FaceRequest grey;
    grey.crop = cv::Mat(size, size, CV_8UC3, cv::Scalar::all(128));
    const auto render = [&](std::size_t faces) { run(std::vector<FaceRequest>(faces, grey)); };
    for (auto faces = warmed_faces(device_); faces > 0; --faces)
      render(faces);
    const auto begin = std::chrono::steady_clock::now();
    render(1);
    const auto spent = std::chrono::steady_clock::now() - begin;
    warm_up_time_ = std::chrono::duration_cast<std::chrono::microseconds>(spent).count();
  }

  torch::Device device_;
  std::string device_name_;
  std::string name_;
  std::int64_t warm_up_time_ = 0;
  std::unique_ptr<Renderer> renderer_;
};

} // namespace

std::unique_ptr<Engine> make_engine(const Model &model, const EngineOptions &options) {
  return translated("prepare the model '" + model.path() + "'",
                    [&] { return std::make_unique<RendererEngine>(model, options); });
}

} // namespace ganmut
