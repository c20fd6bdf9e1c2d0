#include "trainer/sheets/test_sheets.h"

#include <spdlog/spdlog.h>

#include "network/state.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/crops.h"
#include "trainer/data/labelled_files.h"
#include "trainer/data/labelled_pictures.h"
#include "trainer/data/resized_pictures.h"
#include "trainer/data/split.h"
#include "trainer/run/device.h"
#include "trainer/run/folder.h"
#include "trainer/sheets/sample_sheets.h"

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

void write_test_sheets(const ModelFile &model, const RunOptions &run, const DataOptions &data, int rows) {
  const torch::NoGradGuard no_grad;
  if (run.threads > 0)
    torch::set_num_threads(run.threads);
  const auto device = chosen_device(run.device);
  const auto generator = make_generator(model.info);
  load_state(*generator, model.tensors);
  generator->to(device);
  generator->eval();
  const auto space = space_of(model.info, model.tensors);
  const Crops crops(files_to_test(model.info, data), *crop_maker(model.info, data), data);
  make_folder(run.result_dir);

  std::vector<torch::Tensor> shown;
  std::int64_t sheets = 0;
  const auto write = [&] {
    const auto picture = emotions_sheet(*generator, space, torch::stack(shown).to(device));
    write_sheet({"images.jpg", "", picture}, run.result_dir, ++sheets);
    shown.clear();
  };
  for (std::size_t i = 0; i < crops.files().size(); ++i) {
    shown.push_back(network_input(crops.at(i).picture));
    if (static_cast<int>(shown.size()) == rows)
      write();
  }
  if (!shown.empty())
    write();
  spdlog::info("{} pictures on {} sheets in {}", crops.files().size(), sheets, run.result_dir);
}

} // namespace ganmut
