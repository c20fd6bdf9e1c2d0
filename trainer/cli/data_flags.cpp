#include "trainer/cli/flags.h"
#include "trainer/data/data_set.h"

namespace ganmut {

void add_flags(Flags &flags, DataOptions &o) {
  flags.section("Data");
  flags.add("dataset_root", o.dataset_root, "folder that holds training.csv, or one folder of pictures a class");
  flags.add("imgs_folder", o.imgs_folder, "folder of training.csv's pictures, below dataset_root");
  auto *emotions = flags
                       .add("emotions", o.emotions,
                            "classes wanted, in order, neutral first, separated by commas; others are left out")
                       ->delimiter(',');
  flags
      .add("label_names", o.label_names, "what the numbers 0, 1, ... in training.csv mean (default: AffectNet's names)")
      ->delimiter(',');
  flags.choice("unreadable", o.unreadable, {{"stop", Unreadable::Stop}, {"skip", Unreadable::Skip}},
               "what to do with pictures that are missing or damaged, or where no face can be found; those skipped are "
               "counted in the log");
  flags.add("cache", o.cache,
            "folder of the cached crops, or none (default: crops, below model_save_dir); they show people's faces");
  flags.add("held_out", o.held_out, "part of the persons or files that is never trained on")
      ->check(CLI::Range(0., 0.9));
  flags.choice("held_out_by", o.held_out_by, {{"person", HeldOutBy::Person}, {"file", HeldOutBy::File}},
               "hold out whole persons (file names that differ only in the number at their end), or files");
  flags.add("held_out_seed", o.held_out_seed, "chooses who is held out");
  flags.add("balanced", o.balanced, "true: every class is drawn as often as any other");
  flags.choice("interpolation", o.interpolation,
               {{"nearest", Interpolation::Nearest}, {"bilinear", Interpolation::Bilinear}},
               "of the pictures that are turned and moved: nearest (official) or bilinear");
  flags.add("num_workers", o.num_workers, "threads that read and augment pictures")->check(CLI::PositiveNumber);

  flags.after([emotions, &o] {
    o.emotions_named = emotions->count() > 0;
    if (o.emotions_named)
      return;
    if (auto folders = class_folders(o.dataset_root); !folders.empty())
      o.emotions = std::move(folders);
  });
}

} // namespace ganmut
