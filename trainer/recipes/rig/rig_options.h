#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ganmut/conditional_space.h>

#include "trainer/data/data_options.h"
#include "trainer/run/run_options.h"

namespace ganmut {

/// Settings of a training run that a face rig teaches, `--recipe rig`.
struct RigOptions {
  RigOptions() {
    run.num_iters = 60000;
    run.sample_step = 1000;
    run.model_save_step = 1000;
    data.num_workers = 2;
  }

  RunOptions run;
  /// `emotions`: those of the model, in its order; empty: all of the expression file.
  DataOptions data;

  std::string rig;         ///< folder of ICT-FaceKit; training needs it
  std::string expressions; ///< what the emotions are, see ExpressionTable; empty: the built-in one
  std::string pairs_root;  ///< folder with one folder an expression, the same person under the same file name in each
  Parametrization parametrization = Parametrization::Linear;
  std::string init;         ///< model whose weights a fresh start begins with, a name or a file; empty: random weights
  std::string distill;      ///< larger model whose layers are learned too, a name or a file; empty: none
  int image_size = 128;     ///< pixels, a multiple of 8
  int width = 24;           ///< channels of the generator's first layer, a multiple of 8
  int blocks = 3;           ///< residual blocks
  int d_width = 24;         ///< channels of a discriminator's first layer
  double worst_fits = 0.05; ///< part of the faces left out, those that fit the rig least

  int batch_size = 8;              ///< lessons of an iteration
  int reconstructions = 6;         ///< photographs that an iteration rebuilds from their calmed selves
  double pairs_share = 0.5;        ///< part of the reconstructions that are taken of pairs_root
  std::int64_t sense_iters = 9000; ///< before the run, of the network that senses expressions from landmarks
  std::int64_t map_lessons = 3000; ///< before the run, that the linear maps are fitted to
  double g_lr = 1e-3;
  double d_lr = 4e-4;
  double maps_lr = 0.3; ///< of the linear maps, as a part of g_lr
  std::int64_t warmup = 100;
  double lr_end = 0.1; ///< both rates fall along a cosine to this part
  double ema = 0.998;
  std::int64_t adversarial_from = 2000; ///< iterations without discriminators at the start
  std::int64_t emotions_from = 3000;    ///< iterations at the start in which emotions stay what the file says

  double landmark_noise = 0.35; ///< pixels, deviation
  double lambda_flow = 1;
  double lambda_matte = 3;
  double lambda_gain = 8;
  double lambda_moved = 8; ///< the picture moved by the sheets against the picture moved by the teacher's
  double lambda_rec = 8;
  double lambda_mouth = 30;
  double lambda_paint = 60;
  double lambda_adv = 0.5;
  double lambda_r1 = 0.02;
  double lambda_cls = 1;      ///< of what the emotions are: their class
  double lambda_code = 1;     ///< of what they are, and of where they lie: their coordinates
  double lambda_prior = 0.01; ///< of both: what the file says
};

} // namespace ganmut
