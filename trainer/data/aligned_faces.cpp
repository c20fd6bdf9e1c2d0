#include "trainer/data/aligned_faces.h"

#include <algorithm>

#include "trainer/data/aligned_crops.h"

namespace ganmut {

torch::Tensor AlignedFaces::pictures(const torch::Tensor &rows) const {
  const auto n = rows.size(0);
  std::vector<torch::Tensor> pictures;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto crop = crops->at(static_cast<std::size_t>(rows[i].item<std::int64_t>()));
    pictures.push_back(torch::from_blob(crop.picture.data, {crop.picture.rows, crop.picture.cols, 3}, torch::kUInt8));
  }
  return torch::stack(pictures).permute({0, 3, 1, 2}).contiguous();
}

AlignedFaces load_aligned_faces(const DataOptions &options, const std::vector<LabelledFile> &files,
                                const Alignment &alignment, int size) {
  return load_aligned_faces(options, files,
                            AlignedCrops(alignment, size, LandmarkTable::of_data_set(options.dataset_root)));
}

AlignedFaces load_aligned_faces(const DataOptions &options, const std::vector<LabelledFile> &files,
                                const CropMaker &maker) {
  AlignedFaces faces;
  faces.crops = std::make_shared<const Crops>(files, maker, options);
  const auto n = static_cast<std::int64_t>(faces.files().size());
  faces.landmarks = torch::empty({n, 68, 2});
  faces.labels = torch::empty({n}, torch::kLong);
  auto *points = faces.landmarks.data_ptr<float>();
  auto *label = faces.labels.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < faces.files().size(); ++i) {
    const auto of_face = faces.crops->at(i).landmarks;
    points = std::copy(of_face.begin(), of_face.end(), points);
    *label++ = faces.files()[i].label;
  }
  return faces;
}

} // namespace ganmut
