#include "engine/onednn/refined_layers.h"

#include <cmath>

#include "engine/onednn/dispatch.h"
#include "engine/onednn/resize.h"
#include "geometry/mouth_light.h"

namespace ganmut::onednn {

namespace {

constexpr int planes = 5;
constexpr int right_corner = 60, left_corner = 64; ///< of the mouth, landmarks

/// How the skin of a face lights the inside of its mouth, see mouth_light.h. Of blue and green.
struct SkinLight {
  explicit SkinLight(const SourceFace &face) {
    using namespace mouth_light;
    const int size = face.size(), rows = size / 6, columns = size * 3 / 7;
    double means[3] = {};
    for (int y = size / 2; y < size / 2 + rows; ++y)
      for (int x = size * 2 / 7; x < size * 2 / 7 + columns; ++x)
        for (int c = 0; c < 3; ++c)
          means[c] += (face.colours(y)[4 * x + c] + 1) / 2 / (static_cast<double>(rows) * columns);
    const auto of_red = [&](int c) { return std::max(means[c], least) / std::max(means[2], least); };
    for (int c = 0; c < 2; ++c) {
      const double tint = std::pow(of_red(c) / usual_skin[c], follows);
      dark[c] = static_cast<float>(in_the_dark[c] * tint);
      more[c] = static_cast<float>(more_when_lit[c] * tint);
    }
    colour = static_cast<float>(std::clamp(std::log(of_red(0)) / (colourful * std::log(usual_skin[0])), 0., 1.));
  }
  float dark[2], more[2]; ///< most, parts of red
  float colour;           ///< 0: black and white
};

GANMUT_LANES Floats tanh_of(const Floats &v) {
  return 1.F - 2.F / (exponential(clamped(2.F * v, all(-80), all(80))) + 1.F);
}

/// A row of the layers.
struct LayersRow {
  enum Array { Sheets, Gain = 4, Detail, arrays = Detail + 4 };

  GANMUT_LANES void operator()(const SourceFace &face, const SkinLight &light, const float *sums,
                               const FeatureMap &added, int y, float *memory, RenderedLayers *layers) const {
    const int size = face.size(), length = whole_blocks(size), side = size / 2;
    const auto array = [&](int which) __attribute__((always_inline)) {
      return memory + which * length;
    };
    for (int i = 0; i < planes; ++i)
      double_row(sums + static_cast<std::ptrdiff_t>(i) * side * side, side, y, array(i));
    for (int i = 0; i < 4; ++i)
      for (int column = 0; column < 2; ++column) {
        const int channel = planes + 4 * i + 2 * (y % 2) + column;
        const float *from = added.row(channel / block, y / 2) + channel % block;
        float *to = array(Detail + i) + column;
        for (int x = 0; x < side; ++x)
          to[2 * x] = from[x * block];
      }
    for (int x = 0; x < size; x += lanes) {
      join_sheets(face, y, x, memory, length);
      store(array(Gain) + x, clamped(load<Floats>(array(Gain) + x), all(-0.7F), all(0.7F)));
      store(array(Detail) + x, 4.F * load<Floats>(array(Detail) + x));
      colour_paint(light, x, memory, length);
    }
    std::copy_n(array(Gain), size, layers->gain.ptr<float>(y));
    std::copy_n(array(Detail), size, layers->matte.ptr<float>(y));
    auto *upper = layers->upper.ptr<float>(y), *lower = layers->lower.ptr<float>(y),
         *paint = layers->paint.ptr<float>(y);
    for (int x = 0; x < size; ++x) {
      for (int i = 0; i < 2; ++i) {
        *upper++ = array(Sheets + i)[x];
        *lower++ = array(Sheets + 2 + i)[x];
      }
      for (int c = 0; c < 3; ++c)
        *paint++ = array(Detail + 1 + c)[x];
    }
  }

private:
  /// join_beyond_mouth() of the network, for eight pixels.
  static GANMUT_LANES void join_sheets(const SourceFace &face, int y, int x, float *memory, int length) {
    const auto array = [&](int which) __attribute__((always_inline)) {
      return memory + which * length + x;
    };
    const float reach = 4 * face.pixel(), band = 8 * face.pixel();
    const float right = face.landmarks()[right_corner].x, left = face.landmarks()[left_corner].x;
    const Floats column = count_up() + static_cast<float>(x), row = all(static_cast<float>(y));
    Floats upper[2], lower[2];
    for (int i = 0; i < 2; ++i) {
      upper[i] = load<Floats>(array(Sheets + i));
      lower[i] = load<Floats>(array(Sheets + 2 + i));
    }
    const Floats source = column + (upper[0] + lower[0]) / 2.F;
    const Floats beyond =
        larger(std::min(right, left) - source, all(0)) + larger(source - std::max(right, left), all(0));
    if (!any(beyond > all(0)))
      return;
    const Floats height =
        (face.above_upper(column + upper[0], row + upper[1]) - face.below_lower(column + lower[0], row + lower[1])) /
        2.F;
    const Floats share = smaller(beyond / reach, all(1)) * larger(1.F - larger(height, -height) / band, all(0));
    for (int i = 0; i < 2; ++i) {
      const Floats half_way = (lower[i] - upper[i]) * (share / 2.F);
      store(array(Sheets + i), upper[i] + half_way);
      store(array(Sheets + 2 + i), lower[i] - half_way);
    }
  }

  /// The paint's colours in [0, 1], lit by the skin.
  static GANMUT_LANES void colour_paint(const SkinLight &light, int x, float *memory, int length) {
    const auto array = [&](int c) __attribute__((always_inline)) {
      return memory + (Detail + 1 + c) * length + x;
    };
    Floats colours[3];
    for (int c = 0; c < 3; ++c)
      colours[c] = (tanh_of(load<Floats>(array(c))) + 1.F) / 2.F;
    const Floats &red = colours[2];
    constexpr auto dark = static_cast<float>(mouth_light::dark), range = static_cast<float>(mouth_light::range);
    const Floats lit = clamped((red - dark) / range, all(0), all(1));
    for (int c = 0; c < 2; ++c)
      colours[c] = smaller(colours[c], smaller(light.dark[c] + light.more[c] * lit, all(1)) * red);
    Floats grey = all(0);
    for (int c = 0; c < 3; ++c)
      grey += static_cast<float>(mouth_light::brightness[c]) * colours[c];
    for (int c = 0; c < 3; ++c)
      store(array(c), grey + light.colour * (colours[c] - grey));
  }
};

} // namespace

RenderedLayers refined_layers(const SourceFace &face, float *linear, const FeatureMap &added, ThreadPool &threads) {
  constexpr int together = 8; // rows that a thread takes at a time
  const int size = face.size(), side = size / 2;
  for (int i = 0; i < planes; ++i)
    for (int y = 0; y < side; ++y) {
      const float *from = added.row(i / block, y) + i % block, factor = i < LayersRow::Gain ? 4.F : 0.5F;
      float *to = linear + (static_cast<std::ptrdiff_t>(i) * side + y) * side;
      for (int x = 0; x < side; ++x)
        to[x] += factor * from[x * block];
    }
  const cv::Size square(size, size);
  RenderedLayers layers{cv::Mat(square, CV_32FC2), cv::Mat(square, CV_32FC2), cv::Mat(square, CV_32FC1),
                        cv::Mat(square, CV_32FC1), cv::Mat(square, CV_32FC3), face.landmarks()};
  const SkinLight light(face);
  threads.run((size + together - 1) / together, [&](int step, int) {
    std::vector<float> memory(static_cast<std::size_t>(LayersRow::arrays) * whole_blocks(size));
    for (int y = step * together; y < std::min(size, (step + 1) * together); ++y)
      onednn::run(LayersRow(), face, light, linear, added, y, memory.data(), &layers);
  });
  return layers;
}

} // namespace ganmut::onednn
