#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "checkpoint/model_file.h"
#include "emotion/expression.h"
#include "engine/closing_lips.h"
#include "engine/folds.h"
#include "engine/own_faces.h"
#include "engine/pictures.h"
#include "engine/renderer.h"
#include "engine/steady_layers.h"
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

/// From 1 to 0 where a head turns from `whole` to `none`. `turned`: [N], x of its third axis, see Layers::own.
torch::Tensor faded(const torch::Tensor &turned, double whole, double none) {
  return ((none - turned.abs()) / (none - whole)).clamp(0, 1).view({-1, 1});
}

/// How much of an edit each face gets, [N, 1] in [0, 1]. Of a head that turns further than the rig teaches the
/// landmarks are guesses, and a mouth seen from the side bends: the edit fades out.
torch::Tensor edited_share(const torch::Tensor &turned) {
  return faded(turned, 0.4, 0.7); // 24 and 44 degrees
}

/// How surely its lips meet that are to be shut: half a grin would be neither its own nor gone, so this fades later.
torch::Tensor shut_share(const torch::Tensor &turned) {
  return faded(turned, 0.6, 0.85); // 37 and 58 degrees
}

class LayersRenderer final : public Renderer {
public:
  LayersRenderer(const Model &model, const torch::Device &device, DrawLayers draw)
      : size_(model.info().image_size), units_(model.info().units), space_(model.space()),
        expressions_(expressions_of(model.info(), ModelAccess::weights(model))), device_(device),
        generator_(model.info()), draw_(std::move(draw)) {
    load_state(*generator_, ModelAccess::weights(model));
    generator_->eval();
    generator_->to(device_);
    linear_maps_ = generator_->maps.detach().flatten(1).cpu().contiguous();
  }

  std::vector<Rendering> render(const std::vector<FaceRequest> &wanted) override {
    const auto own = generator_->sense(landmarks_of(wanted).to(device_) / static_cast<double>(size_));
    const auto request = asked(wanted, own);
    const auto shuts = shut(own, wanted);
    const auto gone = what_goes(own, request);
    std::vector<float> closes;
    for (std::size_t i = 0; i < gone.size(); ++i)
      closes.push_back(std::max(gone[i].parting, shuts[i]));
    const auto seen = own_faces_.look(wanted, closes);
    auto requests = wanted; // the rest sees the lips where they are
    for (std::size_t i = 0; i < seen.size(); ++i)
      requests[i].landmarks = with_inner_lips_of(seen[i], wanted[i].landmarks);
    auto renderings = draw_ ? drawn(requests, own, request) : computed(requests, own, request);
    for (std::size_t i = 0; i < requests.size(); ++i)
      smooth_smile_folds(*renderings[i].layers, wanted[i].crop, wanted[i].landmarks, gone[i].smile);
    steady_layers_.steady(wanted, renderings);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      auto &layers = *renderings[i].layers;
      close_less(layers, wanted[i].landmarks, layers.landmarks);
      layers.own = seen[i];
      layers.own.bare *= requests[i].keep_speech;
      layers.shut = shuts[i];
      close_wholly(layers, layers.landmarks, layers.shut);
    }
    return renderings;
  }

  Rendering carried_on(const Rendering &rendering, const FaceRequest &now) const override {
    Rendering result = rendering;
    result.layers->landmarks = with_inner_lips_of(rendering.layers->own, now.landmarks);
    result.layers->own.glasses = now.glasses;
    if (!device_.is_cpu()) // on a GPU the next rendering is there before
      return result;
    auto generator = generator_; // a reference to the same network
    const auto own = generator->sense(landmarks_of({now}) / static_cast<double>(size_));
    const auto request = asked({now}, own);
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

  /// All of it by LibTorch, in one batch.
  std::vector<Rendering> computed(const std::vector<FaceRequest> &requests, const torch::Tensor &own,
                                  const ExpressionRequest &request) {
    const AlignedBatch faces{pictures_of(requests, size_).to(device_), landmarks_of(requests).to(device_),
                             maps_of(requests).to(device_)};
    const auto layers = generator_->layers_of(faces, request, own);
    const auto linear = generator_->linear_request(own, request).cpu().contiguous();
    const auto upper = mats_of(layers.upper), lower = mats_of(layers.lower), gain = mats_of(layers.gain),
               matte = mats_of(layers.matte), paint = mats_of(layers.paint / 2 + 0.5);
    std::vector<cv::Mat> pictures(requests.size());
    if (std::any_of(requests.begin(), requests.end(), [](const auto &wanted) { return wanted.picture; }))
      pictures = pictures_with(faces, layers);
    std::vector<Rendering> renderings;
    for (std::size_t i = 0; i < requests.size(); ++i)
      renderings.push_back({{},
                            {},
                            pictures[i],
                            RenderedLayers{upper[i], lower[i], gain[i], matte[i], paint[i], requests[i].landmarks,
                                           row_of(linear[static_cast<std::int64_t>(i)])}});
    return renderings;
  }

  /// LibTorch tells what is asked, `draw_` does the rest, face by face.
  std::vector<Rendering> drawn(const std::vector<FaceRequest> &requests, const torch::Tensor &own,
                               const ExpressionRequest &request) {
    const auto regressors = generator_->linear_request(own, request).contiguous();
    const auto conditions = generator_->condition(own, request).contiguous();
    std::vector<Rendering> renderings(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      auto layers = draw_(requests[i], regressors[row].data_ptr<float>(), conditions[row].data_ptr<float>());
      layers.request = row_of(regressors[row]);
      if (requests[i].picture) {
        const std::vector<FaceRequest> alone{requests[i]};
        Layers tensors;
        tensors.upper = tensor_of(layers.upper);
        tensors.lower = tensor_of(layers.lower);
        tensors.gain = tensor_of(layers.gain);
        tensors.matte = tensor_of(layers.matte);
        tensors.paint = tensor_of(layers.paint) * 2 - 1;
        renderings[i].picture =
            pictures_with({pictures_of(alone, size_), landmarks_of(alone), maps_of(alone)}, tensors).front();
      }
      renderings[i].layers = std::move(layers);
    }
    return renderings;
  }

  static std::vector<cv::Mat> pictures_with(const AlignedBatch &faces, const Layers &layers) {
    const auto pictures = compose(faces.pictures, layers, place(faces.maps, layers.upper, layers.lower));
    return mats_of((pictures / 2 + 0.5).clamp(0, 1));
  }

  /// See edited_share(). `own`: see Layers.
  torch::Tensor turned(const torch::Tensor &own) const {
    return own.select(1, static_cast<std::int64_t>(units_.size()));
  }

  /// What is put on a face.
  Expression added(const FaceRequest &request) const {
    auto adds = expression_at(space_, expressions_, units_, request.point);
    for (std::size_t unit = 0; unit < request.action_units.size(); ++unit)
      adds.at(unit) += request.action_units[unit];
    return adds;
  }

  /// See RenderedLayers::shut. `own`: see Layers.
  std::vector<float> shut(const torch::Tensor &own, const std::vector<FaceRequest> &requests) const {
    const auto shares = shut_share(turned(own)).cpu().contiguous();
    std::vector<float> shuts;
    for (const auto &request : requests)
      shuts.push_back(shares.data_ptr<float>()[shuts.size()] * (1 - request.keep_speech) *
                      shut_lips(units_, added(request)));
    return shuts;
  }

  /// How much of a face's own goes, [0, 1]: of what parts its lips, and of its smile.
  struct Gone {
    float parting = 0.F, smile = 0.F;
  };

  /// Of each face. `own`: see Layers.
  std::vector<Gone> what_goes(const torch::Tensor &own, const ExpressionRequest &request) const {
    const auto units = own.slice(1, 0, static_cast<std::int64_t>(units_.size()));
    const auto change = generator_->difference(units, request).cpu().contiguous();
    const auto before = units.cpu().contiguous(), after = before + change;
    std::vector<Gone> gone;
    for (std::int64_t face = 0; face < own.size(0); ++face)
      gone.push_back({1 - parting_left(units_, row_at(before, face), row_at(after, face)),
                      smile_gone(units_, row_at(change, face))});
    return gone;
  }

  Expression row_at(const torch::Tensor &expressions, std::int64_t face) const {
    const auto *first = expressions.data_ptr<float>() + face * static_cast<std::int64_t>(units_.size());
    return Expression(first, first + units_.size());
  }

  /// `own`: see Layers.
  ExpressionRequest asked(const std::vector<FaceRequest> &requests, const torch::Tensor &own) const {
    std::vector<Expression> adds, keep;
    for (const auto &request : requests)
      keep.push_back(kept_of(units_, request.keep_speech));
    const auto kept = matrix_of(keep).to(device_);
    const auto units = own.slice(1, 0, static_cast<std::int64_t>(units_.size()));
    const auto left = (units + generator_->difference(units, {torch::zeros_like(units), kept})).cpu().contiguous();
    const auto shown = units.cpu().contiguous();
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto &request = requests[i];
      adds.push_back(expression_at(space_, expressions_, units_, request.point));
      const auto face = static_cast<std::int64_t>(i);
      const auto &lips = request.landmarks;
      const float grin = (lips[66].y - lips[62].y) * 128 / static_cast<float>(size_) *
                         (1 - parting_left(units_, row_at(shown, face), row_at(left, face)));
      const auto parting = parting_of(units_, request.keep_speech, grin);
      for (std::size_t unit = 0; unit < adds.back().size(); ++unit)
        adds.back()[unit] *= parting[unit];
      for (std::size_t unit = 0; unit < request.action_units.size(); ++unit)
        adds.back().at(unit) += request.action_units[unit];
    }
    const auto share = edited_share(turned(own));
    return {matrix_of(adds).to(device_) * share, 1 - (1 - kept) * share};
  }

  /// [N, 3, size, size] on the CPU.
  torch::Tensor maps_of(const std::vector<FaceRequest> &requests) const {
    std::vector<torch::Tensor> maps;
    for (const auto &request : requests)
      maps.push_back(tensor_of(face_maps(request.landmarks, size_)));
    return torch::cat(maps);
  }

  int size_;
  std::vector<std::string> units_;
  ConditionalSpace space_;
  std::vector<Expression> expressions_; ///< what each emotion adds, in class order
  torch::Device device_;
  LayersGenerator generator_;
  torch::Tensor linear_maps_; ///< [3 * units, 5 * (size / 2)^2]
  DrawLayers draw_;
  OwnFaces own_faces_;
  SteadyLayers steady_layers_;
};

} // namespace

std::unique_ptr<Renderer> make_layers_renderer(const Model &model, const torch::Device &device, DrawLayers draw) {
  return std::make_unique<LayersRenderer>(model, device, std::move(draw));
}

} // namespace ganmut
