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
  const auto &lips = textures.lips;
  return (std::sqrt(2.0) + 1) * textures.farthest + (double{lips.lowest} - lips.highest) / 2 + double{lips.far};
}

/// A view of `memory`, grown where it is too small.
cv::Mat matrix_in(cv::Mat &memory, cv::Size size, int type) {
  const auto bytes = static_cast<int>(size.area() * CV_ELEM_SIZE(type));
  if (memory.cols < bytes)
    memory.create(1, bytes, CV_8UC1);
  return {size, type, memory.data};
}

cv::Size with_margins(cv::Size size) {
  return size + cv::Size(before + behind, before + behind);
}

/// The component `offset` of the samples in `around`, its border repeated outwards.
cv::Mat copy_of(const cv::Mat &samples, int offset, const cv::Rect &around, cv::Mat &memory) {
  cv::Mat copy = matrix_in(memory, with_margins(around.size()), samples.depth());
  cv::Mat inside = samples(around);
  if (samples.channels() > 1) {
    inside = copy(cv::Rect({before, before}, around.size()));
    cv::extractChannel(samples(around), inside, offset);
  }
  cv::copyMakeBorder(inside, copy, before, behind, before, behind, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return copy;
}

/// `component` of `patch`, and in `memory` a copy of it `around` what is edited.
ComponentRows component_rows(const Patch &patch, const Component &component, const Encoding &encoding,
                             const cv::Rect &around, cv::Mat &memory) {
  ComponentRows rows;
  rows.copy = copy_of(patch.all, component.offset, around, memory).data;
  rows.samples = patch.all(patch.where).data + component.offset * patch.all.elemSize1();
  rows.step = static_cast<std::ptrdiff_t>(patch.all.step1());
  rows.channels = patch.all.channels();
  rows.dark = static_cast<float>(encoding.offset[component.row]);
  for (int colour = 0; colour < 3; ++colour) {
    rows.from_bgr[colour] = static_cast<float>(encoding.from_bgr(component.row, colour));
    rows.from_grey += rows.from_bgr[colour];
  }
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
    const cv::Rect around =
        covered(translation(patch.where.x, patch.where.y), patch.where.size(), patch.all.size(), reach);
    LayerRows &rows = lattices.emplace_back();
    rows.textures = &textures;
    rows.size = patch.where.size();
    rows.to_aligned = patch.picture_from_patch;
    rows.to_patch = turn;
    rows.sample =
        static_cast<float>(std::sqrt(std::abs(cv::determinant(patch.picture_from_patch.get_minor<2, 2>(0, 0)))));
    const bool is_colour = patch.lattice->step_x > 1; // nobody sees how smooth its moves are
    rows.finest = is_colour ? 2.3F : 1.15F;           // of the layers' pixels, which are about as large
    rows.word = patch.lattice->word;
    rows.copies = {around.size(), patch.where.tl() - around.tl() + cv::Point(before, before),
                   with_margins(around.size()).width};
    for (; next < patches.size() && lie_alike(patch, patches[next]); ++next) // both planes of colour do
      for (const Component &component : patches[next].lattice->components) {
        copies.resize(std::max(copies.size(), used + 1));
        rows.components.push_back(component_rows(patches[next], component, encoding, around, copies[used++]));
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
