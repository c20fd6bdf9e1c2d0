#include "engine/onednn/moved_face.h"

#include "engine/onednn/dispatch.h"
#include "engine/onednn/resize.h"

namespace ganmut::onednn {

namespace {

constexpr int sheets = 4;  ///< x and y of both
constexpr int planes = 5;  ///< sheets and gain
constexpr int colours = 3; ///< BGR

/// Two rows of the picture become one of the input.
struct RowPair {
  enum Array { Moved, Hole = Moved + colours, Above, Below, Sheets, arrays = Sheets + sheets };

  GANMUT_LANES void operator()(const SourceFace &face, const float *linear, const FeatureMap &input, int of_pair,
                               float *memory) const {
    const int length = whole_blocks(face.size()), side = face.size() / 2;
    const auto array = [&](int row, int which) __attribute__((always_inline)) {
      return memory + (row * arrays + which) * length;
    };
    for (int row = 0; row < 2; ++row) {
      const int y = 2 * of_pair + row;
      for (int i = 0; i < sheets; ++i)
        double_row(linear + static_cast<std::ptrdiff_t>(i) * side * side, side, y, array(row, Sheets + i));
      for (int x = 0; x < face.size(); x += lanes)
        move(face, y, x, array(row, 0), length);
    }

    const auto channel = [&](int which) __attribute__((always_inline)) {
      return input.row(which / block, of_pair) + which % block;
    };
    int next = 0;
    for (const int which : {Above, Below}) {
      float *to = channel(next++);
      const float *const above = array(0, which), *const below = array(1, which);
      for (int x = 0; x < side; ++x) {
        const float mean = (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]) / 4;
        to[x * block] = std::clamp(mean, -12.F, 12.F) / 8;
      }
    }
    for (int which = Moved; which <= Hole; ++which)
      for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 2; ++column) {
          float *to = channel(next++);
          const float *from = array(row, which) + column;
          for (int x = 0; x < side; ++x)
            to[x * block] = from[2 * x];
        }
    for (int i = 0; i < planes; ++i) {
      float *to = channel(next++);
      const float *from = linear + (static_cast<std::ptrdiff_t>(i) * side + of_pair) * side;
      for (int x = 0; x < side; ++x)
        to[x * block] = 0.25F * from[x];
    }
    const float step = 2.F / static_cast<float>(side - 1);
    float *columns = channel(next++), *rows = channel(next++);
    for (int x = 0; x < side; ++x) {
      columns[x * block] = static_cast<float>(x) * step - 1;
      rows[x * block] = static_cast<float>(of_pair) * step - 1;
    }
  }

private:
  static GANMUT_LANES Floats sigmoid(const Floats &v) {
    return 1.F / (exponential(clamped(-v, all(-80), all(80))) + 1.F);
  }

  /// place() and compose() for eight pixels from (x, y) on.
  static GANMUT_LANES void move(const SourceFace &face, int y, int x, float *arrays, int length) {
    const auto array = [&](int which) __attribute__((always_inline)) {
      return arrays + which * length + x;
    };
    const Floats column = count_up() + static_cast<float>(x), row = all(static_cast<float>(y));
    const Floats upper_x = column + load<Floats>(array(Sheets)), upper_y = row + load<Floats>(array(Sheets + 1));
    const Floats lower_x = column + load<Floats>(array(Sheets + 2)), lower_y = row + load<Floats>(array(Sheets + 3));
    const Floats distance_above = face.above_upper(upper_x, upper_y),
                 distance_below = face.below_lower(lower_x, lower_y);
    store(array(Above), distance_above);
    store(array(Below), distance_below);

    const float pixel = face.pixel();
    const Floats from_upper = distance_above / pixel, from_lower = distance_below / pixel;
    const Floats above = (load<Floats>(face.upper_lip() + x) - row) / pixel,
                 below = (row - load<Floats>(face.lower_lip() + x)) / pixel;
    const Floats open = clamped(-above - below - 0.5F, all(0), all(1));
    const Floats hole = sigmoid((larger(from_upper, from_lower) + 0.45F) * -5.F);
    const Floats inside = sigmoid((larger(above, below) + 0.3F) * -5.F) * open;
    const Floats closed = larger(from_upper + from_lower - above - below, all(0));
    const Floats margin = smaller(0.4F * closed, all(1.25F));
    const Ints is_upper = from_upper > from_lower;
    Floats from_x = is_upper ? upper_x : lower_x;
    Floats from_y = is_upper ? upper_y - larger(margin - from_upper, all(0)) * pixel
                             : lower_y + larger(margin - from_lower, all(0)) * pixel;
    const Floats eyes = load<Floats>(face.eyes(y) + x);
    if (any(eyes > all(0))) {
      const Floats eyeball = fetched_eyes(face, from_x, from_y) * eyes;
      from_x = from_x * (1.F - eyeball) + column * eyeball;
      from_y = from_y * (1.F - eyeball) + row * eyeball;
    }
    store(array(Hole), hole);
    Floats moved[colours];
    fetch_colours(face, from_x, from_y, moved);
    const Floats own_share = inside * hole;
    const bool shows_own = any(own_share > all(0));
    for (int c = 0; c < colours; ++c) {
      Floats v = moved[c] * (1.F - hole);
      if (shows_own)
        v += own_colours(face, y, x, c) * own_share;
      store(array(Moved + c), v);
    }
  }

  static GANMUT_LANES Floats own_colours(const SourceFace &face, int y, int x, int c) {
    float numbers[lanes];
    for (int i = 0; i < lanes; ++i)
      numbers[i] = face.colours(y)[4 * std::min(x + i, face.size() - 1) + c];
    return load<Floats>(numbers);
  }

  static GANMUT_LANES Floats fetched_eyes(const SourceFace &face, const Floats &x, const Floats &y) {
    const SourceFace::Place column(x, face.size()), row(y, face.size());
    float there[lanes];
    for (int i = 0; i < lanes; ++i) {
      const float *const upper = face.eyes(row.before[i]) + column.before[i];
      const float *const lower = face.eyes(row.before[i] + 1) + column.before[i];
      const float right = column.part[i];
      there[i] = (upper[0] * (1 - right) + upper[1] * right) * (1 - row.part[i]) +
                 (lower[0] * (1 - right) + lower[1] * right) * row.part[i];
    }
    return load<Floats>(there);
  }

  static GANMUT_LANES void fetch_colours(const SourceFace &face, const Floats &x, const Floats &y,
                                         Floats (&to)[colours]) {
    using Four = float __attribute__((vector_size(16)));
    const SourceFace::Place column(x, face.size()), row(y, face.size());
    float numbers[colours][lanes];
    for (int i = 0; i < lanes; ++i) {
      const float *const upper = face.colours(row.before[i]) + 4 * column.before[i];
      const float *const lower = upper + 4 * face.size();
      const float right = column.part[i], down = row.part[i];
      const Four between = (load<Four>(upper) * (1 - right) + load<Four>(upper + 4) * right) * (1 - down) +
                           (load<Four>(lower) * (1 - right) + load<Four>(lower + 4) * right) * down;
      for (int c = 0; c < colours; ++c)
        numbers[c][i] = between[c];
    }
    for (int c = 0; c < colours; ++c)
      to[c] = load<Floats>(numbers[c]);
  }
};

} // namespace

void show_moved(const SourceFace &face, const float *linear, const FeatureMap &input, ThreadPool &threads) {
  constexpr int together = 4; // pairs of rows that a thread takes at a time
  const int pairs = face.size() / 2;
  threads.run((pairs + together - 1) / together, [&](int step, int) {
    std::vector<float> memory(static_cast<std::size_t>(2) * RowPair::arrays * whole_blocks(face.size()));
    for (int i = step * together; i < std::min(pairs, (step + 1) * together); ++i)
      onednn::run(RowPair(), face, linear, input, i, memory.data());
  });
}

} // namespace ganmut::onednn
