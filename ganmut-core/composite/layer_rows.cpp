#include "composite/layer_rows.h"

#include <algorithm>
#include <cmath>

#include "composite/lattices.h"
#include "composite/layer_samples.h"
#include "composite/sampling.h"
#include "vectors/lanes.h"

// What becomes of the samples of a row: place() and compose() of network/layers_generator.cpp, eight samples at a time.
namespace ganmut {
namespace {

/// The lips that show instead of teeth at eight places of the source, and how much of them.
GANMUT_LANES Floats store_lips(const Texture &lips, const Floats &x, const Floats &y, Numbers (&lip)[3], int i) {
  using Four = float __attribute__((vector_size(16)));
  Four colours[lanes];
  cubic(Places<4, 1>(lips, x, y), colours);
  float share[lanes];
  for (int k = 0; k < lanes; ++k) {
    for (int c = 0; c < 3; ++c)
      lip[c][i + k] = colours[k][c];
    share[k] = colours[k][3];
  }
  return clamped(load<Floats>(share), all(0), all(1));
}

GANMUT_LANES Floats magnitude(const Floats &v) {
  return larger(v, -v);
}

/// The logistic function.
GANMUT_LANES Floats share(const Floats &log_odds) {
  const Floats certain = all(sure);
  const Floats soft = 1.F / (1.F + exponential(clamped(-log_odds, -certain, certain)));
  return log_odds < -certain ? all(0) : log_odds > certain ? all(1) : soft;
}

/// A move by `x`, `y` aligned pixels.
GANMUT_LANES void store_move(const LayerRows &patch, const Floats &x, const Floats &y, Sources &to, int i) {
  store(to.x + i, patch.to_patch(0, 0) * x + patch.to_patch(0, 1) * y);
  store(to.y + i, patch.to_patch(1, 0) * x + patch.to_patch(1, 1) * y);
}

/// The moves of eight samples at `x`, `y` of the aligned picture, where the eyeball stays that moved lids open on.
GANMUT_LANES void keep_eyes(const Texture &eyes, const Floats &x, const Floats &y, Floats &move_x, Floats &move_y) {
  const Floats eye = linear({eyes, x, y});
  if (!any(eye > all(0)))
    return;
  const Floats rest = 1.F - eye * linear({eyes, x + move_x, y + move_y});
  move_x *= rest;
  move_y *= rest;
}

/// How the eight samples from `at` on are lit, the i-th and following of the block.
template <class Fields> GANMUT_LANES void store_light(const Fields &layers, int at, int i, Block &b) {
  const Floats lift = layers.field(6, at);
  store(b.light + i, layers.field(4, at));
  store(b.lift + i, lift);
  b.lifts = b.lifts || any(lift > all(0));
}

/// Eight samples from the i-th of the block on, far from the mouth. `sheet`: 0 above it, 1 below.
template <class Fields>
GANMUT_LANES void move_with_sheet(const LayerRows &patch, const Line &line, int i, int sheet, const Fields &layers,
                                  Block &b) {
  const int at = b.start + i;
  store_light(layers, at, i, b);
  Floats move_x = layers.field(2 * sheet, at), move_y = layers.field(2 * sheet + 1, at);
  if (b.sees) {
    const Floats steps = count_up() + static_cast<float>(at);
    keep_eyes(patch.textures->eyes, line.x + steps * line.step_x, line.y + steps * line.step_y, move_x, move_y);
  }
  store_move(patch, move_x, move_y, b.sources, i);
}

/// What is painted at eight places of the aligned picture.
GANMUT_LANES void store_paint(const Texture &picture, const Floats &x, const Floats &y, Numbers (&paint)[3], int i) {
  using Four = float __attribute__((vector_size(16)));
  Four colours[lanes];
  cubic(Places<4, 1>(picture, x, y), colours);
  for (int k = 0; k < lanes; ++k)
    for (int c = 0; c < 3; ++c)
      paint[c][i + k] = colours[k][c];
}

/// The share of teeth in what eight samples are fetched from, as far as they are of lips; what shows instead goes to
/// the block.
GANMUT_LANES Floats hide_teeth(const LayerTextures &t, const Floats &outside, const Floats &x, const Floats &y,
                               const Floats &other_x, const Floats &other_y, const Floats &other, Block &b, int i) {
  const Floats beside = store_lips(t.lip_colours, other_x, other_y, b.lip, i);
  const Floats hidden = outside * between(store_lips(t.lip_colours, x, y, b.lip, i), beside, other);
  b.hides = b.hides || any(hidden > all(0));
  return hidden;
}

/// Eight samples and where both sheets fetch them.
struct Sheets {
  Floats x, y;                               ///< of the samples, aligned pixels
  Floats upper_x, upper_y, lower_x, lower_y; ///< moves, likewise
};

/// Where these lie beside the lips. Lengths are pixels of a picture of 128.
struct BesideLips {
  Floats above_here, below_here; ///< outside of either lip of the source, at the samples themselves
  Floats above, below;           ///< and where they are fetched
  Floats beside;                 ///< of the corners of the mouth, where the upper sheet fetches
  Floats own_gap, gap;           ///< between the lips, before and after
  Floats own_opening;            ///< share: whether the mouth was open
  Floats meeting;                ///< share: whether lips show nothing between them
};

GANMUT_LANES BesideLips beside_lips(const LayerTextures &t, const Sheets &at) {
  constexpr float narrow = 0.8F; // pixels of a picture of 128
  const auto lips_at = [&t](const Floats &place) __attribute__((always_inline)) {
    return Lookup<LipHeights::steps>(t.lips.left, t.lips.steps_per_pixel, place);
  };
  const auto here = lips_at(at.x);
  const Floats upper_here = here(t.lips.upper), lower_here = here(t.lips.lower);
  BesideLips to;
  to.above_here = t.in_pixels * (upper_here - at.y);
  to.below_here = t.in_pixels * (at.y - lower_here);
  to.above = t.in_pixels * (lips_at(at.x + at.upper_x)(t.lips.upper) - at.y - at.upper_y);
  to.below = t.in_pixels * (at.y + at.lower_y - lips_at(at.x + at.lower_x)(t.lips.lower));
  to.beside = t.in_pixels * larger(t.lips.left - (at.x + at.upper_x), at.x + at.upper_x - t.lips.right());
  to.own_gap = -to.above_here - to.below_here;
  to.gap = -to.above - to.below;
  to.own_opening = clamped(to.own_gap - 0.5F, all(0), all(1));
  to.meeting = clamped(1.F - (to.gap - t.meeting) / narrow, all(0), all(1));
  return to;
}

/// How sure eight samples show the inside of the mouth. `sample`: aligned pixels; `matte`: log-odds of the network.
GANMUT_LANES Floats hole(const LayerTextures &t, float sample, const BesideLips &lips, const Floats &matte) {
  constexpr float unlikely = 8, never = 20; // log-odds; the latter are more than all else together
  const Floats most = all(most_of_a_hole);
  const float steepness = std::clamp(3 / (t.in_pixels * sample), 3.F, 3 + 2 * t.sharp); // as sharp as the face
  // Where lips part the network corrects what landmarks of lips missed.
  const Floats corrected = clamped(matte, all(-t.trusted), all(t.trusted));
  return between(matte, corrected, clamped(lips.gap, all(0), all(1))) +
         clamped(-steepness * (larger(lips.above, lips.below) + 0.45F), -most, most) -
         (unlikely + (never - unlikely) * t.closes) * lips.meeting;
}

/// Draws the line on which lips of an open mouth meet at eight samples; medians of 77 closed mouths of the London set.
GANMUT_LANES void draw_line(const LayerTextures &t, const BesideLips &lips, Floats &inside, Floats &kept, Block &b,
                            int i) {
  const Floats was_open = clamped(lips.own_gap - (1.5F - t.sharp), all(0), all(1)); // landmarks of blurred lips err
  const Floats met = was_open * lips.meeting * clamped(lips.beside / -3, all(0), all(1));
  if (!any(met > all(0)))
    return;
  constexpr float upper_reach = 0.9F, lower_reach = 0.45F, blur = 1.2F; // pixels of a picture of 128
  const float wider = (1 - t.sharp) * blur, most = 0.6F - 0.35F * (1 - t.sharp);
  const Floats away = (lips.above - lips.below) / 2;
  const Floats reach = away > all(0) ? all(upper_reach + wider / 2) : all(lower_reach + wider);
  const Floats line = met * most * exponential(larger(-magnitude(away) / reach, all(-sure)));
  const Ints shows = line > inside;
  for (int c = 0; c < 3; ++c)
    store(b.paint[c] + i, shows ? all(t.line[c]) : load<Floats>(b.paint[c] + i));
  inside = larger(inside, line);
  kept = shows ? all(0) : kept;
  b.opens = true;
}

/// How the sheets move eight samples on to lips: not from between them, and not across the line on which they meet.
GANMUT_LANES void keep_to_lips(const LayerTextures &t, const BesideLips &lips, Sheets &at) {
  constexpr float fringe = 0.7F, mirrored = 0.6F, widest = 2; // pixels of a picture of 128; chosen by eye
  // Landmarks lie on teeth now and then, and on the dark between closed lips.
  const Floats closing = 0.4F * lips.own_opening * (lips.own_gap - lips.gap);
  const Floats corners = clamped(1.F - lips.beside / 2, all(0), all(1)); // lips end there
  const Floats parting = clamped((lips.gap - lips.own_gap) / 2, all(0), all(1));
  const Floats closes = clamped((lips.own_gap - lips.gap - 1.F) / 2, all(0), all(1));
  const auto onto_lip = [&](const Floats &move, const Floats &beyond) __attribute__((always_inline)) {
    const Floats moved = smaller(t.in_pixels * magnitude(move), all(1));
    const Floats margin =
        corners * clamped(closing + fringe * larger(lips.own_opening, parting) * moved, all(0), all(widest));
    return (1.F + mirrored * closes) * larger(margin - beyond, all(0)); // one row would leave stripes
  };
  // Where closed lips are pressed together, they are squeezed beside the line between them, which would be lost.
  const Floats pressed = (1.F - lips.own_opening) * larger(-0.5F * lips.gap, all(0));
  const auto squeezed = [&](const Floats &beyond) __attribute__((always_inline)) {
    return pressed * clamped(1.F - (beyond - pressed) / 4, all(0), all(1));
  };
  at.upper_y -= (onto_lip(at.upper_y, lips.above) - squeezed(lips.above)) / t.in_pixels;
  at.lower_y += (onto_lip(at.lower_y, lips.below) - squeezed(lips.below)) / t.in_pixels;
}

/// What eight samples of the mouth show: lips, one or both, or the inside.
GANMUT_LANES void find_mouth(const LayerRows &patch, const Floats &matte, Sheets &at, Floats &move_x, Floats &move_y,
                             Block &b, int i) {
  const LayerTextures &t = *patch.textures;
  const BesideLips lips = beside_lips(t, at);
  const Floats log_odds = hole(t, patch.sample, lips, matte);
  Floats inside = all(0), kept = all(0), hidden = all(0);
  if (any(log_odds >= all(-sure))) {
    inside = t.opening * share(log_odds);
    kept = lips.own_opening * share(-5.F * (larger(lips.above_here, lips.below_here) + 0.3F));
    store_paint(t.paint, at.x, at.y, b.paint, i);
    b.opens = true;
  }
  draw_line(t, lips, inside, kept, b, i);

  keep_to_lips(t, lips, at);
  const Ints is_upper = lips.above > lips.below;
  move_x = is_upper ? at.upper_x : at.lower_x;
  move_y = is_upper ? at.upper_y : at.lower_y;
  const Floats other_x = is_upper ? at.lower_x : at.upper_x, other_y = is_upper ? at.lower_y : at.upper_y;
  const Floats apart = magnitude(lips.above - lips.below) / (t.in_pixels * patch.sample);
  const Floats step = (magnitude(other_x - move_x) + magnitude(other_y - move_y)) / patch.sample;
  const Floats other =
      larger(0.5F - apart / 2, all(0)) * clamped(step - 1.F, all(0), all(1)); // `apart` grows by 2 a sample
  b.meets = b.meets || any(other > all(0));

  constexpr float near_teeth = 5; // pixels of a picture of 128
  const Floats way = t.in_pixels * larger(magnitude(move_x), magnitude(move_y));
  const Floats changes = smaller(larger(magnitude(lips.gap - lips.own_gap), way) / 1.5F, all(1));
  const Floats beyond = larger(lips.above, lips.below);
  const Ints may_hide = (larger(beyond, lips.beside) < all(near_teeth)) & (changes > all(0)) & (inside < all(1));
  const Floats outside = larger(clamped(beyond + 1.F, all(0), all(1)), lips.meeting);
  if (!t.lip_colours.picture.empty() && any(may_hide))
    hidden =
        changes * hide_teeth(t, outside, at.x + move_x, at.y + move_y, at.x + other_x, at.y + other_y, other, b, i);
  store(b.inside + i, inside);
  store(b.kept + i, kept);
  store(b.hidden + i, hidden);
  store(b.other + i, other);
  store_move(patch, other_x, other_y, b.other_sources, i);
}

/// Eight samples from the i-th of the block on, perhaps of the mouth.
template <class Fields>
GANMUT_LANES void find_moves(const LayerRows &patch, const Line &line, int i, const Fields &layers, Block &b) {
  const LayerTextures &t = *patch.textures;
  const int place = b.start + i;
  const Floats steps = count_up() + static_cast<float>(place);
  Sheets at{line.x + steps * line.step_x, line.y + steps * line.step_y, layers.field(0, place),
            layers.field(1, place),       layers.field(2, place),       layers.field(3, place)};
  const Floats matte = layers.field(5, place);
  store_light(layers, place, i, b);

  const Floats upper_at = at.y + at.upper_y, lower_at = at.y + at.lower_y;
  const bool is_above = !any(larger(upper_at, lower_at) >= all(t.lips.highest - t.lips.far));
  const bool is_below = !any(smaller(upper_at, lower_at) <= all(t.lips.lowest + t.lips.far));
  Floats move_x = is_above ? at.upper_x : at.lower_x, move_y = is_above ? at.upper_y : at.lower_y;
  if (!(is_above || is_below) || any(matte >= all(most_of_a_hole - sure))) {
    find_mouth(patch, matte, at, move_x, move_y, b, i);
  } else {
    for (auto *share : {b.inside, b.kept, b.hidden, b.other})
      store(share + i, all(0));
    store_move(patch, all(0), all(0), b.other_sources, i);
  }
  if (b.sees)
    keep_eyes(t.eyes, at.x, at.y, move_x, move_y);
  store_move(patch, move_x, move_y, b.sources, i);
}

/// The mask of eight samples: near its end exactly, so that nothing is touched where it is 0.
template <class Fields>
GANMUT_LANES Floats mask_at(const LayerRows &patch, const Line &line, int at, const Fields &layers) {
  const Floats nearly = layers.field(field_of_mask, at);
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
    for (b.start = 0; b.start < patch.size.width; b.start += block_length) {
      int first = block_length, last = 0; // of the samples under the mask
      for (int i = 0; i < std::min(block_length, patch.size.width - b.start); i += lanes) {
        const Floats mask = mask_at(patch, line, b.start + i, layers);
        store(b.mask + i, mask);
        if (any(mask > all(0))) {
          first = std::min(first, i);
          last = i + lanes;
        }
      }
      const float y_there = line.y + static_cast<float>(b.start) * line.step_y;
      const auto [top, bottom] = std::minmax({y_there, y_there + block_length * line.step_y});
      const bool is_above = bottom < patch.textures->mouth_top;
      const bool is_below = top > patch.textures->mouth_bottom;
      b.sees = bottom > patch.textures->eyes_top && top < patch.textures->eyes_bottom;
      b.opens = b.meets = b.hides = b.lifts = false;
      for (int i = first; i < last; i += lanes)
        if (is_above || is_below)
          move_with_sheet(patch, line, i, is_below ? 1 : 0, layers, b);
        else
          find_moves(patch, line, i, layers, b);
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
