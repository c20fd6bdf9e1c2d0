#include "trainer/sheets/test_sheets.h"

#include <filesystem>

#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <spdlog/spdlog.h>

#include "composite/compositor.h"
#include "face/alignment.h"
#include "network/state.h"
#include "trainer/data/labelled_pictures.h"
#include "trainer/data/landmark_table.h"
#include "trainer/data/split.h"
#include "trainer/run/device.h"
#include "trainer/sheets/sample_sheets.h"

namespace ganmut {

namespace {

/// Brings pictures of a data set to the form that a model expects.
class Preparation {
public:
  Preparation(const ModelInfo &model, const DataOptions &data) : model_(model) {
    if (model.alignment.kind == Alignment::Kind::Similarity)
      faces_ = read_landmark_table(data.dataset_root + "/landmarks.csv");
  }

  /// CV_8UC3 BGR, as large as the model's pictures; empty without landmarks. Throws Error(Unreadable).
  cv::Mat prepared(const LabelledFile &file) const {
    auto picture = cv::imread(file.path, cv::IMREAD_COLOR);
    if (picture.empty())
      throw Error(ErrorKind::Unreadable, "The picture " + place_of(file) + " cannot be read.");
    cv::Mat result;
    if (model_.alignment.kind == Alignment::Kind::Box) {
      cv::resize(picture, result, {model_.image_size, model_.image_size});
    } else if (const auto face = faces_.find(std::filesystem::path(file.path).filename()); face != faces_.end()) {
      Frame frame;
      frame.format = PixelFormat::BGR;
      frame.width = picture.cols;
      frame.height = picture.rows;
      frame.planes[0] = picture.data;
      frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
      result = cut_out(frame, aligned_to_frame(model_.alignment, model_.image_size, face->second), model_.image_size);
    }
    return result;
  }

private:
  const ModelInfo &model_;
  std::map<std::string, Face> faces_; ///< by file name
};

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
  const Preparation preparation(model.info, data);
  const auto files = files_to_test(model.info, data);
  std::error_code failure;
  std::filesystem::create_directories(run.result_dir, failure);
  if (failure)
    throw Error(ErrorKind::Failed, "The folder " + run.result_dir + " cannot be made.", failure.message());

  std::vector<torch::Tensor> shown;
  std::int64_t sheets = 0, left_out = 0, unreadable = 0;
  const auto write = [&] {
    const auto picture = emotions_sheet(*generator, space, torch::stack(shown).to(device));
    write_sheet({"images.jpg", "", picture}, run.result_dir, ++sheets);
    shown.clear();
  };
  for (const auto &file : files) {
    try {
      if (const auto face = preparation.prepared(file); face.empty())
        ++left_out;
      else
        shown.push_back(network_input(face));
    } catch (const Error &error) {
      if (error.kind() != ErrorKind::Unreadable || data.unreadable == Unreadable::Stop)
        throw;
      ++unreadable;
    }
    if (static_cast<int>(shown.size()) == rows)
      write();
  }
  if (!shown.empty())
    write();
  spdlog::info("{} of {} pictures on {} sheets in {}; left out: {} without landmarks, {} unreadable",
               static_cast<std::int64_t>(files.size()) - left_out - unreadable, files.size(), sheets, run.result_dir,
               left_out, unreadable);
}

} // namespace ganmut
