#pragma once

#include <string>

namespace ganmut {

/// What differs between two lists of flags, one `name=value` a line: "g_lr: 0.1, now 0.2; seed: 1, now 2". Flags that
/// a resumed run may change freely (folders, log steps, the number of iterations, threads and the like) do not count.
std::string changed_settings(const std::string &before, const std::string &now);

} // namespace ganmut
