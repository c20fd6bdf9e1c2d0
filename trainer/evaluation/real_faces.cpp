#include "trainer/evaluation/real_faces.h"

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "trainer/evaluation/judged_view.h"

namespace ganmut {

namespace {

/// CV_8UC3 to [3, H, W] uint8.
torch::Tensor tensor_of(const cv::Mat &picture) {
  return torch::from_blob(picture.data, {picture.rows, picture.cols, 3}, torch::kUInt8).permute({2, 0, 1}).contiguous();
}

} // namespace

RealFaces read_real_faces(const std::vector<LabelledFile> &files, SubjectFaces &subject_faces, Unreadable unreadable) {
  RealFaces faces;
  std::vector<torch::Tensor> crops, landmarks;
  std::vector<std::int64_t> labels;
  int left_out = 0;
  for (const auto &file : files) {
    try {
      const auto photo = read_photo(file);
      const auto face = subject_faces.of(file, photo);
      crops.push_back(tensor_of(judged_crop(photo, face, judged_size)));
      landmarks.push_back(judged_landmarks(face.landmarks));
      labels.push_back(file.label);
      faces.subjects.push_back({file, face});
    } catch (const Error &error) {
      if (error.kind() == ErrorKind::Unreadable && unreadable == Unreadable::Skip)
        ++left_out;
      else if (error.kind() == ErrorKind::BadArgument)
        throw Error(error.kind(), "The picture " + place_of(file) + ": " + error.what(), error.detail());
      else
        throw;
    }
  }
  if (labels.empty())
    throw Error(ErrorKind::Unreadable, "Not one of the " + std::to_string(files.size()) + " pictures can be read.");
  if (left_out > 0)
    spdlog::warn("left out: {} pictures that cannot be read", left_out);
  faces.crops = torch::stack(crops);
  faces.landmarks = torch::stack(landmarks);
  faces.labels = torch::tensor(labels);
  return faces;
}

} // namespace ganmut
