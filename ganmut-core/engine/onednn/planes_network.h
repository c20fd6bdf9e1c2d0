#pragma once

#include <memory>
#include <vector>

#include <ganmut/model.h>

#include "checkpoint/state_dict.h"
#include "engine/onednn/narrow_convolution.h"
#include "engine/onednn/normalization.h"
#include "engine/onednn/planar_convolution.h"
#include "engine/onednn/winograd.h"

namespace ganmut::onednn {

/// The official generator, or its variant that returns a difference, for one picture at a time: see PlanesGenerator.
class PlanesNetwork {
public:
  /// Whether it runs a model: conditioning by planes, output direct or residual, a width that is a multiple of 8.
  static bool knows(const ModelInfo &info);

  /// Packs the weights. `info`: one that it knows. Throws Error(WrongKind) for weights of another network.
  /// `threads`: that it runs on.
  PlanesNetwork(const ModelInfo &info, const StateDict &state, int threads);

  /// `picture`: [3, size, size] BGR in [-1, 1]. `codes`: [dimensions]. The new picture; it is overwritten by the next.
  const std::vector<float> &run(const float *picture, const float *codes);

private:
  /// Scale and shift that belong to the network.
  struct Norm {
    /// Throws Error(WrongKind) for numbers of another count than `channels`.
    Norm(const StateDict &state, const std::string &name, int channels, Activation activation);
    void run(const FeatureMap &in, const FeatureMap *skip, const FeatureMap &out, ThreadPool &threads) {
      normalization.run(in, scale.data(), shift.data(), skip, out, threads);
    }
    std::vector<float> scale, shift;
    Normalization normalization;
  };
  /// A convolution that halves or doubles the size, in its parts, and what follows it.
  struct Step {
    std::vector<Winograd> convolution;
    Norm norm;
    FeatureMap map; ///< behind it
  };
  struct Block {
    Winograd first, second;
    Norm first_norm, second_norm;
  };

  int size_, dimensions_;
  bool residual_;
  ThreadPool threads_;
  std::vector<float> input_, output_;
  PlanarConvolution first_;
  Norm first_norm_;
  FeatureMap wide_; ///< of the picture's size: behind the first convolution, and behind the last step
  std::vector<Step> down_, up_;
  std::vector<Block> blocks_;
  Memory wide_memory_, middle_memory_, deep_memory_, inner_memory_, answer_memory_, last_memory_, scratch_;
  FeatureMap inner_, answer_; ///< behind a block's first and second convolution
  FeatureMap last_;
  std::unique_ptr<NarrowConvolution> to_picture_;
};

} // namespace ganmut::onednn
