#include "trainer/sheets/test_sheets.h"

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "network/state.h"
#include "trainer/data/aligned_crops.h"
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
  const auto maker = crop_maker(model.info, data);
  const auto files = files_to_test(model.info, data);
  make_folder(run.result_dir);

  std::vector<torch::Tensor> shown;
  std::int64_t sheets = 0, left_out = 0;
  const auto write = [&] {
    const auto picture = emotions_sheet(*generator, space, torch::stack(shown).to(device));
    write_sheet({"images.jpg", "", picture}, run.result_dir, ++sheets);
    shown.clear();
  };
  for (const auto &file : files) {
    const auto crop = maker->make(file.path);
    if (crop.state == Crop::State::Good)
      shown.push_back(network_input(crop.picture));
    else if (data.unreadable == Unreadable::Stop)
      throw Error(ErrorKind::Unreadable,
                  "The picture " + place_of(file) +
                      (crop.state == Crop::State::NoFace ? " shows no face that can be found." : " cannot be read."));
    else
      ++left_out;
    if (static_cast<int>(shown.size()) == rows)
      write();
  }
  if (!shown.empty())
    write();
  spdlog::info("{} of {} pictures on {} sheets in {}; left out: {} damaged or without a face",
               static_cast<std::int64_t>(files.size()) - left_out, files.size(), sheets, run.result_dir, left_out);
}

} // namespace ganmut
