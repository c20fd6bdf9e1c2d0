#include <chrono>

#include <torch/torch.h>

#include "engine/device.h"
#include "engine/renderer.h"
#include "error/translate.h"

namespace ganmut {

namespace {

/// So many faces at once are warmed up. On the CPU a batch of another size takes a tenth to a fifth longer at its first
/// call (default model: 58 ms instead of 52 for 2 faces, 113 instead of 95 for 4), and most frames hold one face or
/// two. A GPU chooses its kernels anew for every size and is quick to warm up.
std::size_t warmed_faces(const torch::Device &device) {
  return device.is_cpu() ? 2 : 8;
}

std::unique_ptr<Renderer> make_renderer(const Model &model, const torch::Device &device) {
  return model.info().output == OutputKind::Layers ? make_layers_renderer(model, device)
                                                   : make_point_renderer(model, device);
}

class TorchEngine final : public Engine {
public:
  TorchEngine(const Model &model, const std::string &device, int threads)
      : device_(choose_device(device)), device_name_(name_of(device_)) {
    if (threads > 0)
      torch::set_num_threads(threads);
    renderer_ = make_renderer(model, device_);
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
  std::int64_t warm_up_time_ = 0;
  std::unique_ptr<Renderer> renderer_;
};

} // namespace

std::unique_ptr<Engine> make_torch_engine(const Model &model, const std::string &device, int threads) {
  return translated("prepare the model '" + model.path() + "'",
                    [&] { return std::make_unique<TorchEngine>(model, device, threads); });
}

} // namespace ganmut
