#include "face/landmarker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <vector>

#include <dlib/image_processing/shape_predictor.h>

#include <ganmut/error.h>

namespace ganmut {

namespace {

constexpr std::size_t points = std::tuple_size_v<Landmarks>;
constexpr std::size_t numbers = 2 * points;

using Shape = std::array<float, numbers>; ///< x and y of each point; the box is the unit square

/// Whether the difference of two pixels is above a threshold.
struct Split {
  float threshold;
  std::uint16_t first, second;
};

/// A place at which the picture is looked at.
struct Probe {
  std::size_t anchor; ///< a point of the shape
  cv::Vec2f delta;    ///< from there, on the mean shape
};

/// All trees of one level of the cascade, one after the other. A fit reads 7,500 leaves far apart of each other, and
/// waits for memory most of its time; so leaves are kept as small whole numbers in one piece of memory, and fetched
/// ahead. Their rounding sends a tree another way now and then, which moves points by some ten thousandths of the face.
struct Level {
  std::vector<Probe> probes;
  std::size_t splits_each = 0; ///< of a tree
  std::vector<Split> splits;
  std::vector<std::int16_t> leaves; ///< one more a tree than splits, `numbers` each
  std::vector<float> units;         ///< of each tree's leaves
};

using Trees = std::vector<dlib::impl::regression_tree>;
using Offsets = std::vector<dlib::vector<float, 2>>;

void demand(bool met, const char *what) {
  if (!met)
    throw std::runtime_error(what);
}

std::uint16_t probe_number(unsigned long number, std::size_t probes) {
  demand(number < probes && number <= std::numeric_limits<std::uint16_t>::max(), "a tree asks for a pixel of no probe");
  return static_cast<std::uint16_t>(number);
}

void add_tree(Level &level, const dlib::impl::regression_tree &tree) {
  demand(tree.splits.size() == level.splits_each && tree.leaf_values.size() == level.splits_each + 1,
         "the trees differ in depth");
  for (const auto &split : tree.splits)
    level.splits.push_back(
        {split.thresh, probe_number(split.idx1, level.probes.size()), probe_number(split.idx2, level.probes.size())});
  float largest = std::numeric_limits<float>::min();
  for (const auto &leaf : tree.leaf_values) {
    demand(leaf.size() == static_cast<long>(numbers), "a leaf moves another number of points");
    for (const float value : leaf) {
      demand(std::isfinite(value), "a leaf is not a number");
      largest = std::max(largest, std::abs(value));
    }
  }
  const float unit = level.units.emplace_back(largest / std::numeric_limits<std::int16_t>::max());
  for (const auto &leaf : tree.leaf_values)
    for (const float value : leaf)
      level.leaves.push_back(static_cast<std::int16_t>(std::lround(value / unit)));
}

Level level_of(const Trees &trees, const std::vector<unsigned long> &anchors, const Offsets &deltas) {
  demand(anchors.size() == deltas.size() && !trees.empty(), "its parts differ in length");
  Level level;
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    demand(anchors[i] < points, "a probe is anchored to no point");
    level.probes.push_back({anchors[i], {deltas[i].x(), deltas[i].y()}});
  }
  level.splits_each = trees.front().splits.size();
  for (const auto &tree : trees)
    add_tree(level, tree);
  return level;
}

/// The turning and scaling part of the similarity transform that takes `from` nearest to `to` (Umeyama 1991).
cv::Matx22f turn_between(const Shape &from, const Shape &to) {
  cv::Vec2d from_mean, to_mean;
  for (std::size_t i = 0; i < numbers; i += 2) {
    from_mean += cv::Vec2d(from[i], from[i + 1]) / double{points};
    to_mean += cv::Vec2d(to[i], to[i + 1]) / double{points};
  }
  double along = 0, across = 0, square = 0;
  for (std::size_t i = 0; i < numbers; i += 2) {
    const cv::Vec2d a = cv::Vec2d(from[i], from[i + 1]) - from_mean, b = cv::Vec2d(to[i], to[i + 1]) - to_mean;
    along += a.dot(b);
    across += a[0] * b[1] - a[1] * b[0];
    square += a.dot(a);
  }
  const auto c = static_cast<float>(along / square), s = static_cast<float>(across / square);
  return {c, -s, s, c};
}

/// The nearest pixel; black outside of the picture.
float pixel_at(const cv::Mat &grey, const cv::Point2f &point) {
  const float x = std::floor(point.x + 0.5F), y = std::floor(point.y + 0.5F);
  const bool inside = x >= 0 && y >= 0 && x < static_cast<float>(grey.cols) && y < static_cast<float>(grey.rows);
  return inside ? grey.at<std::uint8_t>(static_cast<int>(y), static_cast<int>(x)) : 0.F;
}

/// Adds to `shape` what every tree says of the probes' `pixels`.
void add_leaves(const Level &level, const std::vector<float> &pixels, Shape &shape) {
  constexpr std::size_t cache_line = 64 / sizeof(std::int16_t);
  std::vector<const std::int16_t *> leaves;
  leaves.reserve(level.units.size());
  const Split *tree = level.splits.data();
  const std::int16_t *first_leaf = level.leaves.data();
  for (std::size_t i = 0; i < level.units.size(); ++i) {
    std::size_t node = 0;
    while (node < level.splits_each) {
      const auto &[threshold, first, second] = tree[node];
      node = 2 * node + (pixels[first] - pixels[second] > threshold ? 1 : 2);
    }
    const std::int16_t *leaf = leaves.emplace_back(first_leaf + (node - level.splits_each) * numbers);
    for (std::size_t ahead = 0; ahead < numbers; ahead += cache_line)
      __builtin_prefetch(leaf + ahead);
    tree += level.splits_each;
    first_leaf += (level.splits_each + 1) * numbers;
  }
  for (std::size_t i = 0; i < leaves.size(); ++i)
    for (std::size_t k = 0; k < numbers; ++k)
      shape[k] += level.units[i] * static_cast<float>(leaves[i][k]);
}

} // namespace

struct Landmarker::State {
  Shape mean{};
  std::vector<Level> levels;

  /// Reads a predictor of dlib, whose class tells nobody what it holds. Throws what dlib throws, and runtime_error.
  void read(std::istream &file, const std::string &name);
};

void Landmarker::State::read(std::istream &file, const std::string &name) {
  int version = 0;
  dlib::matrix<float, 0, 1> shape;
  std::vector<Trees> forests;
  std::vector<std::vector<unsigned long>> anchors;
  std::vector<Offsets> deltas;
  dlib::deserialize(version, file);
  demand(version == 1, "its version is unknown");
  dlib::deserialize(shape, file);
  if (shape.size() != static_cast<long>(numbers))
    throw Error(ErrorKind::WrongKind, "The landmarks model '" + name + "' does not give the 68 points of iBUG 300-W.",
                "it gives " + std::to_string(shape.size() / 2));
  dlib::deserialize(forests, file);
  dlib::deserialize(anchors, file);
  dlib::deserialize(deltas, file);
  demand(forests.size() == anchors.size() && forests.size() == deltas.size(), "its parts differ in length");
  std::copy(shape.begin(), shape.end(), mean.begin());
  for (std::size_t i = 0; i < forests.size(); ++i) {
    levels.push_back(level_of(forests[i], anchors[i], deltas[i]));
    Trees().swap(forests[i]); // a level at a time is there twice
  }
}

Landmarker::Landmarker(const std::string &path) : state_(std::make_unique<State>()) {
  const std::string file = path.empty() ? GANMUT_LANDMARKS : path;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored))
    throw Error(ErrorKind::NotFound,
                "There is no landmarks model '" + file +
                    "'; install Debian's libdlib-data or name a 68-point shape predictor of dlib.");
  try {
    std::ifstream stream(file, std::ios::binary);
    state_->read(stream, file);
  } catch (const Error &) {
    throw;
  } catch (const std::exception &error) { // a damaged file also shows as bad_alloc or length_error
    throw Error(ErrorKind::BadFile, "The landmarks model '" + file + "' is damaged or no shape predictor of dlib.",
                error.what());
  }
}

Landmarker::~Landmarker() = default;

Landmarks Landmarker::find(const cv::Mat &grey, const Box &box) const {
  const auto whole = [](float v) { return static_cast<float>(std::lround(v)); };
  const cv::Point2f near(whole(box.x), whole(box.y)); // corners of the unit square: centres of the box's outer pixels
  const cv::Point2f side = cv::Point2f(whole(box.x + box.width) - 1, whole(box.y + box.height) - 1) - near;
  const auto in_picture = [&](float x, float y) { return near + cv::Point2f(side.x * x, side.y * y); };
  Shape shape = state_->mean;
  std::vector<float> pixels;
  for (const Level &level : state_->levels) {
    const cv::Matx22f turn = turn_between(state_->mean, shape);
    pixels.clear();
    for (const auto &[anchor, delta] : level.probes) {
      const cv::Vec2f place = turn * delta + cv::Vec2f(shape[2 * anchor], shape[2 * anchor + 1]);
      pixels.push_back(pixel_at(grey, in_picture(place[0], place[1])));
    }
    add_leaves(level, pixels, shape);
  }
  Landmarks landmarks;
  for (std::size_t i = 0; i < points; ++i) {
    const cv::Point2f point = in_picture(shape[2 * i], shape[2 * i + 1]);
    landmarks[i] = {point.x, point.y};
  }
  return landmarks;
}

Box box_around(const Landmarks &landmarks) {
  // Medians of (dlib's box against dlib's landmarks) over 6,000 press photographs, in units of the points' RMS radius.
  constexpr float side_per_radius = 2.93F;
  constexpr float rise_per_radius = 0.17F;
  const auto count = static_cast<float>(landmarks.size());
  float x = 0.F;
  float y = 0.F;
  for (const Pixel &p : landmarks) {
    x += p.x / count;
    y += p.y / count;
  }
  float square = 0.F;
  for (const Pixel &p : landmarks)
    square += ((p.x - x) * (p.x - x) + (p.y - y) * (p.y - y)) / count;
  const float radius = std::sqrt(square);
  const float side = side_per_radius * radius;
  return {x - side / 2.F, y - rise_per_radius * radius - side / 2.F, side, side};
}

} // namespace ganmut
