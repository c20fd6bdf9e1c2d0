#include "trainer/cli/flags.h"

#include <ganmut/error.h>

namespace ganmut {

void add_flags(Flags &flags, OfficialOptions &o) {
  const auto positive = CLI::PositiveNumber;
  const auto not_negative = CLI::NonNegativeNumber;

  add_flags(flags, o.run);
  add_flags(flags, o.data);

  flags.section("Recipe and networks");
  auto *c_dim = flags.add("c_dim", o.c_dim, "number of emotions: rows of training.csv with other labels are left out")
                    ->check(CLI::Range(2, 1000));
  flags.add("image_size", o.image_size, "side of the pictures, pixels, a multiple of 4")->check(CLI::Range(8, 4096));
  flags.add("g_conv_dim", o.g_conv_dim, "channels of the generator's first layer")->check(positive);
  flags.add("d_conv_dim", o.d_conv_dim, "channels of the discriminator's first layer")->check(positive);
  flags.add("g_repeat_num", o.g_repeat_num, "residual blocks of the generator")->check(not_negative);
  flags.add("d_repeat_num", o.d_repeat_num, "strided layers of the discriminator")->check(positive);
  flags.section("Losses");
  flags.add("lambda_cls", o.lambda_cls, "weight of the class loss");
  flags.add("lambda_rec", o.lambda_rec, "weight of the cycle loss");
  flags.add("lambda_regularization", o.lambda_regularization, "weight of R1 or of the gradient penalty");
  flags.choice("regularization_type", o.regularization_type,
               {{"gp", Regularization::GradientPenalty}, {"R1", Regularization::R1}},
               "regularization of the discriminator");
  flags.add(
      "lambda_d_strength", o.lambda_d_strength,
      "linear: weight of the discriminator's loss of strength: on edited faces it shall be as sure of the emotion "
      "as it was asked to be strong (without effect under --compat, as in the official code)");
  flags.add(
      "lambda_g_strength", o.lambda_g_strength,
      "linear: weight of the generator's loss of strength: the discriminator shall be as sure of the emotion as it "
      "was asked to be strong");
  flags.add("lambda_expr", o.lambda_expr, "gaussian: weight of the discriminator's loss of coordinates");
  flags.add("lambda_d_info", o.lambda_d_info, "linear: weight of the discriminator's loss of coordinates");
  flags.add("lambda_g_info", o.lambda_g_info, "linear: weight of the generator's loss of coordinates");
  flags.add("lambda_prediction", o.lambda_prediction, "gaussian: weight of the class loss at the means");

  flags.section("Recipe and networks");
  flags.add("tridimensional", o.tridimensional, "true: a space of 3 dimensions instead of 2");
  flags.choice("parametrization", o.parametrization,
               {{"linear", Parametrization::Linear}, {"gaussian", Parametrization::Gaussian}},
               "layout of the emotions: directions (GANmut) or normal distributions (GGANmut)");

  flags.section("Optimization");
  flags.add("batch_size", o.batch_size, "pictures of an iteration")->check(positive);
  flags.add("num_iters_decay", o.num_iters_decay, "the learning rates fall over the last so many iterations")
      ->check(positive);
  flags.add("g_lr", o.g_lr, "learning rate of the generator")->check(positive);
  flags.add("d_lr", o.d_lr, "learning rate of the discriminator")->check(positive);
  flags.add("n_critic", o.n_critic, "iterations of the discriminator for one of the generator")->check(positive);
  flags.add("beta1", o.beta1, "Adam's beta1")->check(CLI::Range(0., 0.999999));
  flags.add("beta2", o.beta2, "Adam's beta2")->check(CLI::Range(0., 0.999999));
  flags.add("n_r_l", o.n_r_l, "linear: codes of a batch drawn off the axes, the first ones")->check(not_negative);
  flags
      .add(
          "n_r_g", o.n_r_g,
          "gaussian: codes of a batch drawn anywhere, the last ones; the others stand at the means in turn. A batch no "
          "larger than this, and every batch under --compat, has one at each mean and the rest anywhere")
      ->check(not_negative);
  flags.choice("cycle_loss", o.cycle_loss, {{"approximate", CycleLoss::Approximate}, {"original", CycleLoss::Original}},
               "coordinates of the way back: from label and certainty, or the discriminator's estimate");

  flags.add("lr_update_step", o.lr_update_step, "iterations between two changes of the learning rates")
      ->check(positive);

  flags.section("Recipe and networks");
  flags.choice(
      "compat", o.compat,
      {{"none", Compat::None}, {"core", Compat::Core}, {"official", Compat::Core}, {"root", Compat::Root}},
      "follow the official core/solver.py (core, official) or solver.py (root) to the letter, mistakes included");

  flags.section("Losses");
  flags
      .add("lambda_identity", o.lambda_identity,
           "weight of the identity loss: a face rendered at the coordinates that it shows already shall stay as it is "
           "(Zhu et al. 2017)")
      ->check(not_negative);
  flags
      .add("lambda_background", o.lambda_background,
           "weight of every change off the face, outside an ellipse in the middle of the picture")
      ->check(not_negative);
  flags
      .add("lambda_consistency", o.lambda_consistency,
           "weight of the steadiness in video: a face turned and moved a little and then edited shall be the edited "
           "face, turned and moved (Eilertsen et al. 2019)")
      ->check(not_negative);
  flags.section("Optimization");
  flags.add("ema", o.ema, "decay of an average of the generator, which is then the model to use; 0: none")
      ->check(CLI::Range(0., 0.999999));

  flags.section("Data");
  flags.add("diff_augment", o.diff_augment,
            "true: the discriminator sees real and edited pictures changed at random (DiffAugment, Zhao et al. 2020: "
            "brightness, saturation, contrast, shift, cutout); for sets of less than some 10,000 pictures");

  flags.section("Recipe and networks");
  flags.only_false("architecture_v2", "only false is possible",
                   "--architecture_v2 asks for networks that the official repository names and does not contain; leave "
                   "it out, or choose another network by --conditioning and --output.");

  flags.after([c_dim, &o] {
    if (o.image_size % 4 != 0)
      throw Error(ErrorKind::BadArgument, "--image_size must be a multiple of 4.");
    if (o.run.mode == Mode::Train && !o.data.emotions_named && !o.data.emotions.empty() &&
        o.data.emotions.front() != "neutral")
      throw Error(ErrorKind::BadArgument,
                  "None of the folders of pictures in " + o.data.dataset_root +
                      " is called neutral; rename one, or name all classes with --emotions, the neutral one first.");
    if (o.data.emotions.size() == 1)
      throw Error(ErrorKind::BadArgument, "--emotions must name at least two classes.");
    if (c_dim->count() == 0 && !o.data.emotions.empty())
      o.c_dim = static_cast<int>(o.data.emotions.size());
    class_names(o.data, o.c_dim); // a wrong number of names must not show at the first save
  });
}

} // namespace ganmut
