#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace ganmut {

/// Makes a folder, and those above it, unless it is there. Throws Error(Failed) naming it.
void make_folder(const std::string &folder);

/// Number and path of the files `folder`/N`ending`, the greatest N first. No folder, no files.
std::map<std::int64_t, std::string, std::greater<>> numbered_files(const std::string &folder,
                                                                   const std::string &ending);

} // namespace ganmut
