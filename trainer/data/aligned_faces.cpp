#include "trainer/data/aligned_faces.h"

#include <filesystem>

#include <opencv2/imgcodecs.hpp>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "composite/compositor.h"
#include "face/alignment.h"
#include "trainer/data/labelled_files.h"
#include "trainer/data/landmark_table.h"
#include "trainer/warp/expression_shifts.h"

namespace ganmut {

namespace {

/// The landmarks in [-1, 1] coordinates of the aligned picture.
torch::Tensor aligned_points(const Face &face, const cv::Matx23f &to_frame, int size) {
  const auto to_aligned = inverted(to_frame);
  auto points = torch::empty({68, 2});
  auto values = points.accessor<float, 2>();
  for (int k = 0; k < 68; ++k) {
    const auto &p = face.landmarks[static_cast<std::size_t>(k)];
    const auto q = to_aligned * cv::Vec3f(p.x, p.y, 1.F);
    values[k][0] = 2.F * (q[0] + 0.5F) / static_cast<float>(size) - 1.F;
    values[k][1] = 2.F * (q[1] + 0.5F) / static_cast<float>(size) - 1.F;
  }
  return points;
}

} // namespace

Alignment own_alignment() {
  Alignment alignment;
  alignment.kind = Alignment::Kind::Similarity;
  alignment.template_points = {{{0.35F, 0.34F}, {0.65F, 0.34F}, {0.5F, 0.4935F}}};
  return alignment;
}

AlignedFaces AlignedFaces::at(const torch::Tensor &rows) const {
  return {pictures.index_select(0, rows), landmarks.index_select(0, rows), labels.index_select(0, rows)};
}

AlignedFaces load_aligned_faces(const WarpOptions &options) {
  const auto known_faces = read_landmark_table(options.dataset_root + "/landmarks.csv");
  const auto files = read_labelled_files(options, static_cast<int>(options.emotions.size()));
  const auto alignment = own_alignment();
  const int size = options.image_size;

  std::vector<torch::Tensor> pictures, landmarks;
  std::vector<std::int64_t> labels;
  int without_landmarks = 0;
  for (const auto &file : files) {
    const auto known = known_faces.find(std::filesystem::path(file.path).filename());
    if (known == known_faces.end()) {
      ++without_landmarks;
      continue;
    }
    cv::Mat picture = cv::imread(file.path, cv::IMREAD_COLOR);
    if (picture.empty())
      throw Error(ErrorKind::Unreadable, "The picture " + place_of(file) + " cannot be read.");
    Frame frame;
    frame.format = PixelFormat::BGR;
    frame.width = picture.cols;
    frame.height = picture.rows;
    frame.planes[0] = picture.data;
    frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
    const auto to_frame = aligned_to_frame(alignment, size, known->second);
    const auto crop = cut_out(frame, to_frame, size);
    pictures.push_back(torch::from_blob(crop.data, {size, size, 3}, torch::kUInt8).permute({2, 0, 1}).contiguous());
    landmarks.push_back(aligned_points(known->second, to_frame, size));
    labels.push_back(file.label);
  }
  if (labels.empty())
    throw Error(ErrorKind::BadFile, "No picture of " + options.dataset_root + " has landmarks in landmarks.csv.");
  if (without_landmarks > 0)
    spdlog::info("left out: {} without landmarks", without_landmarks);
  return {torch::stack(pictures), torch::stack(landmarks), torch::tensor(labels)};
}

void mirror(torch::Tensor &pictures, torch::Tensor &landmarks, const torch::Tensor &which) {
  pictures = torch::where(which.view({-1, 1, 1, 1}), pictures.flip(3), pictures);
  const auto flipped = landmarks.index_select(1, mirrored_points()) * torch::tensor({-1.F, 1.F});
  landmarks = torch::where(which.view({-1, 1, 1}), flipped, landmarks);
}

} // namespace ganmut
