#include "composite/layer_rows.h"

#include <algorithm>
#include <cmath>

#include "composite/sampling.h"
#include "vectors/lanes.h"

// What becomes of the samples of a row: place() and compose() of network/layers_generator.cpp, eight samples at a time.
namespace ganmut {
namespace {

constexpr int moves = 6;          ///< channels of the moves that mean something
constexpr int fields = moves + 1; ///< and the mask

/// What is known of some samples of a row that lie side by side.
struct Block {
  static constexpr int length = 128;
  using Numbers = float[length];
  int start = 0;              ///< index of the first sample in the row
  bool opens = false;         ///< whether something of a mouth's inside shows
  Numbers mask, x, y;         ///< x, y: where to fetch from, in samples, relative
  Numbers light;              ///< factor
  Numbers inside, kept;       ///< share of the mouth's inside, and how much of that is the frame's own
  Numbers paint[3];           ///< filled where something of the inside shows
  Numbers across[4];          ///< weights of the samples around the place to fetch from
  Numbers along[4];           ///< the same for their rows
  std::int32_t bytes[length]; ///< of the first of them, in a copy
};

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
      for (int k = 0; k < moves; ++k)
        store(rows_[row % 2] + k * length_ + i, layers[k]);
      store(rows_[row % 2] + moves * length_ + i, linear({patch_.textures->mask, aligned_x, aligned_y}));
    }
    at_[row % 2] = row;
  }

  const LayerRows &patch_;
  int length_; ///< of a field
  float *between_, *rows_[2];
  const float *now_ = nullptr;
  int at_[2] = {-1, -1}; ///< rows of the lattice that are there
};

/// What is painted at eight places of the aligned picture. What looks like teeth gets their light; what is neither
/// teeth nor dark, because the network leaves it open, becomes more of the nearer one.
GANMUT_LANES void store_paint(const LayerTextures &t, const Floats &x, const Floats &y, Block::Numbers (&paint)[3],
                              int i) {
  using Four = float __attribute__((vector_size(16)));
  Four colours[lanes];
  cubic(Places<4, 1>(t.paint, x, y), colours);
  for (int k = 0; k < lanes; ++k)
    for (int c = 0; c < 3; ++c)
      paint[c][i + k] = colours[k][c];
  constexpr float flesh = 0.62F, range = 0.15F; // green of red: lips and tongue have less than that, teeth more
  constexpr float dimmed = 0.5F, brightened = 0.05F, reddened = 0.3F; // chosen by eye
  const Floats green = load<Floats>(paint[1] + i), red = load<Floats>(paint[2] + i);
  const Floats pale = clamped((green / larger(red, all(1)) - flesh) / range, all(0), all(1));
  if (!any(pale > all(0)))
    return;
  const Floats brightness = red / t.half_lit - 1.F;
  const Floats teeth = t.teeth_shown * pale * clamped((brightness - 0.1F) / 0.6F, all(0), all(1));
  const Floats side_by_side = Lookup<TeethLight::steps>(t.teeth.left, t.teeth.steps_per_pixel, x)(t.teeth.light);
  const Floats bright = pale * clamped(2.4F * brightness, all(0), all(1));
  const Floats dark = pale * clamped(-2.4F * brightness, all(0), all(1));
  const Floats light = (1.F + brightened * bright - dimmed * dark) * between(all(1), side_by_side, teeth);
  for (int c = 0; c < 3; ++c)
    store(paint[c] + i, (c == 2 ? light : light * (1.F - reddened * dark)) * load<Floats>(paint[c] + i));
}

/// The logistic function.
GANMUT_LANES Floats share(const Floats &log_odds) {
  const Floats certain = all(sure);
  const Floats soft = 1.F / (1.F + exponential(clamped(-log_odds, -certain, certain)));
  return log_odds < -certain ? all(0) : log_odds > certain ? all(1) : soft;
}

GANMUT_LANES void store_move(const LayerRows &patch, const Floats &x, const Floats &y, Block &b, int i) {
  store(b.x + i, patch.to_patch(0, 0) * x + patch.to_patch(0, 1) * y);
  store(b.y + i, patch.to_patch(1, 0) * x + patch.to_patch(1, 1) * y);
}

/// Eight samples from the i-th of the block on, far from the mouth. `sheet`: 0 above it, 1 below.
template <class Fields>
GANMUT_LANES void move_with_sheet(const LayerRows &patch, int i, int sheet, const Fields &layers, Block &b) {
  const int at = b.start + i;
  store(b.light + i, layers.field(4, at));
  store_move(patch, layers.field(2 * sheet, at), layers.field(2 * sheet + 1, at), b, i);
}

/// Eight samples from the i-th of the block on, perhaps of the mouth.
template <class Fields>
GANMUT_LANES void find_moves(const LayerRows &patch, const Line &line, int i, const Fields &layers, Block &b) {
  const LayerTextures &t = *patch.textures;
  const int at = b.start + i;
  const Floats steps = count_up() + static_cast<float>(at);
  const Floats x = line.x + steps * line.step_x, y = line.y + steps * line.step_y;
  const Floats upper_x = layers.field(0, at), upper_y = layers.field(1, at), lower_x = layers.field(2, at),
               lower_y = layers.field(3, at), matte = layers.field(5, at);
  store(b.light + i, layers.field(4, at));

  const Floats most = all(most_of_a_hole);
  const Floats upper_at = y + upper_y, lower_at = y + lower_y;
  const bool is_above = !any(larger(upper_at, lower_at) >= all(t.lips.highest - t.lips.far));
  const bool is_below = !any(smaller(upper_at, lower_at) <= all(t.lips.lowest + t.lips.far));
  Floats move_x = is_above ? upper_x : lower_x, move_y = is_above ? upper_y : lower_y;
  const Ints holds = matte >= most - sure;
  Floats inside = all(0), kept = all(0);
  if (!(is_above || is_below) || any(holds)) {
    const auto lips_at = [&t](const Floats &place) __attribute__((always_inline)) {
      return Lookup<LipHeights::steps>(t.lips.left, t.lips.steps_per_pixel, place);
    };
    const auto here = lips_at(x);
    const Floats upper_here = here(t.lips.upper), lower_here = here(t.lips.lower);
    const Floats above_here = t.in_pixels * (upper_here - y), below_here = t.in_pixels * (y - lower_here);
    const Floats above = t.in_pixels * (lips_at(x + upper_x)(t.lips.upper) - upper_at);
    const Floats below = t.in_pixels * (lower_at - lips_at(x + lower_x)(t.lips.lower));
    const Floats log_odds = matte + clamped(-5.F * (larger(above, below) + 0.45F), -most, most);
    if (any(log_odds >= all(-sure))) {
      inside = t.opening * share(log_odds);
      const Floats open = clamped(-above_here - below_here - 0.5F, all(0), all(1));
      kept = open * share(-5.F * (larger(above_here, below_here) + 0.3F));
      store_paint(t, x, y, b.paint, i);
      b.opens = true;
    }

    const Floats margin = clamped(0.4F * (above + below - above_here - below_here), all(0), all(1.25F));
    const Ints is_upper = above > below;
    move_x = is_upper ? upper_x : lower_x;
    move_y = is_upper ? upper_y - larger(margin - above, all(0)) / t.in_pixels
                      : lower_y + larger(margin - below, all(0)) / t.in_pixels;
  }
  store(b.inside + i, inside);
  store(b.kept + i, kept);
  store_move(patch, move_x, move_y, b, i);
}

/// The eyeball stays where the moved lids open on it, among the samples [first, last) of the block.
GANMUT_LANES void keep_eyes(const EyeOpenings &eyes, int y, int first, int last, Block &b) {
  if (y < eyes.where.y || y >= eyes.where.br().y)
    return;
  const Floats at_y = all(static_cast<float>(y));
  const int left = (eyes.where.x - b.start) / lanes * lanes, right = eyes.where.br().x - b.start;
  for (int i = std::max(first, left); i < std::min(last, right); i += lanes) {
    const Floats at_x = count_up() + static_cast<float>(b.start + i);
    const Floats eye = linear({eyes.openings, at_x, at_y});
    if (!any(eye > all(0)))
      continue;
    const Floats move_x = load<Floats>(b.x + i), move_y = load<Floats>(b.y + i);
    const Floats moves = 1.F - eye * linear({eyes.openings, at_x + move_x, at_y + move_y});
    store(b.x + i, moves * move_x);
    store(b.y + i, moves * move_y);
  }
}

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

GANMUT_LANES void store_weights(const Floats &part, Block::Numbers (&to)[4], int i) {
  Floats weights[4];
  cubic_weights(part, weights);
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k)
    store(to[k] + i, weights[k]);
}

/// Where the samples [first, last) of the block are fetched from, the same for all components.
template <class Sample> GANMUT_LANES void find_places(const CopyPlacing &copies, int y, int first, int last, Block &b) {
  const auto start_x = static_cast<float>(b.start + copies.origin.x), start_y = static_cast<float>(y + copies.origin.y);
  const Floats end_x = all(static_cast<float>(copies.size.width + 2));
  const Floats end_y = all(static_cast<float>(copies.size.height + 2));
  const auto step = static_cast<int>(copies.step);
  for (int i = first; i < last; i += lanes) {
    const Floats from_x =
        clamped(load<Floats>(b.x + i) + (count_up() + (start_x + static_cast<float>(i))), all(1), end_x);
    const Floats from_y = clamped(load<Floats>(b.y + i) + start_y, all(1), end_y);
    const Ints column = truncated(from_x), line = truncated(from_y);
    store(b.bytes + i, (line * step + column - (step + 1)) * static_cast<int>(sizeof(Sample)));
    store_weights(from_x - to_floats(column), b.across, i);
    store_weights(from_y - to_floats(line), b.along, i);
  }
}

/// Eight samples of the copy moved, lit, given way to the mouth's inside, and blended under the mask.
template <class Sample>
GANMUT_LANES Floats edited(const ComponentRows &c, std::ptrdiff_t copy_step, const Block &b, int i, const Floats &own,
                           const Floats &most) {
  const Floats across[] = {load<Floats>(b.across[0] + i), load<Floats>(b.across[1] + i), load<Floats>(b.across[2] + i),
                           load<Floats>(b.across[3] + i)};
  const auto line = [&](int k) __attribute__((always_inline)) {
    return load<Floats>(b.along[k] + i) *
           weighted(static_cast<const Sample *>(c.copy) + k * copy_step, b.bytes + i, across);
  };
  const Floats moved = clamped((line(0) + line(1)) + (line(2) + line(3)), all(0), most);

  Floats wanted = c.dark + load<Floats>(b.light + i) * (moved - c.dark);
  const Floats inside = load<Floats>(b.inside + i);
  if (b.opens && any(inside > all(0))) {
    const Floats painted = c.dark + c.from_bgr[0] * load<Floats>(b.paint[0] + i) +
                           c.from_bgr[1] * load<Floats>(b.paint[1] + i) + c.from_bgr[2] * load<Floats>(b.paint[2] + i);
    const Floats mouth = between(painted, own, load<Floats>(b.kept + i));
    wanted = inside > all(0) ? between(wanted, mouth, inside) : wanted;
  }
  return between(own, wanted, load<Floats>(b.mask + i));
}

/// The samples [first, last) of the block, component after component. `last` may be behind the row's end.
template <class Sample>
GANMUT_LANES void edit_components(const LayerRows &patch, int y, int first, int last, Block &b) {
  const CopyPlacing &copies = patch.copies;
  find_places<Sample>(copies, y, first, last, b);
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

/// The mask of eight samples: near its end exactly, so that nothing is touched where it is 0.
template <class Fields>
GANMUT_LANES Floats mask_at(const LayerRows &patch, const Line &line, int at, const Fields &layers) {
  const Floats nearly = layers.field(moves, at);
  constexpr float end = 0.06F;
  if (!any(nearly > all(0)) || !any(nearly < all(end)))
    return nearly;
  const Floats steps = count_up() + static_cast<float>(at);
  return linear({patch.textures->mask, line.x + steps * line.step_x, line.y + steps * line.step_y});
}

template <int stride>
GANMUT_LANES void edit_with(const LayerRows &patch, int first_row, int last_row, std::vector<float> &memory) {
  Lattices<stride> layers(patch, memory);
  Block b;
  for (int y = first_row; y < last_row; ++y) {
    const auto &m = patch.to_aligned;
    const auto height = static_cast<float>(y);
    const Line line{m(0, 1) * height + m(0, 2), m(1, 1) * height + m(1, 2), m(0, 0), m(1, 0)};
    layers.go_to(y);
    for (b.start = 0; b.start < patch.size.width; b.start += Block::length) {
      int first = Block::length, last = 0; // of the samples under the mask
      for (int i = 0; i < std::min(Block::length, patch.size.width - b.start); i += lanes) {
        const Floats mask = mask_at(patch, line, b.start + i, layers);
        store(b.mask + i, mask);
        if (any(mask > all(0))) {
          first = std::min(first, i);
          last = i + lanes;
        }
      }
      const float y_there = line.y + static_cast<float>(b.start) * line.step_y;
      const auto [top, bottom] = std::minmax({y_there, y_there + Block::length * line.step_y});
      const bool is_above = bottom<patch.textures->mouth_top, is_below = top> patch.textures->mouth_bottom;
      b.opens = false;
      for (int i = first; i < last; i += lanes)
        if (is_above || is_below)
          move_with_sheet(patch, i, is_below ? 1 : 0, layers, b);
        else
          find_moves(patch, line, i, layers, b);
      keep_eyes(patch.eyes, y, first, last, b);
      if (patch.word.bits > 8)
        edit_components<std::uint16_t>(patch, y, first, last, b);
      else
        edit_components<std::uint8_t>(patch, y, first, last, b);
    }
  }
}

GANMUT_LANES void edit_rows_inline(const LayerRows &patch, int first, int last, std::vector<float> &memory) {
  const float step = std::hypot(patch.to_aligned(0, 0), patch.to_aligned(1, 0));
  if (4 * step < patch.finest)
    edit_with<4>(patch, first, last, memory);
  else if (2 * step < patch.finest)
    edit_with<2>(patch, first, last, memory);
  else
    edit_with<1>(patch, first, last, memory);
}

// Debian's compilers make code for SSE2; all machines of the last ten years have AVX2 as well.
#ifdef __x86_64__
#define GANMUT_AVX2 __attribute__((target("avx2,fma")))
GANMUT_AVX2 void edit_rows_avx2(const LayerRows &patch, int first, int last, std::vector<float> &memory) {
  edit_rows_inline(patch, first, last, memory);
}
bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#else
constexpr auto edit_rows_avx2 = edit_rows_inline;
constexpr bool has_avx2() {
  return false;
}
#endif

} // namespace

void edit_rows(const LayerRows &patch, int first, int last, std::vector<float> &memory) {
  if (has_avx2())
    edit_rows_avx2(patch, first, last, memory);
  else
    edit_rows_inline(patch, first, last, memory);
}

} // namespace ganmut
