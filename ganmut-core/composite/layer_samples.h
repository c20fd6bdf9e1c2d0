#pragma once

#include <algorithm>
#include <cstdint>

#include "composite/layer_rows.h"
#include "composite/sampling.h"
#include "vectors/lanes.h"

// Samples of a row fetched from where they come from, eight at a time, and blended into the frame.
namespace ganmut {

/// Numbers of samples that lie side by side.
constexpr int block_length = 128;
using Numbers = float[block_length];

/// Where samples are fetched from.
struct Sources {
  Numbers x, y;                     ///< in samples, relative
  Numbers across[4], along[4];      ///< weights of the samples around the place, and of their rows
  std::int32_t bytes[block_length]; ///< of the first of them, in a copy
};

/// What is known of some samples of a row that lie side by side.
struct Block {
  int start = 0; ///< index of the first sample in the row
  Numbers mask;
  Sources sources;
  bool sees = false;  ///< whether an eye may be there
  bool meets = false; ///< whether both lips share a sample
  Numbers other;      ///< the other lip's share where they do, up to a half
  Sources other_sources;
  Numbers light;        ///< factor
  bool lifts = false;   ///< whether grey light is added
  Numbers lift;         ///< 0..255
  bool hides = false;   ///< whether there are teeth where lips are fetched
  Numbers hidden;       ///< their share
  Numbers lip[3];       ///< what shows instead
  bool opens = false;   ///< whether something of a mouth's inside shows
  Numbers inside, kept; ///< share of that, and how much of it is the frame's own
  Numbers paint[3];     ///< filled where something of the inside shows
};

using Words = std::uint32_t __attribute__((vector_size(32)));

GANMUT_LANES Floats number(const Words &word) {
  return to_floats(reinterpret_cast<Ints>(word));
}

/// Four samples beside each other, from the bytes on, weighted.
GANMUT_LANES Floats weighted(const std::uint8_t *row, const std::int32_t *bytes, const Floats (&weights)[4]) {
  const Words four = gathered<Words>(row, bytes);
  return number(four & 255) * weights[0] + number((four >> 8) & 255) * weights[1] +
         (number((four >> 16) & 255) * weights[2] + number(four >> 24) * weights[3]);
}
GANMUT_LANES Floats weighted(const std::uint16_t *row, const std::int32_t *bytes, const Floats (&weights)[4]) {
  Words before, behind;
  gather_pairs(row, bytes, before, behind);
  return number(before & 65535) * weights[0] + number(before >> 16) * weights[1] +
         (number(behind & 65535) * weights[2] + number(behind >> 16) * weights[3]);
}

GANMUT_LANES void store_weights(const Floats &part, Numbers (&to)[4], int i) {
  Floats weights[4];
  cubic_weights(part, weights);
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k)
    store(to[k] + i, weights[k]);
}

/// Finds what `to` says of the samples [first, last) of the block from their moves, the same for all components.
template <class Sample>
GANMUT_LANES void find_places(const CopyPlacing &copies, int start, int y, int first, int last, Sources &to) {
  const auto start_x = static_cast<float>(start + copies.origin.x), start_y = static_cast<float>(y + copies.origin.y);
  const Floats end_x = all(static_cast<float>(copies.size.width + 2));
  const Floats end_y = all(static_cast<float>(copies.size.height + 2));
  const auto step = static_cast<int>(copies.step);
  for (int i = first; i < last; i += lanes) {
    const Floats from_x =
        clamped(load<Floats>(to.x + i) + (count_up() + (start_x + static_cast<float>(i))), all(1), end_x);
    const Floats from_y = clamped(load<Floats>(to.y + i) + start_y, all(1), end_y);
    const Ints column = truncated(from_x), line = truncated(from_y);
    store(to.bytes + i, (line * step + column - (step + 1)) * static_cast<int>(sizeof(Sample)));
    store_weights(from_x - to_floats(column), to.across, i);
    store_weights(from_y - to_floats(line), to.along, i);
  }
}

/// Eight samples of `copy`, whose rows lie `step` apart.
template <class Sample>
GANMUT_LANES Floats fetched(const void *copy, std::ptrdiff_t step, const Sources &from, int i, const Floats &most) {
  const Floats across[] = {load<Floats>(from.across[0] + i), load<Floats>(from.across[1] + i),
                           load<Floats>(from.across[2] + i), load<Floats>(from.across[3] + i)};
  const auto line = [&](int k) __attribute__((always_inline)) {
    return load<Floats>(from.along[k] + i) *
           weighted(static_cast<const Sample *>(copy) + k * step, from.bytes + i, across);
  };
  return clamped((line(0) + line(1)) + (line(2) + line(3)), all(0), most);
}

/// Eight colours, 0..255, as samples of a component.
GANMUT_LANES Floats of_bgr(const ComponentRows &c, const Numbers (&bgr)[3], int i) {
  return c.dark + c.from_bgr[0] * load<Floats>(bgr[0] + i) + c.from_bgr[1] * load<Floats>(bgr[1] + i) +
         c.from_bgr[2] * load<Floats>(bgr[2] + i);
}

/// Eight samples of the copy moved, lit, given way to the mouth's inside, and blended under the mask.
template <class Sample>
GANMUT_LANES Floats edited(const ComponentRows &c, std::ptrdiff_t step, const Block &b, int i, const Floats &own,
                           const Floats &most) {
  Floats moved = fetched<Sample>(c.copy, step, b.sources, i, most);
  if (const Floats other = b.meets ? load<Floats>(b.other + i) : all(0); any(other > all(0)))
    moved = between(moved, fetched<Sample>(c.copy, step, b.other_sources, i, most), other);
  if (const Floats hidden = b.hides ? load<Floats>(b.hidden + i) : all(0); any(hidden > all(0)))
    moved = between(moved, of_bgr(c, b.lip, i), hidden);
  Floats wanted = c.dark + load<Floats>(b.light + i) * (moved - c.dark);
  if (b.lifts)
    wanted += c.from_grey * load<Floats>(b.lift + i);
  const Floats inside = load<Floats>(b.inside + i);
  if (b.opens && any(inside > all(0))) {
    Floats mouth = of_bgr(c, b.paint, i);
    if (const Floats kept = load<Floats>(b.kept + i); any(kept > all(0)))
      mouth = between(mouth, own, kept);
    wanted = inside > all(0) ? between(wanted, mouth, inside) : wanted;
  }
  return between(own, wanted, load<Floats>(b.mask + i));
}

/// The samples [first, last) of the block, component after component. `last` may be behind the row's end.
template <class Sample>
GANMUT_LANES void edit_components(const LayerRows &patch, int y, int first, int last, Block &b) {
  const CopyPlacing &copies = patch.copies;
  find_places<Sample>(copies, b.start, y, first, last, b.sources);
  if (b.meets)
    find_places<Sample>(copies, b.start, y, first, last, b.other_sources);
  const Word word = sizeof(Sample) == 1 ? Word{} : patch.word; // of bytes, the compiler knows
  const Floats most = all(static_cast<float>(word.most()));
  const float half = 0.5F * static_cast<float>(word.unit());
  for (const ComponentRows &c : patch.components) {
    const auto *own_row = static_cast<const Sample *>(c.copy) + (y + copies.origin.y) * copies.step + copies.origin.x;
    auto *target = static_cast<Sample *>(c.samples) + y * c.step;
    for (int i = first; i < last; i += lanes) {
      const int at = b.start + i;
      const Floats own = load_numbers(own_row + at);
      const Floats samples = clamped(edited<Sample>(c, copies.step, b, i, own, most), all(0), most);
      Ints shown = truncated(samples + half);
      if constexpr (sizeof(Sample) > 1) // a word that is not touched keeps its bits below the unit
        shown = load<Floats>(b.mask + i) > all(0) ? shown & -word.unit() : truncated(own);
      const int count = std::min(lanes, patch.size.width - at);
      if (c.channels == 1 && count == lanes) {
        store_samples(target + at, shown);
        continue;
      }
      Sample words[lanes];
      store_samples(words, shown);
      for (int k = 0; k < count; ++k)
        target[(at + k) * c.channels] = words[k];
    }
  }
}

} // namespace ganmut
