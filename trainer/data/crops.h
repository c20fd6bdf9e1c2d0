#pragma once

#include <cstddef>
#include <vector>

#include "trainer/data/crop_file.h"
#include "trainer/data/data_options.h"
#include "trainer/data/label_table.h"

namespace ganmut {

/// The crops of a data set's pictures. Each is made once and then kept in the cache of `options`, or in memory without
/// one. A picture is known again by its place below dataset_root, its size and the time of its last change, as make
/// and rsync do it: reading all bytes of a large set at every start would take minutes.
class Crops {
public:
  /// Makes the crops of `files` that are not in the cache, on `options.num_workers` threads. Pictures without a crop
  /// are left out, the first ones named in the log and all counted, or throw, as `options.unreadable` says.
  /// Throws Error: NotFound (a picture does not exist), Unreadable (damaged, or no face), BadFile (nothing is left),
  /// Failed (the cache cannot be written; SIGINT or SIGTERM came).
  Crops(const std::vector<LabelledFile> &files, const CropMaker &maker, const DataOptions &options);

  /// What has a crop, in the order of `files`.
  const std::vector<LabelledFile> &files() const { return files_; }

  /// The crop of files()[index]. Its picture is a view that must not be written to. Safe to call from several threads.
  Crop at(std::size_t index) const { return file_.at(records_[index]); }

private:
  CropFile file_;
  std::vector<LabelledFile> files_;
  std::vector<std::size_t> records_; ///< of the files
};

} // namespace ganmut
