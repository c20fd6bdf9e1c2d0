#include "trainer/cli/flags.h"

namespace ganmut {

void add_flags(Flags &flags, RigOptions &o) {
  const auto positive = CLI::PositiveNumber;
  const auto not_negative = CLI::NonNegativeNumber;
  const auto share = CLI::Range(0., 1.);
  add_flags(flags, o.run);
  add_flags(flags, o.data);
  flags.add("pairs_root", o.pairs_root,
            "folder with one folder of sharp pictures an expression, each person under one file name in all of them; "
            "empty: none");
  flags.add("pairs_share", o.pairs_share, "part of the reconstructions that are taken of pairs_root")->check(share);
  flags.add("worst_fits", o.worst_fits, "part of the faces left out, those that fit the rig least")
      ->check(CLI::Range(0., 0.9));

  flags.section("Recipe and networks");
  flags.add("rig", o.rig,
            "folder of ICT-FaceKit, the face rig: needed for training; --mode evaluate also judges by it");
  flags.add(
      "expressions", o.expressions,
      "file that says what each emotion is, in action units; empty: the built-in one, installed as emotions.json");
  flags.choice("parametrization", o.parametrization,
               {{"linear", Parametrization::Linear}, {"gaussian", Parametrization::Gaussian}},
               "layout of the emotions: directions (GANmut) or normal distributions (GGANmut)");
  flags.add(
      "init", o.init,
      "model (a file, or a name such as default) whose weights a fresh start begins with: of the same sizes, taught by "
      "the same rig; its emotions and their layout may be others");
  flags.add(
      "distill", o.distill,
      "larger model (a file, or a name such as default) that the generator learns from too: for models of a smaller "
      "--g_conv_dim; a fresh start takes its linear maps and its sense of expressions");
  flags.add("image_size", o.image_size, "side of the pictures, pixels, a multiple of 8")->check(CLI::Range(32, 1024));
  flags.add("g_conv_dim", o.width, "channels of the generator's first layer, a multiple of 8")->check(positive);
  flags.add("g_repeat_num", o.blocks, "residual blocks of the generator")->check(not_negative);
  flags.add("d_conv_dim", o.d_width, "channels of a discriminator's first layer")->check(positive);

  flags.section("Optimization");
  flags.add("batch_size", o.batch_size, "lessons of an iteration")->check(positive);
  flags
      .add("reconstructions", o.reconstructions, "photographs that an iteration rebuilds from what the teacher calmed")
      ->check(positive);
  flags
      .add("sense_iters", o.sense_iters,
           "iterations, before all others, of the network that tells a face's own expression from its landmarks")
      ->check(positive);
  flags.add("map_lessons", o.map_lessons, "lessons, before all iterations, that the linear maps are fitted to")
      ->check(positive);
  flags.add("g_lr", o.g_lr, "learning rate of the generator")->check(positive);
  flags.add("maps_lr", o.maps_lr, "learning rate of its linear maps, as a part of g_lr")->check(not_negative);
  flags.add("d_lr", o.d_lr, "learning rate of the discriminators")->check(positive);
  flags.add("warmup", o.warmup, "iterations until the generator learns at its full rate")->check(not_negative);
  flags.add("lr_end", o.lr_end, "part of the learning rates left at the end, where a cosine leads")->check(share);
  flags.add("adversarial_from", o.adversarial_from, "iterations at the start without discriminators")
      ->check(not_negative);
  flags.add("emotions_from", o.emotions_from, "iterations at the start in which the emotions stay what the file says")
      ->check(not_negative);
  flags.add("ema", o.ema, "decay of the averaged generator")->check(CLI::Range(0., 0.999999));

  flags.section("Losses");
  flags.add("landmark_noise", o.landmark_noise, "deviation of the noise on the landmarks, pixels")->check(not_negative);
  flags.add("lambda_flow", o.lambda_flow, "weight of the flow against the teacher's");
  flags.add("lambda_matte", o.lambda_matte, "weight of the matte against the hole that the teacher's flow leaves");
  flags.add("lambda_gain", o.lambda_gain, "weight of the light against the teacher's");
  flags.add("lambda_moved", o.lambda_moved, "weight of the moved picture against the one that the teacher moves");
  flags.add("lambda_rec", o.lambda_rec, "weight of the photograph rebuilt");
  flags.add("lambda_mouth", o.lambda_mouth, "weight of the paint against the mouth's inside that the rig renders");
  flags.add("lambda_paint", o.lambda_paint, "weight of the paint against the inside of photographed mouths");
  flags.add("lambda_adv", o.lambda_adv, "weight of what the discriminators say");
  flags.add("lambda_r1", o.lambda_r1, "weight of R1, every 8th step");
  flags
      .add("lambda_cls", o.lambda_cls,
           "weight of the class that discriminators, who learn it from labelled photographs, see in an emotion: moves "
           "what the emotion is, and nothing else")
      ->check(not_negative);
  flags
      .add("lambda_code", o.lambda_code,
           "weight of the coordinates that they see: moves what an emotion is and where it lies; with both of these 0 "
           "emotions stay what the file says")
      ->check(not_negative);
  flags.add("lambda_prior", o.lambda_prior, "weight of what the file says of the emotions")->check(not_negative);
}

} // namespace ganmut
