#pragma once

#include <filesystem>
#include <vector>

#include "options.h"

namespace ganmut::edit {

/// One file to edit.
struct Job {
  std::filesystem::path in;
  std::filesystem::path out;
  bool photo = false; ///< else a video
};

/// What is to be done, checked as far as that is possible before the work starts. With several inputs the output is a
/// folder, which is made when it does not exist, and the files keep their names.
/// Throws Error(NotFound, BadArgument, Failed).
std::vector<Job> plan_jobs(const Options &options);

} // namespace ganmut::edit
