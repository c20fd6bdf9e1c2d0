#include "trainer/cli/flags.h"

namespace ganmut {

void add_flags(Flags &flags, WarpOptions &o) {
  const auto positive = CLI::PositiveNumber;
  add_flags(flags, o.run);
  add_flags(flags, o.data);

  flags.section("Recipe and networks");
  flags.add("init", o.init,
            "model (a file, or a name such as default) whose weights a fresh start begins with: of the same sizes and "
            "emotions");
  flags.add("image_size", o.image_size, "side of the pictures, pixels, a multiple of 4")->check(CLI::Range(32, 1024));
  flags.add("g_conv_dim", o.width, "channels of the generator's first layer, a multiple of 8")->check(positive);
  flags.add("g_repeat_num", o.blocks, "residual blocks of the generator")->check(CLI::NonNegativeNumber);
  flags.add("d_conv_dim", o.d_width, "channels of a discriminator's first layer")->check(positive);
  flags.add("local_discriminators", o.local_discriminators,
            "true: mouth and brows have discriminators of their own beside that of the whole face");
  flags.section("Optimization");
  flags.add("batch_size", o.batch_size, "pictures of an iteration")->check(positive);
  flags.add("g_lr", o.g_lr, "learning rate of the generator")->check(positive);
  flags.add("d_lr", o.d_lr, "learning rate of the discriminators")->check(positive);
  flags.add("warmup", o.warmup, "iterations until the generator learns at its full rate")
      ->check(CLI::NonNegativeNumber);
  flags
      .add(
          "d_first", o.d_first,
          "iterations at the start in which only the discriminators learn: a generator from --init forgets what it can "
          "while they know nothing")
      ->check(CLI::NonNegativeNumber);
  flags.add("lr_end", o.lr_end, "part of the learning rates left at the end")->check(CLI::Range(0., 1.));
  flags.add("n_critic", o.n_critic, "iterations of the discriminators for one of the generator")->check(positive);
  flags.add("ema", o.ema, "decay of the averaged generator")->check(CLI::Range(0., 0.999999));
  flags.section("Data");
  flags.add("keep_labels", o.keep_labels, "part of each class's labels kept, the most believable first")
      ->check(CLI::Range(0.01, 1.));
  flags.section("Losses");
  flags
      .add("shift_factors", o.shift_factors,
           "how much further than the mean face of a class its landmarks are asked to move, separated by commas: "
           "EMOTION:FACTOR or EMOTION:REGION:FACTOR (jaw, brows, nose, eyes, mouth), * for every emotion, later ones "
           "replace earlier ones")
      ->delimiter(',');
  flags
      .add(
          "shown_classes", o.shown_classes,
          "part of the real faces, and of neutral edits, that discriminators are shown together with their class: from "
          "the others they learn that a weak expression is not a fault")
      ->check(CLI::Range(0., 1.));
  flags.add("lambda_adv", o.lambda_adv, "weight of the adversarial loss of each discriminator");
  flags.add("lambda_cls", o.lambda_cls, "weight of the class loss");
  flags.add("lambda_code", o.lambda_code, "weight of the loss of coordinates");
  flags
      .add(
          "lambda_strength", o.lambda_strength,
          "weight of the strength loss: the discriminators shall be as sure of an edit's emotion as it was asked to be "
          "strong (GANmut's, of the emotion asked for)")
      ->check(CLI::NonNegativeNumber);
  flags.add("lambda_delta", o.lambda_delta, "weight of the size of the delta; in the mouth it costs next to nothing");
  flags.add("lambda_chroma", o.lambda_chroma,
            "weight of the colour in the delta beyond light and shadow, which keep a pixel's hue");
  flags.add("lambda_landmarks", o.lambda_landmarks, "weight of the flow at the 68 points");
  flags.add("lambda_smooth", o.lambda_smooth, "weight of the unevenness of the flow");
  flags.add("lambda_background", o.lambda_background, "weight of the flow off the face");
  flags.add("lambda_hue", o.lambda_hue, "weight of paint that is greener or bluer than red");
  flags.add("lambda_spread", o.lambda_spread, "weight of axes that lie closer together than a right angle");
  flags
      .add("lambda_identity", o.lambda_identity,
           "weight of the identity loss: a face rendered where it stands already shall stay as it is (Zhu et al. 2017)")
      ->check(CLI::NonNegativeNumber);
  flags
      .add(
          "lambda_rec", o.lambda_rec,
          "weight of the cycle loss: a face edited and brought back to where it stood shall be the face (as in GANmut)")
      ->check(CLI::NonNegativeNumber);
  flags
      .add("lambda_consistency", o.lambda_consistency,
           "weight of the steadiness in video: a face turned and moved a little and then edited shall be the edited "
           "face, turned and moved (Eilertsen et al. 2019)")
      ->check(CLI::NonNegativeNumber);
  flags.add("lambda_r1", o.lambda_r1, "weight of R1, every 8th step");
}

} // namespace ganmut
