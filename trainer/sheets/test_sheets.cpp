#include "trainer/sheets/test_sheets.h"

#include <spdlog/spdlog.h>

#include "network/state.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/crops.h"
#include "trainer/data/data_set.h"
#include "trainer/data/labelled_pictures.h"
#include "trainer/sheets/sheets.h"

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

} // namespace

void write_test_sheets(const ModelFile &model, torch::Device device, const DataOptions &data, const std::string &folder,
                       int rows) {
  const torch::NoGradGuard no_grad;
  const auto generator = make_generator(model.info);
  load_state(*generator, model.tensors);
  generator->to(device);
  generator->eval();
  const auto space = space_of(model.info, model.tensors);
  const Crops crops(files_to_test(model.info, data), *crop_maker(model.info, data), data);

  std::vector<torch::Tensor> shown;
  std::int64_t sheets = 0;
  const auto write = [&] {
    const auto picture = emotions_sheet(*generator, space, torch::stack(shown).to(device));
    write_sheet({"images.jpg", "", picture}, folder, ++sheets);
    shown.clear();
  };
  for (std::size_t i = 0; i < crops.files().size(); ++i) {
    shown.push_back(network_input(crops.at(i).picture));
    if (static_cast<int>(shown.size()) == rows)
      write();
  }
  if (!shown.empty())
    write();
  spdlog::info("{} pictures on {} sheets in {}", crops.files().size(), sheets, folder);
}

} // namespace ganmut
