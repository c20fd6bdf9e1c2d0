#include "composite/teeth.h"

#include <algorithm>
#include <cmath>

namespace ganmut {
namespace {

constexpr double arch_depth = 35; // half axis of the ellipse that teeth stand on, towards the throat

constexpr float contact = 1.7F;  // above the edge of a tooth, where it touches the next
constexpr float rounding = 0.3F; // how far apart two corners of teeth are, by half
constexpr float line = 0.02F;    // likewise where they touch: it looks dark
constexpr float curved = 0.35F;  // how much higher the edge is at the sides of a tooth
constexpr float shifted = 0.3F;  // the middle of the row, from that of the face
constexpr float stain = 0.06F;   // of the light, a millimetre that an edge is higher
constexpr float turning = 0.55F; // of the light, lost at the end of the arch

/// Where one tooth ends and the next begins as seen from the front.
std::vector<float> borders_of(const std::vector<double> &widths, double arch_width) {
  std::vector<float> borders{0.F};
  constexpr double step = 0.01;
  double x = 0, along = 0, end = 0;
  for (const double width : widths) {
    for (end += width; along < end && x < 0.98 * arch_width; x += step) {
      const double slope = arch_depth * x / (arch_width * arch_width) / std::sqrt(1 - std::pow(x / arch_width, 2));
      along += step * std::hypot(1, slope);
    }
    borders.push_back(static_cast<float>(x));
  }
  return borders;
}

} // namespace

// Widths: Wheeler's Dental Anatomy. Nobody's teeth are alike on both sides.
TeethRow TeethRow::upper() {
  return {{8.5, 6.5, 7.5, 7, 6.8}, {{{0.F, 0.4F, 0.3F, 0.9F, 1.5F}, {0.15F, 0.6F, 0.1F, 1.1F, 1.6F}}}, 27};
}

TeethRow TeethRow::lower() {
  return {{5.3, 5.7, 6.8, 7, 7.1}, {{{0.F, 0.2F, -0.3F, 0.5F, 1.F}, {0.25F, 0.F, -0.1F, 0.4F, 1.1F}}}, 24};
}

TeethRow::TeethRow(const std::vector<double> &widths, std::array<std::vector<float>, 2> edges, double arch_width)
    : borders_(borders_of(widths, arch_width)), edges_(std::move(edges)) {}

ToothColumn TeethRow::column(float x) const {
  const float away = std::abs(x + shifted);
  const auto next = std::upper_bound(borders_.begin() + 1, borders_.end(), away);
  if (next == borders_.end())
    return {};
  const auto tooth = static_cast<std::size_t>(next - borders_.begin() - 1);
  const float turned = away / borders_.back(), edge = edges_[x + shifted < 0 ? 0 : 1][tooth];
  const float stained = stain * edges_[0][tooth]; // those further back are darker
  const float half = (*next - borders_[tooth]) / 2;
  return {edge, std::min(away - borders_[tooth], *next - away), half, (1 - turning * turned * turned) * (1 - stained),
          true};
}

Enamel::Enamel(const ToothColumn &column, float height, float blur) {
  if (!column.is_tooth)
    return;
  const float aside = 1 - column.side / column.half; // from the middle of the tooth
  const float up = height - column.edge - curved * aside * aside, soft = std::max(blur, 0.45F);
  const float corner = std::max(0.F, 1 - up / contact);
  const float open = line + rounding * corner * corner;
  share = std::clamp(0.5F + (column.side - open) / soft, 0.F, 1.F) * std::clamp(0.5F + up / soft, 0.F, 1.F);
  const float round = std::max(0.F, 1 - column.side / 2.4F);      // towards the sides of a tooth
  const float thin = std::max(0.F, 1 - std::max(up, 0.F) / 1.6F); // light goes through its edge
  const float from_middle = (up - 3.2F) / 1.8F;
  const float shines = std::max(0.F, 1 - 0.4F * from_middle * from_middle - aside * aside);
  light = column.light * (1 - 0.17F * round * round) * (1 - 0.12F * thin) * (0.95F + 0.08F * shines);
  yellow = 0.04F * std::clamp((up - 3) / 5, 0.F, 1.F);
}

} // namespace ganmut
