#include "trainer/data/aligned_crops.h"

#include <fmt/format.h>
#include <ganmut/error.h>

#include "composite/compositor.h"
#include "geometry/affine.h"
#include "geometry/alignment.h"
#include "trainer/data/picture_file.h"
#include "trainer/data/stable_hash.h"

namespace ganmut {

AlignedCrops::AlignedCrops(const Alignment &alignment, int size, LandmarkTable known, bool whole_pictures)
    : alignment_(alignment), size_(size), known_(std::move(known)), whole_pictures_(whole_pictures) {}

std::string AlignedCrops::settings() const {
  auto text = fmt::format("aligned {} {}", size_, static_cast<int>(alignment_.kind));
  for (const auto &[u, v] : alignment_.template_points)
    text += fmt::format(" {} {}", u, v);
  if (whole_pictures_)
    text += " or whole";
  return text;
}

std::uint64_t AlignedCrops::dependency_hash(const std::string &path) const {
  const auto *face = known_.find(path);
  if (face == nullptr)
    return 0;
  return StableHash()
      .add_words(&face->box, sizeof(face->box))
      .add_words(&face->landmarks, sizeof(face->landmarks))
      .value();
}

std::optional<Face> AlignedCrops::face_in(const cv::Mat &picture, const std::string &path) const {
  if (const auto *face = known_.find(path))
    return *face;
  std::call_once(needed_, [this] { finder_ = std::make_unique<FaceFinder>(); });
  auto found = finder_->find(picture);
  return found || !whole_pictures_ ? found : finder_->whole(picture);
}

Crop AlignedCrops::make(const std::string &path) const {
  const auto picture = read_picture(path);
  if (picture.empty())
    return {Crop::State::Damaged, {}, {}};
  const auto face = face_in(picture, path);
  if (!face)
    return {Crop::State::NoFace, {}, {}};
  try {
    const auto to_frame = aligned_to_frame(alignment_, size_, *face);
    return {Crop::State::Good, cut_out(frame_of(picture), to_frame, size_),
            aligned_points(face->landmarks, to_frame, size_)};
  } catch (const Error &) { // landmarks without extent
    return {Crop::State::NoFace, {}, {}};
  }
}

std::array<float, 136> aligned_points(const Landmarks &landmarks, const cv::Matx23f &to_frame, int size) {
  const cv::Matx23f to_aligned = inverse(to_frame);
  std::array<float, 136> points{};
  for (std::size_t k = 0; k < landmarks.size(); ++k) {
    const auto q = to_aligned * cv::Vec3f(landmarks[k].x, landmarks[k].y, 1.F);
    points[2 * k] = 2.F * (q[0] + 0.5F) / static_cast<float>(size) - 1.F;
    points[2 * k + 1] = 2.F * (q[1] + 0.5F) / static_cast<float>(size) - 1.F;
  }
  return points;
}

Alignment own_alignment() {
  Alignment alignment;
  alignment.kind = Alignment::Kind::Similarity;
  alignment.template_points = {{{0.35F, 0.34F}, {0.65F, 0.34F}, {0.5F, 0.4935F}}};
  return alignment;
}

} // namespace ganmut
