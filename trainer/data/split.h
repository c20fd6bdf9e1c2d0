#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "trainer/data/data_options.h"
#include "trainer/data/label_table.h"

namespace ganmut {

/// A data set in two parts: indices of its files, ascending.
struct Split {
  std::vector<std::size_t> training;
  std::vector<std::size_t> held_out;
};

/// Whether the picture `path` is one of the part that is never trained on. Only the file's name, `held_out`,
/// `held_out_by` and `held_out_seed` count: a picture's part does not change when others come or go.
bool is_held_out(const std::string &path, const DataOptions &options);

/// Both parts of `files`. Throws Error(BadArgument) where `held_out` is not 0 and one part would be empty.
Split split(const std::vector<LabelledFile> &files, const DataOptions &options);

/// Who is in the picture: the file's name without its ending and the number after its last underscore; a name
/// without such a number is a person of its own.
std::string person_of(const std::string &path);

} // namespace ganmut
