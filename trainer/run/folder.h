#pragma once

#include <string>

namespace ganmut {

/// Makes a folder, and those above it, unless it is there. Throws Error(Failed) naming it.
void make_folder(const std::string &folder);

} // namespace ganmut
