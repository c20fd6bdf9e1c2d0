#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "checkpoint/model_file.h"
#include "emotion/expression.h"
#include "engine/pictures.h"
#include "engine/renderer.h"
#include "geometry/face_maps.h"
#include "network/state.h"

namespace ganmut {

namespace {

/// [N, 68, 2] on the CPU.
torch::Tensor landmarks_of(const std::vector<FaceRequest> &requests) {
  std::vector<Expression> rows;
  for (const auto &request : requests) {
    rows.emplace_back();
    for (const auto &[x, y] : request.landmarks)
      rows.back().insert(rows.back().end(), {x, y});
  }
  return matrix_of(rows).view({-1, 68, 2});
}

class LayersRenderer final : public Renderer {
public:
  LayersRenderer(const Model &model, const torch::Device &device, Refine refine)
      : size_(model.info().image_size), units_(model.info().units), space_(model.space()),
        expressions_(expressions_of(model.info(), ModelAccess::weights(model))), device_(device),
        generator_(model.info()), refine_(std::move(refine)) {
    load_state(*generator_, ModelAccess::weights(model));
    generator_->eval();
    generator_->to(device_);
    linear_maps_ = generator_->maps.detach().flatten(1).cpu().contiguous();
    if (!refine_)
      refine_ = [this](const auto &input, const auto &condition) { return generator_->refine(input, condition); };
  }

  std::vector<Rendering> render(const std::vector<FaceRequest> &requests) override {
    const AlignedBatch faces{pictures_of(requests, size_).to(device_), landmarks_of(requests).to(device_),
                             maps_of(requests).to(device_)};
    const auto request = asked(requests);
    const auto layers = generator_->forward_with(refine_, faces, request);
    const auto linear = generator_->linear_request(layers.own, request).cpu().contiguous();
    const auto pictures = pictures_wanted(requests, faces, layers);
    const auto upper = mats_of(layers.upper), lower = mats_of(layers.lower), gain = mats_of(layers.gain),
               matte = mats_of(layers.matte), paint = mats_of(layers.paint / 2 + 0.5);
    std::vector<Rendering> renderings;
    for (std::size_t i = 0; i < requests.size(); ++i)
      renderings.push_back({{},
                            {},
                            pictures[i],
                            RenderedLayers{upper[i], lower[i], gain[i], matte[i], paint[i], requests[i].landmarks,
                                           row_of(linear[static_cast<std::int64_t>(i)])}});
    return renderings;
  }

  Rendering carried_on(const Rendering &rendering, const FaceRequest &now) const override {
    Rendering result = rendering;
    result.layers->landmarks = now.landmarks;
    if (!device_.is_cpu()) // on a GPU the next rendering is there before
      return result;
    const auto request = asked({now});
    auto generator = generator_; // a reference to the same network
    const auto own = generator->sense(landmarks_of({now}) / static_cast<double>(size_));
    const auto before = torch::from_blob(rendering.layers->request.data, {1, rendering.layers->request.cols});
    const auto change = generator->linear_request(own, request) - before;
    constexpr float least = 2e-3F; // of a unit; mostly few change by more from one frame to the next
    const int half = size_ / 2;
    cv::Mat moves = cv::Mat::zeros(1, 5 * half * half, CV_32FC1);
    const cv::Mat changes = row_of(change[0]);
    for (int i = 0; i < changes.cols; ++i)
      if (const float amount = changes.at<float>(i); std::abs(amount) > least)
        cv::scaleAdd(cv::Mat(moves.size(), CV_32FC1, linear_maps_[i].data_ptr()), amount, moves, moves);
    const auto added = [&](const cv::Mat &picture, int first) {
      std::vector<cv::Mat> planes;
      for (int channel = 0; channel < picture.channels(); ++channel)
        planes.emplace_back(half, half, CV_32FC1, moves.ptr<float>() + (first + channel) * half * half);
      cv::Mat small, whole;
      cv::merge(planes, small);
      cv::resize(small, whole, picture.size(), 0, 0, cv::INTER_LINEAR);
      return cv::Mat(picture + whole);
    };
    result.layers->upper = added(rendering.layers->upper, 0);
    result.layers->lower = added(rendering.layers->lower, 2);
    const cv::Mat gain = added(rendering.layers->gain, 4);
    result.layers->gain = cv::max(cv::min(gain, most_gain), -most_gain);
    return result;
  }

private:
  static constexpr double most_gain = 0.7; ///< of the network

  static cv::Mat row_of(const torch::Tensor &numbers) {
    return cv::Mat(1, static_cast<int>(numbers.size(0)), CV_32FC1, numbers.data_ptr()).clone();
  }

  /// One for each request; empty ones where none wants a picture.
  static std::vector<cv::Mat> pictures_wanted(const std::vector<FaceRequest> &requests, const AlignedBatch &faces,
                                              const Layers &layers) {
    if (std::none_of(requests.begin(), requests.end(), [](const auto &request) { return request.picture; }))
      return std::vector<cv::Mat>(requests.size());
    const auto picture = compose(faces.pictures, layers, place(faces.maps, layers.upper, layers.lower));
    return mats_of((picture / 2 + 0.5).clamp(0, 1));
  }

  ExpressionRequest asked(const std::vector<FaceRequest> &requests) const {
    std::vector<Expression> adds, keep;
    for (const auto &request : requests) {
      adds.push_back(expression_at(space_, expressions_, request.point));
      for (std::size_t unit = 0; unit < request.action_units.size(); ++unit)
        adds.back().at(unit) += request.action_units[unit];
      keep.push_back(kept_of(units_, request.keep_speech));
    }
    return {matrix_of(adds).to(device_), matrix_of(keep).to(device_)};
  }

  /// [N, 3, size, size] on the CPU.
  torch::Tensor maps_of(const std::vector<FaceRequest> &requests) const {
    std::vector<torch::Tensor> maps;
    for (const auto &request : requests) {
      const cv::Mat interleaved = face_maps(request.landmarks, size_);
      maps.push_back(torch::from_blob(interleaved.data, {size_, size_, 3}).permute({2, 0, 1}).contiguous());
    }
    return torch::stack(maps);
  }

  int size_;
  std::vector<std::string> units_;
  ConditionalSpace space_;
  std::vector<Expression> expressions_; ///< what each emotion adds, in class order
  torch::Device device_;
  LayersGenerator generator_;
  torch::Tensor linear_maps_; ///< [3 * units, 5 * (size / 2)^2]
  Refine refine_;
};

} // namespace

std::unique_ptr<Renderer> make_layers_renderer(const Model &model, const torch::Device &device, Refine refine) {
  return std::make_unique<LayersRenderer>(model, device, std::move(refine));
}

} // namespace ganmut
