#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ganmut {

/// One term of a mixture.
struct MixtureTerm {
  std::string name;
  float weight = 1.F; ///< >= 0
};

/// Reads `happy`, `happy:0.6` or `0.6*happy + 0.4*surprise`: terms NAME, NAME:WEIGHT or WEIGHT*NAME, added by `+`.
/// Blanks mean nothing; numbers have a decimal point in every locale. Throws Error(BadArgument).
std::vector<MixtureTerm> parse_mixture(std::string_view text);

/// True for a name that a mixture can mention: not empty, no blanks, none of `+ * : , @`, and no digit, `.` or `-`
/// first.
bool is_emotion_name(std::string_view name);

} // namespace ganmut
