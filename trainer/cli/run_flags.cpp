#include "trainer/cli/flags.h"

namespace ganmut {

void add_flags(Flags &flags, RunOptions &o) {
  const auto positive = CLI::PositiveNumber;
  const auto not_negative = CLI::NonNegativeNumber;

  flags.section("Mode");
  flags.choice(
      "mode", o.mode,
      {{"train", Mode::Train},
       {"test", Mode::Test},
       {"print_axes", Mode::PrintAxes},
       {"evaluate", Mode::Evaluate},
       {"calibrate", Mode::Calibrate}},
      "train; test: render the data set (with --held_out that part) to every emotion, as sheets in "
      "result_dir; print_axes: print where the emotions of a saved model lie; evaluate: judge a model on "
      "held-out faces; calibrate: measure on such faces how emotions grow with the intensity, and write a copy of the "
      "model that knows it into result_dir");
  flags.add("test_iters", o.test_iters, "the other modes look at the model saved after so many iterations")
      ->check(CLI::NonNegativeNumber);
  flags.add("model", o.model,
            "all modes but train: model file, or name of an installed model (default: see --test_iters)");
  flags.add("clips", o.clips,
            "evaluate: folder of videos of one face each, to measure flicker and speech; empty: none");
  flags.add("evaluate_faces", o.evaluate_faces, "evaluate, calibrate: held-out faces that are edited")
      ->check(CLI::PositiveNumber);
  flags.section("Run");
  flags.add("num_iters", o.num_iters, "iterations of the whole run")->check(positive);
  flags.add("log_dir", o.log_dir, "folder of losses.csv and of TensorBoard's events");
  flags.add("model_save_dir", o.model_save_dir, "folder of checkpoints and models");
  flags.add("sample_dir", o.sample_dir, "folder of the sample sheets");
  flags.add("result_dir", o.result_dir, "folder of results");
  flags.add("log_step", o.log_step, "iterations between two log lines")->check(positive);
  flags.add("sample_step", o.sample_step, "iterations between two sample sheets")->check(positive);
  flags.add("model_save_step", o.model_save_step, "iterations between two checkpoints")->check(positive);
  flags.add("use_tensorboard", o.use_tensorboard, "true: write TensorBoard's event files into log_dir");
  flags.section("Resuming");
  flags.add("resume", o.resume,
            "auto: go on from the newest good checkpoint of model_save_dir, or start afresh; "
            "or a checkpoint file");
  flags
      .add("resume_iter", o.resume_iter,
           "go on from the saved networks of this iteration, as the official trainer does: from its checkpoint where "
           "there is one, else from N-G.ckpt and N-D.ckpt; 0: no")
      ->check(not_negative);
  flags.add("change_settings", o.change_settings, "true: let a resumed run have other settings than its checkpoint");
  flags.add("keep", o.keep, "newest checkpoints that are kept; 0: all")->check(not_negative);
  flags.section("Computing");
  flags.add("seed", o.seed, "of all random numbers");
  flags.add("device", o.device, "auto, cpu, cuda or cuda:N");
  flags.choice(
      "precision", o.precision,
      {{"fp32", Precision::Float32}, {"bf16", Precision::BFloat16}, {"fp16", Precision::Float16}},
      "numbers the networks compute in; bf16 is faster on GPUs and on CPUs with AVX512_BF16 or AMX, and a little "
      "less exact; fp16, for GPUs, scales the losses");
  flags.add("channels_last", o.channels_last,
            "true: weights and what the networks compute lie in memory pixel by pixel, not channel by channel; faster "
            "on GPUs with tensor cores");
  flags.add("peer_timeout", o.peer_timeout, "several processes: seconds that one may be waited for")->check(positive);
  flags.add("threads", o.threads, "CPU threads; 0: LibTorch's choice")->check(not_negative);
}

} // namespace ganmut
