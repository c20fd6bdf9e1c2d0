#pragma once

#include <vector>

#include <ganmut/model.h>

#include "checkpoint/state_dict.h"
#include "engine/onednn/normalization.h"
#include "engine/onednn/winograd.h"

namespace ganmut::onednn {

/// The U-Net of a LayersGenerator, for one picture at a time: see LayersGeneratorImpl::refine().
class LayersBody {
public:
  /// Packs the weights. `info`: of output Layers. Throws Error(WrongKind) for weights of another network.
  LayersBody(const ModelInfo &info, const StateDict &state);

  /// Where its input belongs: 25 channels in whole blocks, size / 2 square; the channels behind them are zero.
  const FeatureMap &input() const { return input_; }

  /// What it makes of the input and `condition` [64]: 5 channels of sheets and gain, then 16 of detail. It is
  /// overwritten by the next.
  const FeatureMap &run(const float *condition, ThreadPool &threads);

private:
  /// The normalization behind a convolution: the condition scales and shifts it (FiLM); SiLU follows.
  struct FilmNorm {
    FilmNorm(const StateDict &state, const std::string &name, int channels);
    void run(const FeatureMap &in, const float *condition, const FeatureMap *skip, const FeatureMap &out,
             ThreadPool &threads);

    std::vector<float> matrix, offsets; ///< [2 * channels, features], [2 * channels]
    std::vector<float> parts;           ///< scales, then shifts
    Normalization normalization;
  };
  struct Layer {
    Winograd convolution;
    FilmNorm norm;
  };

  static Layer even(const StateDict &state, const std::string &name, int in, int out);
  static Layer halving(const StateDict &state, const std::string &name, int in, int out);

  Layer stem_, down1_, even1_, down2_, up1_, up2_, even2_;
  std::vector<Layer> residual_;
  Winograd heads_; ///< sheets, then detail
  Memory whole_memory_, shallow_memory_, middle_memory_, deep_memory_, between_memory_, inner_memory_, answer_memory_,
      scratch_;
  FeatureMap whole_; ///< side / 2: the last features, then the input
  FeatureMap input_;
  FeatureMap shallow_; ///< side / 2: what comes up, then the stem
  FeatureMap middle_;  ///< side / 4: what comes up, then what goes down
  FeatureMap deep_;    ///< side / 8
  FeatureMap between_; ///< side / 8: inside a residual block
  FeatureMap answer_;  ///< side / 2
};

} // namespace ganmut::onednn
