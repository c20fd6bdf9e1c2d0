#pragma once

#include <cstdint>
#include <string>

#include "trainer/device/precision.h"

namespace ganmut {

/// What ganmut-train does.
enum class Mode {
  Train,
  Test,      ///< renders every picture of the data set to every emotion
  PrintAxes, ///< prints where the emotions lie
  Evaluate,  ///< judges a model on pictures that it was not trained on
  Calibrate, ///< measures how the emotions of a model grow with the intensity, and writes it into a copy
};

/// Settings of a training run that do not depend on what is trained. The names are those of the flags.
struct RunOptions {
  Mode mode = Mode::Train;
  std::int64_t test_iters = 200000; ///< all but Train: look at the model saved after so many iterations
  std::string model;        ///< all but Train: a model file or the name of an installed one; empty: see test_iters
  std::string clips;        ///< Evaluate: folder of videos to edit; empty: none
  int evaluate_faces = 200; ///< Evaluate, Calibrate: held-out faces that are edited

  std::int64_t num_iters = 2000000;
  std::string log_dir = "GANmut/logs";
  std::string model_save_dir = "GANmut/models";
  std::string sample_dir = "GANmut/samples";
  std::string result_dir = "GANmut/results";
  std::int64_t log_step = 100;
  std::int64_t sample_step = 20000;
  std::int64_t model_save_step = 2000;
  bool use_tensorboard = true;

  std::string resume;           ///< empty: a fresh start; `auto`: the newest good checkpoint, or a fresh start; a file
  std::int64_t resume_iter = 0; ///< N: go on from this iteration in `model_save_dir`; 0: not asked for
  bool change_settings = false; ///< a resumed run may have other settings than its checkpoint
  int keep = 3;                 ///< checkpoints kept in `model_save_dir`; 0: all

  std::uint64_t seed = 1;
  std::string device = "auto"; ///< auto | cpu | cuda[:N]
  Precision precision = Precision::Float32;
  bool channels_last = false; ///< weights in the order NHWC
  int peer_timeout = 300;     ///< seconds that another process of the run may be waited for
  int threads = 0;            ///< CPU threads; 0 leaves LibTorch's choice alone

  std::string settings; ///< every flag of the command line as `name=value` lines, for the checkpoint
};

} // namespace ganmut
