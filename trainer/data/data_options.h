#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trainer/augment/affine_augment.h"

namespace ganmut {

/// What to do with a picture that is missing or damaged, or where a face is needed and none can be found.
enum class Unreadable {
  Stop, ///< end with an Error that names it
  Skip, ///< leave it out; the log names the first ones and counts all
};

/// What stays together when a part of the pictures is held out.
enum class HeldOutBy {
  Person, ///< pictures of one person: same file name up to the number at its end (`Ann_Lee_0003.jpg`: `Ann_Lee`)
  File,
};

/// Settings of what is trained on, shared by all recipes. The names are those of the flags.
struct DataOptions {
  std::string dataset_root = "dataset"; ///< holds training.csv, or one folder a class
  std::string imgs_folder = "imgs";     ///< of training.csv's pictures, below dataset_root
  std::vector<std::string> emotions;    ///< classes wanted, in the run's order; empty: see class_names()
  bool emotions_named = false;          ///< `emotions` was asked for, and is no default
  std::vector<std::string> label_names; ///< what training.csv's numbers 0, 1, ... mean; empty: AffectNet's
  Unreadable unreadable = Unreadable::Stop;
  /// Folder of the crop cache; `none`, or empty: no cache. The command line's default is `crops` below model_save_dir.
  std::string cache;
  double held_out = 0; ///< part of persons or files that is never trained on, [0, 0.9]
  HeldOutBy held_out_by = HeldOutBy::Person;
  std::uint64_t held_out_seed = 1; ///< chooses them
  bool balanced = false;           ///< every class is drawn as often as any other
  Interpolation interpolation = Interpolation::Nearest;
  int num_workers = 1; ///< threads that read pictures, at least 1
};

/// The names of a run's `classes` classes: `emotions`, or the first of `label_names`, or AffectNet's.
/// Throws Error(BadArgument) where a list has another number of names than is needed.
std::vector<std::string> class_names(const DataOptions &options, int classes);

/// The class of each number in training.csv, -1 for those not wanted: with `emotions`, their places in it; without,
/// 0 .. `classes` - 1. Throws Error(BadArgument) for an emotion that no number stands for, or that is named twice.
std::vector<int> classes_of_numbers(const DataOptions &options, int classes);

} // namespace ganmut
