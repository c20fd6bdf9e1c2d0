#include "emotion/space_table.h"

#include <iomanip>
#include <locale>
#include <sstream>
#include <vector>

namespace ganmut {

void print(std::ostream &stream, const ConditionalSpace &space) {
  const bool flat = space.dimensions() == 2;
  const bool gaussian = space.parametrization() == Parametrization::Gaussian;
  std::ostringstream table; // keeps the stream's own format
  table.imbue(std::locale::classic());
  table << std::fixed << std::setprecision(4) << std::left << std::setw(12) << "emotion" << std::right;
  for (const char *title : flat ? std::vector{"x", "y", "theta", "rho"} : std::vector{"x", "y", "z"})
    table << std::setw(9) << title;
  table << (gaussian ? "  covariance, row by row\n" : "\n");

  for (const auto &emotion : space.emotions()) {
    const auto &[x, y, z] = emotion.where;
    const auto [theta, rho] = to_polar(emotion.where);
    table << std::left << std::setw(12) << emotion.name << std::right;
    for (const float value : flat ? std::vector{x, y, theta, rho} : std::vector{x, y, z})
      table << ' ' << std::setw(8) << value;
    for (int row = 0; gaussian && row < space.dimensions(); ++row)
      for (int column = 0; column < space.dimensions(); ++column)
        table << ' ' << std::setw(8) << emotion.covariance[static_cast<std::size_t>(3 * row + column)];
    table << '\n';
  }
  stream << table.str();
}

} // namespace ganmut
