#include "composite/patch.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace ganmut {
namespace {

template <class Sample> void blend_words(const Patch &patch, const cv::Mat &wanted, cv::Mat &samples) {
  const auto &components = patch.lattice->components;
  const Word word = patch.lattice->word;
  const auto most = static_cast<float>(word.most());
  const float per_unit = 1.F / static_cast<float>(word.unit());
  for (int y = 0; y < samples.rows; ++y) {
    const auto *mask = patch.mask.ptr<float>(y);
    const auto *target = wanted.ptr<float>(y);
    auto *pixel = samples.ptr<Sample>(y);
    for (int x = 0; x < samples.cols; ++x, pixel += patch.lattice->channels, target += components.size()) {
      if (!(mask[x] > 0.F))
        continue;
      for (std::size_t i = 0; i < components.size(); ++i) {
        Sample &sample = pixel[components[i].offset];
        const float value = std::min(sample + mask[x] * (target[i] - sample), most);
        sample = static_cast<Sample>(cv::saturate_cast<Sample>(value * per_unit) << word.shift);
      }
    }
  }
}

} // namespace

std::vector<Patch> patches_under(const Frame &frame, const Affine &picture_to_frame, cv::Size size) {
  std::vector<Patch> patches;
  for (const Lattice &lattice : layout_of(frame.format).lattices) {
    Patch patch;
    patch.lattice = &lattice;
    patch.all = samples_of(frame, lattice);
    const Affine placing = compose(inverse(frame_from(lattice)), picture_to_frame);
    patch.where = covered(placing, size, patch.all.size(), 0);
    if (patch.where.empty())
      continue;
    patch.picture_from_patch = compose(inverse(placing), translation(patch.where.x, patch.where.y));
    patches.push_back(std::move(patch));
  }
  return patches;
}

std::vector<Patch> patches_under(const Frame &frame, const Affine &picture_to_frame, const cv::Mat &mask) {
  auto patches = patches_under(frame, picture_to_frame, mask.size());
  for (Patch &patch : patches)
    cv::warpAffine(mask, patch.mask, patch.picture_from_patch, patch.where.size(),
                   cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT, 0);
  return patches;
}

cv::Mat moved_samples(const Patch &patch, const cv::Mat &shifts) {
  constexpr double farthest = 1 << 14; // beyond it OpenCV's fixed-point coordinates end
  const double reach = std::ceil(std::min(farthest, cv::norm(shifts, cv::NORM_INF))) + 2;
  const cv::Rect around =
      covered(translation(patch.where.x, patch.where.y), patch.where.size(), patch.all.size(), reach);
  const cv::Mat source = patch.all(around).clone();

  cv::Mat map(shifts.size(), CV_32FC2);
  const auto offset = cv::Point2f(patch.where.tl() - around.tl());
  for (int y = 0; y < map.rows; ++y) {
    const auto *shift = shifts.ptr<cv::Point2f>(y);
    auto *from = map.ptr<cv::Point2f>(y);
    for (int x = 0; x < map.cols; ++x)
      from[x] = shift[x] + offset + cv::Point2f(static_cast<float>(x), static_cast<float>(y));
  }
  cv::Mat moved;
  cv::remap(source, moved, map, {}, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return moved;
}

void blend(const Patch &patch, const cv::Mat &wanted) {
  cv::Mat samples = patch.all(patch.where);
  with_word(samples, [&](auto word) { blend_words<decltype(word)>(patch, wanted, samples); });
}

} // namespace ganmut
