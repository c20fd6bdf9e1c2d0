#include <algorithm>
#include <cmath>
#include <optional>

#include "composite/compositor.h"
#include "composite/layer_maps.h"
#include "composite/patch.h"

namespace ganmut {

/// Everything that takes memory in edit_layers().
struct Workspace::State {
  LayerPictures pictures;
  std::vector<cv::Mat> copies; ///< one a component, as large as was ever needed
};

Workspace::Workspace() : state_(std::make_unique<State>()) {}
Workspace::~Workspace() = default;

namespace {

constexpr int before = 2, behind = 3 + 8; ///< margins of a copy: what is weighted, and read in one go

/// How far samples move at most, aligned pixels: by the sheets, and as lips that are kept apart.
double farthest_move(const LayerTextures &textures) {
  const auto &heights = textures.lips;
  constexpr double overshoot = 1.9; // of cubic interpolation
  double sheets = 0;
  for (int y = 0; y < textures.moves.picture.rows; ++y) {
    const auto *moves = textures.moves.picture.ptr<float>(y);
    for (int x = 0; x < textures.moves.picture.cols; ++x, moves += 8)
      for (int i = 0; i < 4; ++i)
        sheets = std::max(sheets, overshoot * double{std::abs(moves[i])});
  }
  const double lips = (double{heights.lowest} - heights.highest) / 2 + sheets + 2 / double{textures.in_pixels};
  return std::sqrt(2.0) * sheets + lips;
}

/// A view of `memory`, grown where it is too small.
cv::Mat matrix_in(cv::Mat &memory, cv::Size size, int type) {
  const auto bytes = static_cast<int>(size.area() * CV_ELEM_SIZE(type));
  if (memory.cols < bytes)
    memory.create(1, bytes, CV_8UC1);
  return {size, type, memory.data};
}

/// The component `offset` of the samples in `around`, its border repeated outwards.
cv::Mat copy_of(const cv::Mat &samples, int offset, const cv::Rect &around, cv::Mat &memory) {
  const cv::Size size(around.width + before + behind, around.height + before + behind);
  cv::Mat copy = matrix_in(memory, size, samples.depth());
  cv::Mat inside = copy(cv::Rect({before, before}, around.size()));
  const int from_to[] = {offset, 0};
  const cv::Mat source = samples(around);
  cv::mixChannels(&source, 1, &inside, 1, from_to, 1);
  cv::copyMakeBorder(inside, copy, before, behind, before, behind, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return copy;
}

/// `component` of `patch`, and a copy of all that moves of up to `reach` samples can fetch.
ComponentRows component_rows(const Patch &patch, const Component &component, const Encoding &encoding, double reach,
                             cv::Mat &memory) {
  const cv::Rect around =
      covered(translation(patch.where.x, patch.where.y), patch.where.size(), patch.all.size(), reach);
  const cv::Mat copy = copy_of(patch.all, component.offset, around, memory);
  ComponentRows rows;
  rows.word = patch.lattice->word;
  rows.copy = copy.data;
  rows.copy_step = static_cast<std::ptrdiff_t>(copy.step1());
  rows.origin = patch.where.tl() - around.tl() + cv::Point(before, before);
  rows.size = around.size();
  rows.samples = patch.all(patch.where).data + component.offset * patch.all.elemSize1();
  rows.step = static_cast<std::ptrdiff_t>(patch.all.step1());
  rows.channels = patch.all.channels();
  rows.dark = static_cast<float>(encoding.offset[component.row]);
  for (int colour = 0; colour < 3; ++colour)
    rows.from_bgr[colour] = static_cast<float>(encoding.from_bgr(component.row, colour));
  return rows;
}

/// Rows [first, last) of a lattice.
struct Slice {
  const LayerRows *rows;
  int first, last;
};

/// Whether the samples of both lie at the same places of the picture.
bool lie_alike(const Patch &a, const Patch &b) {
  return a.where == b.where && a.picture_from_patch == b.picture_from_patch;
}

} // namespace

void edit_layers(const Frame &frame, const RenderedLayers &layers, const cv::Matx23f &to_frame, const cv::Mat &mask,
                 float strength, Workspace *workspace) {
  const auto patches = patches_under(frame, to_frame, mask.size());
  if (!(strength > 0.F) || patches.empty())
    return;
  std::optional<Workspace> own;
  auto &[pictures, copies] = (workspace != nullptr ? *workspace : own.emplace()).state();
  const Encoding encoding = encoding_of(frame);
  const auto textures = layer_textures(layers, mask, strength, patches.front().picture_from_patch, pictures);
  const double farthest = farthest_move(textures);

  std::vector<LayerRows> lattices;
  std::size_t used = 0;
  for (std::size_t first = 0, next = 0; first < patches.size(); first = next) {
    const Patch &patch = patches[first];
    const Affine to_patch = inverse(patch.picture_from_patch);
    const cv::Matx22d turn = to_patch.get_minor<2, 2>(0, 0);
    const double reach = std::ceil(farthest * std::sqrt(std::abs(cv::determinant(turn)))) + 2;
    LayerRows &rows = lattices.emplace_back(LayerRows{&textures,
                                                      patch.where.size(),
                                                      patch.picture_from_patch,
                                                      turn,
                                                      openings_in(layers.landmarks, to_patch, patch.where.size()),
                                                      {}});
    for (; next < patches.size() && lie_alike(patch, patches[next]); ++next) // both planes of colour do
      for (const Component &component : patches[next].lattice->components) {
        copies.resize(std::max(copies.size(), used + 1));
        rows.components.push_back(component_rows(patches[next], component, encoding, reach, copies[used++]));
      }
  }

  std::vector<Slice> slices;
  for (const LayerRows &rows : lattices) {
    constexpr int samples = 1 << 15; // of a slice; less is not worth a thread
    const int height = rows.size.height;
    const auto count = std::max(1, rows.size.area() * static_cast<int>(rows.components.size()) / samples);
    for (int i = 0; i < count; ++i)
      slices.push_back({&rows, height * i / count, height * (i + 1) / count});
  }
  const auto edit = [&](const cv::Range &range) {
    std::vector<float> memory;
    for (int i = range.start; i < range.end; ++i)
      edit_rows(*slices[i].rows, slices[i].first, slices[i].last, memory);
  };
  cv::parallel_for_({0, static_cast<int>(slices.size())}, edit, static_cast<double>(slices.size()));
}

} // namespace ganmut
