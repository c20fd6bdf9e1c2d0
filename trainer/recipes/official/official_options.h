#pragma once

#include <cstdint>
#include <string>

#include <ganmut/conditional_space.h>

#include "trainer/data/data_options.h"
#include "trainer/recipes/network_options.h"
#include "trainer/run/run_options.h"

namespace ganmut {

enum class Regularization {
  GradientPenalty, ///< gradient norm 1 between real and fake (WGAN-GP)
  R1,              ///< gradient norm 0 at real pictures (Mescheder et al. 2018)
};

/// Which coordinates bring an edited face back to the original in the cycle loss.
enum class CycleLoss {
  Approximate, ///< the axis of its label, as strong as the discriminator is sure of it
  Original,    ///< the discriminator's estimate
};

/// Whose training step to follow to the letter, mistakes included.
enum class Compat {
  None, ///< ours: the same, with what breaks training mended
  Core, ///< the official core/solver.py
  Root, ///< the official solver.py
};

/// Settings of a training run by the official recipe. The names are those of the official flags.
struct OfficialOptions {
  OfficialOptions() { data.imgs_folder = "cropped_align_affectnet68lms"; }

  RunOptions run;
  DataOptions data;
  NetworkOptions network;

  int c_dim = 5;        ///< follows --emotions where only that is given
  int image_size = 128; ///< pixels
  int g_conv_dim = 64;
  int d_conv_dim = 64;
  int g_repeat_num = 6;
  int d_repeat_num = 6;
  double lambda_cls = 1;
  double lambda_rec = 10;
  double lambda_regularization = 10;
  Regularization regularization_type = Regularization::GradientPenalty;
  double lambda_d_strength = 1;
  double lambda_g_strength = 1;
  double lambda_expr = 1;
  double lambda_d_info = 1;
  double lambda_g_info = 1;
  double lambda_prediction = 0.5;

  bool tridimensional = false;
  Parametrization parametrization = Parametrization::Linear;

  int batch_size = 16;
  std::int64_t num_iters_decay = 100000;
  double g_lr = 0.0001;
  double d_lr = 0.0001;
  int n_critic = 5;
  double beta1 = 0.5;
  double beta2 = 0.999;
  int n_r_l = 5;
  int n_r_g = 9;
  CycleLoss cycle_loss = CycleLoss::Approximate;

  std::int64_t lr_update_step = 1000;

  // Ours.
  Compat compat = Compat::None;
  double ema = 0;                ///< decay of the averaged generator; 0: none
  double lambda_identity = 0;    ///< a face rendered where it stands already shall not change
  double lambda_background = 0;  ///< nothing shall change off the face
  double lambda_consistency = 0; ///< a face moved a little and edited shall be the face edited and moved
  bool diff_augment = false;     ///< change at random what the discriminator sees, see diff_augment()

  int dimensions() const { return tridimensional ? 3 : 2; }
};

} // namespace ganmut
