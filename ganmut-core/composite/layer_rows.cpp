#include "composite/layer_rows.h"

#include <algorithm>
#include <cmath>

#include "composite/sampling.h"
#include "vectors/lanes.h"

// What becomes of the samples of a row: place() and compose() of network/layers_generator.cpp, eight samples at a time.
namespace ganmut {
namespace {

constexpr int fields = 6; ///< channels of the moves that mean something

/// A row's numbers, each in an array of its own.
struct Row {
  Row(std::vector<float> &memory, int width) {
    const auto length = static_cast<std::size_t>((width / lanes + 3) * lanes);
    memory.resize((9 + 3 * fields) * length);
    float *next = memory.data();
    for (float **array : {&mask, &x, &y, &light, &inside, &kept, &paint[0], &paint[1], &paint[2]}) {
      *array = next;
      next += length;
    }
    lattices = next;
  }
  float *mask, *x, *y; ///< x, y: where to fetch from, in samples, relative
  float *light;        ///< factor
  float *inside;       ///< share of the mouth's inside, and how much of that is the frame's own
  float *kept;
  std::array<float *, 3> paint; ///< filled where something of the inside shows
  float *lattices;              ///< room for Lattices
};

/// The fields on a lattice of `stride` samples, smooth between: two of its rows, and one between them.
template <int stride> class Lattices {
public:
  GANMUT_LANES Lattices(const LayerRows &patch, float *memory)
      : patch_(patch), length_((patch.size.width / stride / lanes + 2) * lanes),
        between_(memory), rows_{memory + fields * length_, memory + 2 * fields * length_} {}

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
      Floats layers[lanes];
      cubic<Floats, lanes>(
          {patch_.textures->moves, m(0, 0) * x + (m(0, 1) * y + m(0, 2)), m(1, 0) * x + (m(1, 1) * y + m(1, 2))},
          layers);
      transpose(layers);
      for (int k = 0; k < fields; ++k)
        store(rows_[row % 2] + k * length_ + i, layers[k]);
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
GANMUT_LANES void store_paint(const LayerTextures &t, const Floats &x, const Floats &y,
                              const std::array<float *, 3> &paint, int i) {
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

/// The logistic function, exactly 0 and 1 where that does not show.
GANMUT_LANES Floats share(const Floats &log_odds) {
  const Floats certain = all(8);
  const Floats soft = 1.F / (1.F + exponential(clamped(-log_odds, -certain, certain)));
  return log_odds < -certain ? all(0) : log_odds > certain ? all(1) : soft;
}

/// What becomes of eight samples from the i-th on.
template <class Fields>
GANMUT_LANES void find_moves(const LayerRows &patch, const Line &line, int i, const Fields &layers, Row &row) {
  const LayerTextures &t = *patch.textures;
  const Floats steps = count_up() + static_cast<float>(i);
  const Floats x = line.x + steps * line.step_x, y = line.y + steps * line.step_y;
  const Floats upper_x = layers.field(0, i), upper_y = layers.field(1, i), lower_x = layers.field(2, i),
               lower_y = layers.field(3, i), matte = layers.field(5, i);
  store(row.light + i, layers.field(4, i));

  const Floats most = all(4.595F); // a hole is at least 1 % and at most 99 % sure
  const float far = 2 / t.in_pixels;
  const Floats upper_at = y + upper_y, lower_at = y + lower_y;
  const bool is_above = !any(larger(upper_at, lower_at) >= all(t.lips.highest - far));
  const bool is_below = !any(smaller(upper_at, lower_at) <= all(t.lips.lowest + far));
  Floats move_x = is_above ? upper_x : lower_x, move_y = is_above ? upper_y : lower_y;
  const Ints holds = matte >= most - 8.F;
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
    const Floats hole = clamped(-5.F * (larger(above, below) + 0.45F), -most, most);
    inside = t.opening * share(hole + matte);
    const Floats open = clamped(-above_here - below_here - 0.5F, all(0), all(1));
    kept = open * share(-5.F * (larger(above_here, below_here) + 0.3F));

    const Floats margin = clamped(0.4F * (above + below - above_here - below_here), all(0), all(1.25F));
    const Ints is_upper = above > below;
    move_x = is_upper ? upper_x : lower_x;
    move_y = is_upper ? upper_y - larger(margin - above, all(0)) / t.in_pixels
                      : lower_y + larger(margin - below, all(0)) / t.in_pixels;
    if (any(inside > all(0)))
      store_paint(t, x, y, row.paint, i);
  }
  store(row.inside + i, inside);
  store(row.kept + i, kept);
  store(row.x + i, patch.to_patch(0, 0) * move_x + patch.to_patch(0, 1) * move_y);
  store(row.y + i, patch.to_patch(1, 0) * move_x + patch.to_patch(1, 1) * move_y);
}

/// The eyeball stays where the moved lids open on it.
void keep_eyes(const EyeOpenings &eyes, int y, int first, int last, Row &row) {
  if (y < eyes.where.y || y >= eyes.where.br().y)
    return;
  const auto opening = [&eyes](int column, int line) {
    const cv::Point place = cv::Point(column, line) - eyes.where.tl();
    return place.inside({{}, eyes.where.size()}) ? eyes.openings.at<float>(place) : 0.F;
  };
  for (int x = std::max(first, eyes.where.x); x < std::min(last, eyes.where.br().x); ++x) {
    const float eye = opening(x, y);
    if (!(eye > 0.F))
      continue;
    const float from_x = static_cast<float>(x) + row.x[x], from_y = static_cast<float>(y) + row.y[x];
    const int column = cvFloor(from_x), line = cvFloor(from_y);
    const float right = from_x - static_cast<float>(column), down = from_y - static_cast<float>(line);
    const float there = between(between(opening(column, line), opening(column + 1, line), right),
                                between(opening(column, line + 1), opening(column + 1, line + 1), right), down);
    row.x[x] *= 1.F - eye * there;
    row.y[x] *= 1.F - eye * there;
  }
}

using Words = std::uint32_t __attribute__((vector_size(32)));

GANMUT_LANES Floats number(const Words &word) {
  return to_floats(reinterpret_cast<Ints>(word));
}

/// Four samples beside each other, from the bytes on, weighted.
GANMUT_LANES Floats weighted(const std::uint8_t *row, const std::int32_t (&bytes)[lanes], const Floats (&weights)[4]) {
  const Words four = gathered<Words>(row, bytes);
  return number(four & 255) * weights[0] + number((four >> 8) & 255) * weights[1] +
         number((four >> 16) & 255) * weights[2] + number(four >> 24) * weights[3];
}
GANMUT_LANES Floats weighted(const std::uint16_t *row, const std::int32_t (&bytes)[lanes], const Floats (&weights)[4]) {
  Words before, behind;
  gather_pairs(row, bytes, before, behind);
  return number(before & 65535) * weights[0] + number(before >> 16) * weights[1] + number(behind & 65535) * weights[2] +
         number(behind >> 16) * weights[3];
}

/// Eight samples of the copy moved, lit, given way to the mouth's inside, and blended under the mask.
template <class Sample>
GANMUT_LANES Floats edited(const ComponentRows &c, const Row &row, int i, int y, const Floats &own,
                           const Floats &most) {
  const Floats x = count_up() + static_cast<float>(i + c.origin.x) + load<Floats>(row.x + i);
  const Floats from_x = clamped(x, all(1), all(static_cast<float>(c.size.width + 2)));
  const Floats from_y = clamped(static_cast<float>(y + c.origin.y) + load<Floats>(row.y + i), all(1),
                                all(static_cast<float>(c.size.height + 2)));
  const Ints column = truncated(from_x), line = truncated(from_y);
  std::int32_t bytes[lanes];
  store(bytes, ((line - 1) * static_cast<int>(c.copy_step) + (column - 1)) * static_cast<int>(sizeof(Sample)));
  Floats across[4], along[4];
  cubic_weights(from_x - to_floats(column), across);
  cubic_weights(from_y - to_floats(line), along);
  Floats moved = all(0);
  for (int k = 0; k < 4; ++k)
    moved += along[k] * weighted(static_cast<const Sample *>(c.copy) + k * c.copy_step, bytes, across);
  moved = clamped(moved, all(0), most);

  Floats wanted = c.dark + load<Floats>(row.light + i) * (moved - c.dark);
  const Floats inside = load<Floats>(row.inside + i);
  if (any(inside > all(0))) {
    const Floats painted = c.dark + c.from_bgr[0] * load<Floats>(row.paint[0] + i) +
                           c.from_bgr[1] * load<Floats>(row.paint[1] + i) +
                           c.from_bgr[2] * load<Floats>(row.paint[2] + i);
    const Floats mouth = between(painted, own, load<Floats>(row.kept + i));
    wanted = inside > all(0) ? between(wanted, mouth, inside) : wanted;
  }
  return between(own, wanted, load<Floats>(row.mask + i));
}

template <class Sample>
GANMUT_LANES void edit_component(const ComponentRows &c, const Row &row, int y, int first, int last) {
  const auto *own_row = static_cast<const Sample *>(c.copy) + (y + c.origin.y) * c.copy_step + c.origin.x;
  auto *target = static_cast<Sample *>(c.samples) + y * c.step;
  const Word word = sizeof(Sample) == 1 ? Word{} : c.word; // of bytes, the compiler knows
  const Floats most = all(static_cast<float>(word.most()));
  const float half = 0.5F * static_cast<float>(word.unit());
  for (int i = first; i < last; i += lanes) {
    const Floats own = load_numbers(own_row + i);
    const Floats samples = clamped(edited<Sample>(c, row, i, y, own, most), all(0), most);
    std::int32_t rounded[lanes];
    store(rounded, truncated(samples + half) & -word.unit());
    const int count = std::min(lanes, last - i);
    for (int k = 0; k < count; ++k)
      if (row.mask[i + k] > 0.F)
        target[(i + k) * c.channels] = static_cast<Sample>(rounded[k]);
  }
}

template <int stride>
GANMUT_LANES void edit_with(const LayerRows &patch, int first_row, int last_row, std::vector<float> &memory) {
  Row row(memory, patch.size.width);
  Lattices<stride> layers(patch, row.lattices);
  for (int y = first_row; y < last_row; ++y) {
    const auto &m = patch.to_aligned;
    const auto height = static_cast<float>(y);
    const Line line{m(0, 1) * height + m(0, 2), m(1, 1) * height + m(1, 2), m(0, 0), m(1, 0)};
    int first = patch.size.width, last = 0; // of the samples under the mask
    for (int i = 0; i < patch.size.width; i += lanes) {
      const Floats steps = count_up() + static_cast<float>(i);
      const Floats mask = linear({patch.textures->mask, line.x + steps * line.step_x, line.y + steps * line.step_y});
      store(row.mask + i, mask);
      if (any(mask > all(0))) {
        first = std::min(first, i);
        last = std::min(i + lanes, patch.size.width);
      }
    }
    if (first >= last)
      continue;
    layers.go_to(y);
    for (int i = first; i < last; i += lanes)
      find_moves(patch, line, i, layers, row);
    keep_eyes(patch.eyes, y, first, last, row);
    for (const ComponentRows &component : patch.components)
      if (component.word.bits > 8)
        edit_component<std::uint16_t>(component, row, y, first, last);
      else
        edit_component<std::uint8_t>(component, row, y, first, last);
  }
}

GANMUT_LANES void edit_rows_inline(const LayerRows &patch, int first, int last, std::vector<float> &memory) {
  constexpr float finest = 0.85F; // aligned pixels; between them lines look like curves
  const float step = std::hypot(patch.to_aligned(0, 0), patch.to_aligned(1, 0));
  if (4 * step < finest)
    edit_with<4>(patch, first, last, memory);
  else if (2 * step < finest)
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
