#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "composite/patch.h"
#include "composite/resample.h"

namespace ganmut {
namespace {

/// The frame's own samples moved along `flow` (CV_32FC2, pixels of the aligned picture): as samples_of(), of the
/// patch's size.
cv::Mat moved_along(const Patch &patch, const cv::Mat &flow, float strength) {
  cv::Mat in_samples; // the flow in samples of this lattice
  const Affine to_patch = inverse(patch.picture_from_patch);
  cv::transform(flow, in_samples, cv::Mat(strength * to_patch.get_minor<2, 2>(0, 0)));
  return moved_samples(patch, resample(in_samples, patch.picture_from_patch, patch.where.size(), Smoothness::Cubic));
}

/// Adds the components among `samples` (of samples_of()) to `sum` (CV_32FC(components)).
template <class Sample> void add_samples(const cv::Mat &samples, const UpToThree<Component> &components, cv::Mat &sum) {
  for (int y = 0; y < sum.rows; ++y) {
    const auto *pixel = samples.ptr<Sample>(y);
    auto *target = sum.ptr<float>(y);
    for (int x = 0; x < sum.cols; ++x, pixel += samples.channels(), target += components.size())
      for (std::size_t i = 0; i < components.size(); ++i)
        target[i] += pixel[components[i].offset];
  }
}

} // namespace

void add_residual(const Frame &frame, const Rendering &rendering, const cv::Matx23f &to_frame, const cv::Mat &mask,
                  float strength, Workspace *workspace) {
  if (rendering.layers)
    return edit_layers(frame, *rendering.layers, to_frame, mask, strength, workspace);
  const Encoding encoding = encoding_of(frame);
  for (const Patch &patch : patches_under(frame, to_frame, mask)) {
    cv::Mat delta; // in the lattice's components
    cv::transform(rendering.delta, delta, 255 * strength * weights_of(encoding, *patch.lattice, false));
    cv::Mat wanted = resample(delta, patch.picture_from_patch, patch.where.size(), Smoothness::Cubic);
    const cv::Mat base = rendering.flow.empty() ? patch.all(patch.where) : moved_along(patch, rendering.flow, strength);
    with_word(base, [&](auto word) { add_samples<decltype(word)>(base, patch.lattice->components, wanted); });
    blend(patch, wanted);
  }
}

} // namespace ganmut
