#include "trainer/evaluation/calibration.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <ganmut/error.h>
#include <opencv2/imgproc.hpp>
#include <spdlog/spdlog.h>

#include "checkpoint/file_bytes.h"
#include "face/landmarker.h"
#include "geometry/alignment.h"
#include "trainer/data/photographs.h"
#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/rig/rig_fit.h"

namespace ganmut {

namespace {

constexpr int steps = 8;
constexpr int aligned_size = 128; ///< pixels

double intensity_of(int step) {
  return static_cast<double>(step) / steps;
}

/// Of a whole change, what is seen at each intensity: the first 0, the last 1.
using Parts = std::vector<double>;

/// What one face shows on its way to an emotion, a row a step: CV_32F.
struct Way {
  cv::Mat landmarks; ///< [steps + 1, 136], aligned by themselves
  cv::Mat units;     ///< [steps + 1, units]; empty where the rig does not fit, or there is none
};

/// Edits faces and looks at what became of them.
class WayFinder {
public:
  WayFinder(JudgedModel &model, const Landmarker &landmarker, const std::string &rig)
      : model_(model), landmarker_(landmarker) {
    if (!rig.empty())
      fitter_.emplace(read_face_rig(rig));
  }

  Way way_to(const Emotion &emotion, const Subject &subject, const cv::Mat &photo) {
    Way way;
    std::vector<float> identity;
    bool fits = fitter_.has_value();
    for (int step = 0; step <= steps; ++step) {
      auto edited = photo.clone();
      const auto intensity = static_cast<float>(intensity_of(step));
      model_.edit(edited, subject.face, model_.model().space().point(emotion.name, intensity));
      cv::Mat grey;
      cv::cvtColor(edited, grey, cv::COLOR_BGR2GRAY);
      Face found = subject.face;
      found.landmarks = landmarker_.find(grey, subject.face.box);
      auto points =
          aligned_points(found.landmarks, aligned_to_frame(own_alignment(), aligned_size, found), aligned_size);
      way.landmarks.push_back(cv::Mat(1, static_cast<int>(points.size()), CV_32F, points.data()));
      if (!fits)
        continue;
      const auto fit = identity.empty() ? fitter_->fit(found.landmarks) : fitter_->fit(found.landmarks, identity);
      fits = std::isfinite(fit.error);
      identity = fit.identity;
      way.units.push_back(cv::Mat(fit.expression).reshape(1, 1));
    }
    if (!fits)
      way.units.release();
    return way;
  }

private:
  JudgedModel &model_;
  const Landmarker &landmarker_;
  std::optional<RigFitter> fitter_;
};

cv::Mat mean_of(const std::vector<cv::Mat> &ways) {
  cv::Mat sum = cv::Mat::zeros(ways.front().size(), CV_64F);
  for (const auto &way : ways)
    cv::accumulate(way, sum);
  return sum / static_cast<double>(ways.size());
}

Parts growth_of(const std::vector<cv::Mat> &ways) {
  const auto mean = mean_of(ways);
  const cv::Mat whole = mean.row(steps) - mean.row(0);
  Parts growth;
  for (int step = 0; step <= steps; ++step)
    growth.push_back((mean.row(step) - mean.row(0)).dot(whole) / whole.dot(whole));
  return growth;
}

/// Whether the faces' common way is more than what chance would leave of their own ways.
bool moves(const std::vector<cv::Mat> &ways) {
  constexpr double deviations = 3;
  const auto count = static_cast<double>(ways.size());
  const auto mean = mean_of(ways);
  const cv::Mat whole = mean.row(steps) - mean.row(0);
  double variance = 0;
  for (const auto &way : ways) {
    cv::Mat own;
    cv::Mat(way.row(steps) - way.row(0)).convertTo(own, CV_64F);
    variance += std::pow(cv::norm(own, whole), 2) / count;
  }
  return cv::norm(whole) > deviations * std::sqrt(variance / count);
}

double value_at(const Parts &growth, double intensity) {
  const auto place = std::min(intensity * steps, steps - 1e-9);
  const auto i = static_cast<std::size_t>(place);
  return growth[i] + (place - static_cast<double>(i)) * (growth[i + 1] - growth[i]);
}

/// By how much steps of intensity are not equal steps of change, at most; `calibration` empty: as they are.
double unevenness(const Parts &growth, const std::vector<float> &calibration) {
  double most = 0;
  for (int step = 0; step <= steps; ++step) {
    const auto asked = intensity_of(step);
    const auto intensity = calibration.empty() ? asked : double{calibration[static_cast<std::size_t>(step)]};
    most = std::max(most, std::abs(value_at(growth, intensity) - asked));
  }
  return most;
}

/// Every second way, from the first or from the second on.
std::vector<cv::Mat> half_of(const std::vector<cv::Mat> &ways, std::size_t first) {
  std::vector<cv::Mat> half;
  for (auto i = first; i < ways.size(); i += 2)
    half.push_back(ways[i]);
  return half;
}

/// The lines of an emotion in calibration.csv.
std::string lines_of(const std::string &emotion, const Parts &landmarks, const Parts &units) {
  std::string lines;
  for (std::size_t step = 0; step <= steps; ++step)
    lines += fmt::format("{},{},{:.4f},{}\n", emotion, intensity_of(static_cast<int>(step)), landmarks[step],
                         units.empty() ? "" : fmt::format("{:.4f}", units[step]));
  return lines;
}

void write_text(const std::string &path, const std::string &text) {
  const auto *bytes = reinterpret_cast<const std::byte *>(text.data());
  write_file_atomically(path, {bytes, bytes + text.size()});
}

} // namespace

std::vector<float> calibration_of(std::vector<double> growth) {
  const auto last = growth.size() - 1;
  for (std::size_t i = 1; i <= last; ++i)
    growth[i] = std::max(growth[i], growth[i - 1]);
  std::vector<float> intensities{0.F};
  for (std::size_t step = 1; step < last; ++step) {
    const auto part = static_cast<double>(step) / static_cast<double>(last);
    const auto next = std::lower_bound(growth.begin(), growth.end(), part);
    const auto from = *std::prev(next);
    const auto before = static_cast<double>(next - growth.begin() - 1);
    intensities.push_back(static_cast<float>((before + (part - from) / (*next - from)) / static_cast<double>(last)));
  }
  intensities.push_back(1.F);
  return intensities;
}

void calibrate(const ModelFile &model, const std::string &path, const EvaluationOptions &options,
               const DataOptions &data) {
  const auto copy = ModelAccess::make(model, path);
  JudgedModel judged(copy, {copy.info().emotions.front()}, options.device);
  const Landmarker landmarker("");
  WayFinder finder(judged, landmarker, options.rig);

  const Photographs photographs(data);
  const auto &files = photographs.files.held_out.empty() ? photographs.files.training : photographs.files.held_out;
  const AlignedCrops maker(own_alignment(), aligned_size, LandmarkTable::of_data_set(data.dataset_root), true);
  const auto subjects =
      subjects_of(balanced_choice(files, static_cast<std::size_t>(options.faces), options.seed), maker);
  constexpr std::size_t fewest = 4;
  if (subjects.size() < fewest)
    throw Error(ErrorKind::NotFound, fmt::format("A calibration needs {} faces at least; '{}' has {}.", fewest,
                                                 data.dataset_root, subjects.size()));

  auto info = model.info;
  info.calibration.clear();
  std::string table = "emotion,intensity,landmarks,units\n";
  const auto &emotions = copy.space().emotions();
  for (std::size_t i = 1; i < emotions.size(); ++i) {
    std::vector<cv::Mat> landmarks, units;
    for (const auto &subject : subjects) {
      const auto way = finder.way_to(emotions[i], subject, read_photo(subject.file));
      landmarks.push_back(way.landmarks);
      if (!way.units.empty())
        units.push_back(way.units);
    }
    const auto &name = emotions[i].name;
    const auto growth = growth_of(landmarks);
    table += lines_of(name, growth, units.empty() ? Parts() : growth_of(units));
    if (!moves(landmarks)) {
      spdlog::warn("{} moves these faces too little to be calibrated", name);
      continue;
    }
    // Where half of the faces cannot help the others, noise is all that a curve would follow.
    const auto others = growth_of(half_of(landmarks, 1));
    const auto before = unevenness(others, {}),
               after = unevenness(others, calibration_of(growth_of(half_of(landmarks, 0))));
    info.calibration[name] = after < before ? calibration_of(growth) : std::vector<float>{0.F, 1.F};
    spdlog::info("{}: steps of intensity are uneven by {:.1f} % of the change at most; calibrated on half of the {} "
                 "faces, by {:.1f} % on the others{}",
                 name, 100 * before, subjects.size(), 100 * after, after < before ? "" : ", so they stay as they are");
  }
  const auto written = options.folder + "/" + std::filesystem::path(path).stem().string() + ".safetensors";
  write_text(options.folder + "/calibration.csv", table);
  save_model(written, info, model.tensors);
  spdlog::info("Calibrated model: {}", written);
}

} // namespace ganmut
