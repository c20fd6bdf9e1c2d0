#include <algorithm>
#include <array>
#include <chrono>

#include <torch/torch.h>

#include <ganmut/error.h>

#include "checkpoint/model_file.h"
#include "engine/device.h"
#include "engine/engine.h"
#include "error/translate.h"
#include "network/generator.h"
#include "network/state.h"

namespace ganmut {

namespace {

/// (v / 255 - 0.5) / 0.5 in double, then rounded, as the official loader does.
std::array<float, 256> normalized_bytes() {
  std::array<float, 256> table{};
  for (std::size_t v = 0; v < table.size(); ++v)
    table[v] = static_cast<float>((static_cast<double>(v) / 255.0 - 0.5) / 0.5);
  return table;
}

/// So many faces at once are warmed up. On the CPU a batch of another size takes a tenth to a fifth longer at its first
/// call (default model: 58 ms instead of 52 for 2 faces, 113 instead of 95 for 4), and most frames hold one face or
/// two. A GPU chooses its kernels anew for every size and is quick to warm up.
std::size_t warmed_faces(const torch::Device &device) {
  return device.is_cpu() ? 2 : 8;
}

class TorchEngine final : public Engine {
public:
  TorchEngine(const Model &model, const std::string &device, int threads)
      : size_(model.info().image_size), dimensions_(model.info().dimensions), device_(choose_device(device)),
        device_name_(name_of(device_)), generator_(make_generator(model.info())) {
    if (threads > 0)
      torch::set_num_threads(threads);
    load_state(*generator_, ModelAccess::weights(model));
    generator_->eval(); // official networks would update statistics that they never use
    generator_->to(device_);
    warm_up();
  }

  std::vector<Rendering> run(const std::vector<cv::Mat> &crops, const std::vector<Point> &points) override {
    if (crops.empty())
      return {};
    return translated("run the network on " + device_name_, [&] {
      const c10::InferenceMode guard;
      const auto x = pictures_of(crops).to(device_);
      return renderings_of(generator_->render(x, codes_of(points).to(device_)));
    });
  }

  const std::string &device() const override { return device_name_; }
  std::int64_t warm_up_time() const override { return warm_up_time_; }

private:
  void warm_up() {
    const cv::Mat grey(size_, size_, CV_8UC3, cv::Scalar::all(128));
    const auto render = [&](std::size_t faces) { run(std::vector<cv::Mat>(faces, grey), std::vector<Point>(faces)); };
    for (auto faces = warmed_faces(device_); faces > 0; --faces)
      render(faces);
    const auto begin = std::chrono::steady_clock::now();
    render(1);
    const auto spent = std::chrono::steady_clock::now() - begin;
    warm_up_time_ = std::chrono::duration_cast<std::chrono::microseconds>(spent).count();
  }

  /// [N, 3, H, W] in [-1, 1].
  torch::Tensor pictures_of(const std::vector<cv::Mat> &crops) const {
    static const auto normalized = normalized_bytes();
    auto x = torch::empty({static_cast<std::int64_t>(crops.size()), size_, size_, 3});
    auto *out = x.data_ptr<float>();
    for (const auto &crop : crops) {
      if (crop.type() != CV_8UC3 || crop.rows != size_ || crop.cols != size_)
        throw Error(ErrorKind::BadArgument,
                    "An aligned picture must be " + std::to_string(size_) + " pixels square, BGR.");
      for (int row = 0; row < size_; ++row)
        out =
            std::transform(crop.ptr(row), crop.ptr(row) + 3 * size_, out, [](std::uint8_t v) { return normalized[v]; });
    }
    return x.permute({0, 3, 1, 2}).contiguous();
  }

  /// [N, dimensions].
  torch::Tensor codes_of(const std::vector<Point> &points) const {
    auto codes = torch::empty({static_cast<std::int64_t>(points.size()), dimensions_});
    auto *out = codes.data_ptr<float>();
    for (const auto &point : points) {
      *out++ = point.x;
      *out++ = point.y;
      if (dimensions_ == 3)
        *out++ = point.z;
    }
    return codes;
  }

  /// Rows of an NCHW tensor as interleaved pictures.
  std::vector<cv::Mat> mats_of(const torch::Tensor &tensor) const {
    const auto pixels = tensor.permute({0, 2, 3, 1}).to(torch::kCPU, torch::kFloat).contiguous();
    const auto channels = static_cast<int>(pixels.size(3));
    std::vector<cv::Mat> mats;
    for (std::int64_t i = 0; i < pixels.size(0); ++i)
      mats.push_back(cv::Mat(size_, size_, CV_32FC(channels), pixels[i].data_ptr()).clone());
    return mats;
  }

  std::vector<Rendering> renderings_of(const Generated &generated) const {
    const auto pictures = mats_of(generated.picture / 2 + 0.5);
    const auto deltas = mats_of(generated.delta / 2);
    const auto flows =
        generated.flow.defined() ? mats_of(generated.flow * (size_ / 2.0)) : std::vector<cv::Mat>(pictures.size());
    std::vector<Rendering> renderings;
    for (std::size_t i = 0; i < pictures.size(); ++i)
      renderings.push_back({deltas[i], flows[i], pictures[i]});
    return renderings;
  }

  int size_;
  int dimensions_;
  torch::Device device_;
  std::string device_name_;
  std::int64_t warm_up_time_ = 0;
  std::shared_ptr<GeneratorModule> generator_;
};

} // namespace

std::unique_ptr<Engine> make_torch_engine(const Model &model, const std::string &device, int threads) {
  return translated("prepare the model '" + model.path() + "'",
                    [&] { return std::make_unique<TorchEngine>(model, device, threads); });
}

} // namespace ganmut
