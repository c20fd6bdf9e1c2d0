#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <ganmut/error.h>

#include "trainer/data/crop.h"
#include "trainer/data/data_options.h"
#include "trainer/data/label_table.h"

namespace ganmut {

/// Pictures of a data set that cannot be used.
class LeftOut {
public:
  /// A file that does not exist or must not be read.
  void add_missing(const LabelledFile &file);

  /// A picture that there is no good crop of. `state`: anything but Good.
  void add(const LabelledFile &file, Crop::State state);

  /// Does what was asked for: with Stop, throws Error (NotFound or Unreadable, as the first one is) that names the
  /// first and counts them, all of them in the detail; with Skip, logs the first five by name and all by number. Does
  /// nothing where none was added.
  void report(Unreadable policy) const;

private:
  enum Why { Missing, Damaged, NoFace };
  void add(const LabelledFile &file, Why why);

  std::vector<std::string> sentences_;
  std::array<std::size_t, 3> counts_{};
  ErrorKind kind_ = ErrorKind::Unreadable; ///< of the first
};

} // namespace ganmut
