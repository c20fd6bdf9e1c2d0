#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ganmut {

/// Named losses of one iteration, in the order of their computation. Apart, for logs know no LibTorch.
using Losses = std::vector<std::pair<std::string, double>>;

} // namespace ganmut
