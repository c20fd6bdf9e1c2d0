#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ganmut/export.h>

namespace ganmut {

/// An expression from a text of FACS action units or face shapes: `AU12=0.8, AU4L=0.3, jawOpen=0.1`, amounts from -2 to
/// 2, with a decimal point in every locale; L and R are the person's own left and right. An empty text is no
/// expression. `units`: ModelInfo::units of the model that shall show it. Returns an amount for each of them, in their
/// order. Throws Error(BadArgument) for a malformed text, a name that is unknown or that the model has no unit for, and
/// for a text where there are no units.
GANMUT_API std::vector<float> action_units(std::string_view text, const std::vector<std::string> &units);

} // namespace ganmut
