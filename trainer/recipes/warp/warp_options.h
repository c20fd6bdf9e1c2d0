#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trainer/data/data_options.h"
#include "trainer/recipes/network_options.h"
#include "trainer/run/run_options.h"

namespace ganmut {

/// Settings of a training run by our own recipe, `--recipe warp`.
struct WarpOptions {
  WarpOptions() {
    network.conditioning = Conditioning::Film;
    network.output = OutputKind::Warp;
    data.emotions = {"neutral", "happy", "surprise", "anger", "sad"};
    run.num_iters = 20000;
    run.sample_step = 500;
    run.model_save_step = 1000;
    run.threads = 1; // the networks are too small to share out
  }

  RunOptions run;
  DataOptions data;
  NetworkOptions network;

  std::string init;    ///< model whose weights a fresh start begins with, a name or a file; empty: random weights
  int image_size = 96; ///< pixels, a multiple of 4
  int width = 32;      ///< channels of the generator's first layer
  int blocks = 4;      ///< residual blocks
  int d_width = 32;    ///< channels of a discriminator's first layer
  bool local_discriminators = true; ///< the mouth and the brows have their own, beside that of the face
  int batch_size = 16;
  double g_lr = 3e-4;
  double d_lr = 5e-4;
  std::int64_t warmup = 0;  ///< iterations until the generator learns at its full rate
  std::int64_t d_first = 0; ///< iterations at the start in which only the discriminators learn
  double lr_end = 0.2;      ///< both rates fall linearly to this part over the last half of the run
  int n_critic = 1;         ///< iterations of the discriminators for one of the generator
  double ema = 0.998;       ///< decay of the averaged generator
  double keep_labels = 0.7; ///< part of each class's labels kept, the most believable first
  /// How much further than the mean face of a class its landmarks are asked to move: the mean of a noisy class is
  /// weaker than a clear case. See ExpressionShifts.
  std::vector<std::string> shift_factors = {"*:1.25", "surprise:brows:2.2", "anger:brows:2.2", "sad:2"};
  double shown_classes = 2. / 3; ///< part of the real faces shown to the discriminators together with their class

  // Weights of the generator's losses.
  double lambda_adv = 0.55; ///< of each discriminator
  double lambda_cls = 0.075;
  double lambda_code = 0.1;
  double lambda_strength = 0;    ///< the discriminators as sure of an emotion as it was asked to be strong
  double lambda_delta = 12;      ///< size of the delta, less in the mouth and at the brows
  double lambda_chroma = 16;     ///< colour in the delta that shading does not explain, less in the mouth
  double lambda_landmarks = 30;  ///< flow at the 68 points
  double lambda_smooth = 0.5;    ///< unevenness of the flow
  double lambda_background = 2;  ///< flow off the face
  double lambda_hue = 1000;      ///< paint that makes skin or teeth greener or bluer than red
  double lambda_spread = 1;      ///< axes closer to each other than a right angle
  double lambda_identity = 0;    ///< a face rendered where it stands already shall not change
  double lambda_rec = 0;         ///< a face edited and brought back to where it stood shall be the face
  double lambda_consistency = 0; ///< a face moved a little and edited shall be the face edited and moved
  double lambda_r1 = 1;          ///< gradient of the discriminators at real pictures, every 8th step
};

} // namespace ganmut
