#pragma once

#include <vector>

#include <ganmut/model.h>

#include "checkpoint/state_dict.h"
#include "engine/onednn/convolution.h"
#include "engine/onednn/normalization.h"
#include "engine/onednn/winograd.h"

namespace ganmut::onednn {

/// The U-Net of a LayersGenerator, for one picture at a time: see LayersGeneratorImpl::refine().
class LayersBody {
public:
  /// Packs the weights. `info`: of output Layers. Throws Error(WrongKind) for weights of another network.
  LayersBody(const ModelInfo &info, const StateDict &state);

  /// `input`: [25, size / 2, size / 2]. `condition`: [64]. Fills `sheets` [5, size / 2, size / 2] and `detail`
  /// [16, size / 2, size / 2].
  void run(const float *input, const float *condition, float *sheets, float *detail);

private:
  /// The normalization behind a convolution: the condition scales and shifts it (FiLM); SiLU follows.
  struct FilmNorm {
    FilmNorm(const StateDict &state, const std::string &name, int channels);
    void run(const FeatureMap &in, const float *condition, const FeatureMap *skip, const FeatureMap &out);

    std::vector<float> matrix, offsets; ///< [2 * channels, features], [2 * channels]
    std::vector<float> parts;           ///< scales, then shifts
    Normalization normalization;
  };
  /// A convolution that keeps the size.
  struct Even {
    Even(const StateDict &state, const std::string &name, int in, int out);
    Winograd convolution;
    FilmNorm norm;
  };
  /// A convolution that halves the size of a map of `side` pixels.
  struct Down {
    Down(const StateDict &state, const std::string &name, int in, int out, int side);
    Convolution convolution;
    FilmNorm norm;
  };

  void run(Even &layer, const FeatureMap &in, const FeatureMap *skip, const FeatureMap &out);
  void run(Down &layer, const FeatureMap &in, const FeatureMap &out);

  Even stem_, even1_, up1_, up2_, even2_;
  Down down1_, down2_;
  std::vector<Even> residual_;
  Winograd heads_; ///< sheets, then detail
  Memory whole_memory_, shallow_memory_, middle_memory_, deep_memory_, between_memory_, inner_memory_, answer_memory_,
      scratch_;
  FeatureMap whole_;                 ///< side / 2: the last features, then the input
  FeatureMap shallow_;               ///< side / 2: what comes up, then the stem
  FeatureMap middle_;                ///< side / 4: what comes up, then what goes down
  FeatureMap deep_;                  ///< side / 8
  FeatureMap between_;               ///< side / 8: inside a residual block
  FeatureMap answer_;                ///< side / 2
  const float *condition_ = nullptr; ///< of the picture at hand
};

} // namespace ganmut::onednn
