#include "trainer/sheets/test_sheets.h"

#include <spdlog/spdlog.h>

#include "network/state.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/crops.h"
#include "trainer/data/data_set.h"
#include "trainer/data/labelled_pictures.h"
#include "trainer/sheets/layers_sheets.h"

namespace ganmut {

namespace {

/// Brings pictures to the form that `model` expects.
std::unique_ptr<CropMaker> crop_maker(const ModelInfo &model, const DataOptions &data) {
  if (model.alignment.kind == Alignment::Kind::Box)
    return std::make_unique<ResizedPictures>(model.image_size);
  return std::make_unique<AlignedCrops>(model.alignment, model.image_size,
                                        LandmarkTable::of_data_set(data.dataset_root));
}

std::vector<LabelledFile> files_to_test(const ModelInfo &model, DataOptions data) {
  if (!data.emotions.empty())
    data.emotions = model.emotions; // defaults of another kind of model say nothing about this one
  const auto files = read_labelled_files(data, model.classes);
  if (data.held_out == 0)
    return files;
  std::vector<LabelledFile> chosen;
  for (const auto index : split(files, data).held_out)
    chosen.push_back(files[index]);
  return chosen;
}

/// The crop's landmarks, [1, 68, 2] in [-1, 1].
torch::Tensor landmarks_of(const Crop &crop) {
  return torch::tensor(std::vector<float>(crop.landmarks.begin(), crop.landmarks.end())).view({1, 68, 2});
}

torch::Tensor bytes_of(const Crop &crop) {
  const auto &picture = crop.picture;
  return torch::from_blob(picture.data, {1, picture.rows, picture.cols, 3}, torch::kByte).permute({0, 3, 1, 2}).clone();
}

/// Renders sheets of crops by a model.
class SheetMaker {
public:
  SheetMaker(const ModelFile &model, torch::Device device)
      : model_(model), device_(device), space_(space_of(model.info, model.tensors)) {
    if (model.info.output == OutputKind::Layers) {
      layers_ = LayersGenerator(model.info);
      load_state(*layers_, model.tensors);
      layers_->to(device);
    } else {
      generator_ = make_generator(model.info);
      load_state(*generator_, model.tensors);
      generator_->to(device);
      generator_->eval();
    }
  }

  cv::Mat sheet(const std::vector<Crop> &crops) {
    std::vector<torch::Tensor> pictures, landmarks;
    for (const auto &crop : crops) {
      pictures.push_back(layers_ ? bytes_of(crop) : network_input(crop.picture).unsqueeze(0));
      landmarks.push_back(landmarks_of(crop));
    }
    if (!layers_)
      return emotions_sheet(*generator_, space_, torch::cat(pictures).to(device_));
    const auto faces = aligned_batch(torch::cat(pictures), torch::cat(landmarks), device_);
    return emotions_sheet(layers_renderer(*layers_, model_, faces), space_, faces.pictures);
  }

private:
  const ModelFile &model_;
  const torch::Device device_;
  const ConditionalSpace space_;
  LayersGenerator layers_{nullptr}; ///< one of the two
  std::shared_ptr<GeneratorModule> generator_;
};

} // namespace

void write_test_sheets(const ModelFile &model, torch::Device device, const DataOptions &data, const std::string &folder,
                       int rows) {
  const torch::NoGradGuard no_grad;
  SheetMaker maker(model, device);
  const Crops crops(files_to_test(model.info, data), *crop_maker(model.info, data), data);

  std::vector<Crop> shown;
  std::int64_t sheets = 0;
  const auto write = [&] {
    write_sheet({"images.jpg", "", maker.sheet(shown)}, folder, ++sheets);
    shown.clear();
  };
  for (std::size_t i = 0; i < crops.files().size(); ++i) {
    shown.push_back(crops.at(i));
    if (static_cast<int>(shown.size()) == rows)
      write();
  }
  if (!shown.empty())
    write();
  spdlog::info("{} pictures on {} sheets in {}", crops.files().size(), sheets, folder);
}

} // namespace ganmut
