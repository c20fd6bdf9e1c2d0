#include "photo_edit.h"

#include <spdlog/spdlog.h>

#include "grid_sheet.h"
#include "photo_file.h"
#include "progress_bar.h"

namespace ganmut::edit {
namespace {

Point target(const Options &options, const ConditionalSpace &space) {
  if (options.emotion)
    return space.point(*options.emotion, options.intensity);
  if (options.polar)
    return space.clamp(to_point(*options.polar));
  return space.clamp(options.point.value_or(Point{}));
}

std::string names(const ConditionalSpace &space, const Point &point) {
  std::string text;
  for (const auto &[name, share] : space.describe(point))
    if (share >= 0.05F)
      text += fmt::format("{}{:.0f} % {}", text.empty() ? "" : ", ", 100.F * share, name);
  return text;
}

} // namespace

PhotoEdit::PhotoEdit(const Options &options)
    : options_(options), editor_(Model::load(options.model), EditorOptions{options.device, 0, {}, {}, {}}) {
  for (const auto &sentence : editor_.model().info().warnings)
    spdlog::warn("{}: {}", options.model, sentence);
  settings_.point = target(options, editor_.model().space());
  settings_.strength = options.strength;
  settings_.composite = options.composite;
  settings_.follow.select = options.faces;
  settings_.follow.max_faces = 0;
}

void PhotoEdit::edit(const std::filesystem::path &in, const std::filesystem::path &out) {
  cv::Mat picture = read_photo(in);
  const EditReport report = editor_.edit(frame_of(picture), std::nullopt, settings_);
  if (report.faces.empty())
    spdlog::warn("{}: nothing was edited{}", in.string(), settings_.strength > 0.F ? ", no face was found" : "");
  else
    spdlog::info("{}: {} face{} edited ({})", in.string(), report.faces.size(), report.faces.size() == 1 ? "" : "s",
                 names(editor_.model().space(), settings_.point));
  write_photo(out, picture, report.faces.empty() ? "" : "Faces in this picture were edited with GANmut.");
}

void PhotoEdit::sheet(const std::filesystem::path &in, const std::filesystem::path &out) {
  const cv::Mat picture = read_photo(in);
  ProgressBar progress(in.string());
  const cv::Mat sheet =
      grid_sheet(editor_, picture, *options_.grid, settings_, [&progress](double part) { progress.update(part); });
  write_photo(out, sheet, "Faces in this picture were edited with GANmut.");
}

} // namespace ganmut::edit
