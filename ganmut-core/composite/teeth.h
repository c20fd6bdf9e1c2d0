#pragma once

#include <array>
#include <vector>

namespace ganmut {

/// What a column of pixels shows of a row of teeth. Lengths are millimetres of an adult.
struct ToothColumn {
  float edge = 0.F;      ///< the tooth's, from that of the front teeth towards the gums
  float side = 0.F;      ///< from the nearer side of the tooth
  float half = 1.F;      ///< of its width
  float light = 0.F;     ///< of what the front teeth have, for the arch turns away from it
  bool is_tooth = false; ///< false behind the last one
};

/// A row of teeth as seen from the front: widths along an elliptical arch.
class TeethRow {
public:
  static TeethRow upper();
  static TeethRow lower();

  /// The column at `x` millimetres from the middle of the row.
  ToothColumn column(float x) const;

private:
  TeethRow(const std::vector<double> &widths, std::array<std::vector<float>, 2> edges, double arch_width);

  std::vector<float> borders_;              ///< where a tooth ends, from the middle outwards; the first is 0
  std::array<std::vector<float>, 2> edges_; ///< of either side
};

/// How much of a column of a row of teeth covers what is behind it, `height` millimetres above the edge of the front
/// teeth, and in what light. `blur`: millimetres that a pixel shows at once.
struct Enamel {
  Enamel(const ToothColumn &column, float height, float blur);

  float share = 0.F;
  float light = 0.F;
  float yellow = 0.F; ///< part of the blue that it lacks: towards the gums, where it is thicker
};

} // namespace ganmut
