#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "composite/pixel_layout.h"
#include "composite/resample.h"
#include "geometry/affine.h"
#include "geometry/box.h"

namespace ganmut {
namespace {

/// What `lattice` holds under a picture of `size`: CV_32FC(channels).
cv::Mat samples_under(const Frame &frame, const Lattice &lattice, const Affine &to_frame, cv::Size size) {
  const cv::Mat samples = samples_of(frame, lattice);
  const Affine placing = compose(inverse(frame_from(lattice)), to_frame);
  const double neighbours = 2 + 2 * cv::norm(placing.get_minor<2, 2>(0, 0)); // that averaging and interpolating read
  cv::Rect part = covered(placing, size, samples.size(), neighbours);
  if (part.empty()) // a face beyond the border is seen as the border is
    part = {{}, samples.size()};
  return resample(samples(part), compose(translation(-part.x, -part.y), placing), size, Smoothness::Linear);
}

/// From the encoded components to B, G, R: a (3 x components + 1) matrix for cv::transform.
cv::Mat decoding(const Encoding &encoding, std::size_t components) {
  if (components == 1) { // luma alone: grey
    const double scale = 1 / cv::sum(cv::Mat(encoding.from_bgr.row(0)))[0];
    return (cv::Mat_<double>(3, 2) << scale, -scale * encoding.offset[0], scale, -scale * encoding.offset[0], scale,
            -scale * encoding.offset[0]);
  }
  const cv::Matx33d to_bgr = encoding.from_bgr.inv();
  cv::Mat matrix;
  cv::hconcat(cv::Mat(to_bgr), cv::Mat(to_bgr * -encoding.offset), matrix);
  return matrix;
}

/// The words of luma, where they are or, interleaved, in a copy.
cv::Mat luma_of(const Frame &frame, const Layout &layout) {
  const Lattice &lattice = layout.lattices[0];
  const cv::Mat samples = samples_of(frame, lattice);
  if (lattice.channels == 1)
    return samples;
  cv::Mat luma;
  cv::extractChannel(samples, luma, lattice.components[0].offset);
  return luma;
}

/// Luma from the words of an RGB frame.
cv::Mat grey_of_colours(const Frame &frame, const Layout &layout) {
  constexpr double luma[] = {0.114, 0.587, 0.299}; // of B, G, R; the detectors ask for no more
  std::vector<cv::Mat> planes;
  std::vector<double> weights;
  for (const Lattice &lattice : layout.lattices) {
    const std::size_t first = weights.size();
    planes.push_back(samples_of(frame, lattice));
    weights.resize(first + static_cast<std::size_t>(lattice.channels));
    for (const Component &component : lattice.components)
      weights[first + static_cast<std::size_t>(component.offset)] = luma[component.row];
  }
  cv::Mat samples = planes[0], grey;
  if (planes.size() > 1)
    cv::merge(planes, samples);
  cv::transform(samples, grey, cv::Mat(weights).t());
  return grey;
}

/// The frame's colours under a picture of `size`: CV_8UC3 BGR.
cv::Mat colours_under(const Frame &frame, const Affine &to_frame, cv::Size size) {
  std::vector<cv::Mat> components(3);
  std::size_t count = 0;
  for (const Lattice &lattice : layout_of(frame.format).lattices) {
    const cv::Mat samples = samples_under(frame, lattice, to_frame, size);
    for (const Component &component : lattice.components) {
      cv::extractChannel(samples, components[component.row], component.offset);
      ++count;
    }
  }
  components.resize(count);
  cv::Mat encoded;
  cv::merge(components, encoded);
  cv::Mat bgr;
  cv::transform(encoded, bgr, decoding(encoding_of(frame), count));
  bgr.convertTo(bgr, CV_8U);
  return bgr;
}

} // namespace

cv::Mat cut_out(const Frame &frame, const cv::Matx23f &to_frame, int size) {
  return colours_under(frame, to_frame, {size, size});
}

cv::Mat cut_out_box(const Frame &frame, const Box &box, int size) {
  const cv::Rect part = cut_at_border(box, {frame.width, frame.height});
  if (part.empty())
    return cv::Mat::zeros(size, size, CV_8UC3);
  cv::Mat crop;
  cv::resize(colours_under(frame, translation(part.x, part.y), part.size()), crop, {size, size}, 0, 0,
             cv::INTER_LINEAR);
  return crop;
}

cv::Mat cut_out(const Frame &frame, const Placement &placement) {
  return placement.box() ? cut_out_box(frame, *placement.box(), placement.image_size())
                         : cut_out(frame, placement.to_frame(), placement.image_size());
}

cv::Mat grey_of(const Frame &frame) {
  const Layout &layout = layout_of(frame.format);
  const cv::Mat grey = layout.model == ColourModel::Rgb ? grey_of_colours(frame, layout) : luma_of(frame, layout);
  if (grey.depth() == CV_8U)
    return grey;
  const Word word = layout.lattices[0].word;
  cv::Mat in_bytes;
  grey.convertTo(in_bytes, CV_8U, 256.0 / (word.most() + word.unit()));
  return in_bytes;
}

} // namespace ganmut
