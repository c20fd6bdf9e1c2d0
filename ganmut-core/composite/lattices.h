#pragma once

#include <vector>

#include "composite/layer_rows.h"
#include "composite/sampling.h"
#include "vectors/lanes.h"

namespace ganmut {

constexpr int move_fields = 7; ///< channels of LayerTextures::moves that mean something
constexpr int field_of_mask = move_fields, fields = move_fields + 1;

/// The fields on a lattice of `stride` samples, smooth between: two of its rows, and one between them.
template <int stride> class Lattices {
public:
  GANMUT_LANES Lattices(const LayerRows &patch, std::vector<float> &memory)
      : patch_(patch), length_((patch.size.width / stride / lanes + 2) * lanes) {
    memory.resize(static_cast<std::size_t>(3 * fields * length_));
    between_ = memory.data();
    rows_[0] = between_ + fields * length_;
    rows_[1] = rows_[0] + fields * length_;
  }

  /// Numbers for all samples of a frame's row; rows come in order.
  GANMUT_LANES void go_to(int y) {
    const int above = y / stride;
    for (const int wanted : {above, above + (stride > 1 ? 1 : 0)})
      if (at_[wanted % 2] != wanted)
        fill(wanted);
    const Floats down = all(static_cast<float>(y % stride) / stride);
    const float *upper = rows_[above % 2], *lower = rows_[(above + 1) % 2];
    if (stride > 1)
      for (int i = 0; i < fields * length_; i += lanes)
        store(between_ + i, between(load<Floats>(upper + i), load<Floats>(lower + i), down));
    now_ = stride > 1 ? between_ : upper;
  }

  /// The field of the eight samples from the i-th on.
  GANMUT_LANES Floats field(int which, int i) const {
    const Floats v = load<Floats>(now_ + which * length_ + i / stride);
    if constexpr (stride == 1)
      return v;
    else if constexpr (stride == 2)
      return between(__builtin_shufflevector(v, v, 0, 0, 1, 1, 2, 2, 3, 3),
                     __builtin_shufflevector(v, v, 1, 1, 2, 2, 3, 3, 4, 4), Floats{0, 0.5F, 0, 0.5F, 0, 0.5F, 0, 0.5F});
    else
      return between(__builtin_shufflevector(v, v, 0, 0, 0, 0, 1, 1, 1, 1),
                     __builtin_shufflevector(v, v, 1, 1, 1, 1, 2, 2, 2, 2),
                     Floats{0, 0.25F, 0.5F, 0.75F, 0, 0.25F, 0.5F, 0.75F});
  }

private:
  GANMUT_LANES void fill(int row) {
    const auto &m = patch_.to_aligned;
    const auto y = static_cast<float>(row * stride);
    for (int i = 0; i * stride < patch_.size.width + stride; i += lanes) {
      const Floats x = (count_up() + static_cast<float>(i)) * static_cast<float>(stride);
      const Floats aligned_x = m(0, 0) * x + (m(0, 1) * y + m(0, 2)), aligned_y = m(1, 0) * x + (m(1, 1) * y + m(1, 2));
      Floats layers[lanes];
      cubic<Floats, lanes>({patch_.textures->moves, aligned_x, aligned_y}, layers);
      transpose(layers);
      for (int k = 0; k < move_fields; ++k)
        store(rows_[row % 2] + k * length_ + i, layers[k]);
      store(rows_[row % 2] + field_of_mask * length_ + i, linear({patch_.textures->mask, aligned_x, aligned_y}));
    }
    at_[row % 2] = row;
  }

  const LayerRows &patch_;
  int length_; ///< of a field
  float *between_, *rows_[2];
  const float *now_ = nullptr;
  int at_[2] = {-1, -1}; ///< rows of the lattice that are there
};

} // namespace ganmut
