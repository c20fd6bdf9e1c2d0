#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "network/warp_generator.h"

namespace ganmut {

/// Faces as a LayersGenerator takes them, aligned in pictures of S pixels.
struct AlignedBatch {
  torch::Tensor pictures;  ///< [N, 3, S, S] BGR in [-1, 1]
  torch::Tensor landmarks; ///< [N, 68, 2] pixels of the picture
  torch::Tensor maps;      ///< [N, 3, S, S], see face_maps()
};

/// Rows of one length as [rows, columns], float, on the CPU.
torch::Tensor matrix_of(const std::vector<std::vector<float>> &rows);

/// What is asked of each face.
struct ExpressionRequest {
  torch::Tensor adds; ///< [N, units]: put on the calmed face
  torch::Tensor keep; ///< [N, units] in [0, 1]: how much of the own expression stays
};

/// How an edited face is made of the picture: two sheets of flow move it, the gain lights it, and where the matte says
/// so it shows the inside of the mouth: the source's own, or paint.
struct Layers {
  torch::Tensor upper, lower; ///< [N, 2, S, S] (dx, dy) pixels: where a pixel of the result comes from, for what lies
                              ///< above the line of the lips and for what lies below; they agree beside the mouth
  torch::Tensor gain;         ///< [N, 1, S, S] natural logarithm
  torch::Tensor matte;        ///< [N, 1, S, S] log-odds, added to those of the hole that the sheets leave
  torch::Tensor paint;        ///< [N, 3, S, S] BGR in [-1, 1], never bluer than teeth and flesh
  torch::Tensor own;          ///< [N, units + 2] the face's own expression, and two numbers of its pose: x and y of the
                              ///< head's third axis (right and up of the picture)
};

/// Where the pixels of a result come from, see place().
struct Placed {
  torch::Tensor source; ///< [N, 2, S, S] pixels
  torch::Tensor hole;   ///< [N, 1, S, S] 1 where neither lip covers the inside of the mouth
  torch::Tensor inside; ///< [N, 1, S, S] 1 where the source itself shows the inside of its mouth
  torch::Tensor upper;  ///< [N, 1, S, S] 1 where the upper sheet holds, 0 where the lower one does
};

/// The exact part of the rendering: a pixel that the upper sheet fetches from above the source's upper inner lip shows
/// the upper lip, one that the lower sheet fetches from below the lower inner lip the lower lip, one for which neither
/// holds lies inside the mouth. Sheets fetch lips alone: what they would take from an open mouth, they take from the
/// lip's edge, and from beyond it the more the lips close. The eyeball stays unmoved where the moved lids open on it.
/// `maps`: see face_maps(). `upper`, `lower`: see Layers.
Placed place(const torch::Tensor &maps, const torch::Tensor &upper, const torch::Tensor &lower);

/// `x` [N, C, S, S] fetched at `source` [N, 2, S, S], pixels; bilinear, border replicated.
torch::Tensor fetch(const torch::Tensor &x, const torch::Tensor &source);

/// The matte as a share, [N, 1, S, S] in (0, 1): the hole's log-odds and the correction.
torch::Tensor matte_share(const torch::Tensor &hole, const torch::Tensor &correction);

/// The edited pictures, [N, 3, S, S] in [-1, 1], not clamped.
torch::Tensor compose(const torch::Tensor &pictures, const Layers &layers, const Placed &placed);

/// The change of expression that is rendered, [N, units]: from the `own` one to (own calmed as far as it is not kept,
/// and without what only accompanied that) plus what the request adds. `caps` [units]: a calm face shows no more of a
/// unit. `companions` [units, units]: how much of the first unit goes with the whole second one; a grin parts the lips,
/// and that is not speech. On the diagonal: how much more of a unit goes than a face is told to show, for the fit takes
/// a part of a smile for the shape of the face; a quarter at most.
torch::Tensor change_of_expression(const torch::Tensor &own, const ExpressionRequest &request,
                                   const torch::Tensor &caps, const torch::Tensor &companions);

/// Tells a face's own expression and pose from its 68 landmarks.
struct ExpressionSenseImpl : torch::nn::Module {
  explicit ExpressionSenseImpl(int units);
  /// `landmarks`: [N, 68, 2] parts of the picture's side. Returns [N, units + 2], see Layers::own.
  torch::Tensor forward(const torch::Tensor &landmarks);
  /// Centres and scales its input to that of `landmarks` [N, 68, 2].
  void normalize_by(const torch::Tensor &landmarks);

private:
  torch::Tensor mean_, deviation_; ///< [136]
  torch::nn::Sequential body_{nullptr};
};
TORCH_MODULE(ExpressionSense);

/// Our generator taught by a face rig. It senses the face's own expression from its landmarks, takes the difference to
/// the expression asked for, turns it into sheets of flow and gain through maps that are linear in that difference and
/// in it times the pose, moves the picture so far, and lets a small U-Net add what is missing.
struct LayersGeneratorImpl : torch::nn::Module {
  /// Reads image_size, width, blocks, units and classes of `info`. `width` must be a multiple of 8.
  explicit LayersGeneratorImpl(const ModelInfo &info);

  Layers forward(const AlignedBatch &faces, const ExpressionRequest &request);
  /// Likewise, of faces whose landmarks are not what is sensed. `own`: see Layers.
  Layers layers_of(const AlignedBatch &faces, const ExpressionRequest &request, const torch::Tensor &own);

  /// See change_of_expression().
  torch::Tensor difference(const torch::Tensor &own, const ExpressionRequest &request) const {
    return change_of_expression(own, request, caps, companions);
  }

  /// What the linear maps are asked for, [N, 3 * units]. `own`: see Layers.
  torch::Tensor linear_request(const torch::Tensor &own, const ExpressionRequest &request) const;

  /// Regressors of the linear maps: the difference, and it times both numbers of the pose, [N, 3 * units].
  static torch::Tensor regressors(const torch::Tensor &difference, const torch::Tensor &pose);

  /// What the U-Net is told, [N, 64]. `own`: see Layers.
  torch::Tensor condition(const torch::Tensor &own, const ExpressionRequest &request);

  ExpressionSense sense{nullptr};
  torch::Tensor caps, companions; ///< see change_of_expression()
  torch::Tensor expressions;      ///< [classes, units]: what each emotion adds to the calmed face
  torch::Tensor maps;             ///< [3 * units, 5, S / 2, S / 2]: two sheets (pixels) and gain of each regressor

private:
  /// What the U-Net adds to what the linear maps say, at half the picture's size.
  struct Refinement {
    torch::Tensor sheets; ///< [N, 5, S / 2, S / 2] two sheets and gain
    torch::Tensor detail; ///< [N, 16, S / 2, S / 2] matte and paint of four pixels each
  };
  struct Block {
    torch::nn::Conv2d conv{nullptr};
    FilmNorm norm{nullptr};
  };
  Block block(const std::string &name, int in, int out, int stride = 1);
  static torch::Tensor applied(Block &block, const torch::Tensor &x, const torch::Tensor &condition);

  /// The U-Net. `input`: [N, 25, S / 2, S / 2]. `condition`: [N, 64].
  Refinement refine(const torch::Tensor &input, const torch::Tensor &condition);

  /// Places the emotions: the axes of a linear space, or means and covariances of a gaussian one, see space_of().
  void register_space(const ModelInfo &info);

  torch::nn::Sequential condition_{nullptr};
  Block stem_, down1_, even1_, down2_, up1_, up2_, even2_;
  std::vector<std::pair<Block, Block>> residual_;
  torch::nn::Conv2d sheets_{nullptr}, detail_{nullptr};
};
TORCH_MODULE(LayersGenerator);

} // namespace ganmut
