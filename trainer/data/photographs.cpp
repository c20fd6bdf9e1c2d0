#include "trainer/data/photographs.h"

#include <filesystem>

namespace ganmut {

Photographs::Photographs(DataOptions options) {
  names = options.emotions = class_folders(options.dataset_root);
  if (names.empty() && !std::filesystem::exists(options.dataset_root + "/training.csv")) {
    names = {options.imgs_folder};
    files = data_set_of(read_class_folders(options.dataset_root, names), options);
    return;
  }
  constexpr int numbers_of_affectnet = 8;
  const auto classes = !names.empty()                 ? static_cast<int>(names.size())
                       : !options.label_names.empty() ? static_cast<int>(options.label_names.size())
                                                      : numbers_of_affectnet;
  names = class_names(options, classes);
  files = read_data_set(options, classes);
}

} // namespace ganmut
