#include "photo_edit.h"

#include <algorithm>
#include <functional>

#include <opencv2/imgproc.hpp>
#include <spdlog/spdlog.h>

#include <ganmut/action_units.h>
#include <ganmut/error.h>
#include <ganmut/space_grid.h>

#include "photo_file.h"
#include "progress_bar.h"

namespace ganmut::edit {
namespace {

Point target(const Options &options, const ConditionalSpace &space) {
  if (options.emotion)
    return (options.calibrated ? space.calibrated() : space).point(*options.emotion, options.intensity);
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

constexpr int label_height = 18; // pixels
constexpr int largest_cell = 256;

/// The face with half its size around it, as far as the picture goes.
cv::Rect surroundings(const Box &box, const cv::Size &size) {
  const float side = 2.F * std::max(box.width, box.height);
  const cv::Rect square(cvRound(box.x + box.width / 2.F - side / 2.F), cvRound(box.y + box.height / 2.F - side / 2.F),
                        cvRound(side), cvRound(side));
  return square & cv::Rect({0, 0}, size);
}

Face largest_face(FaceEditor &editor, const cv::Mat &picture, EditSettings settings) {
  cv::Mat scratch = picture.clone();
  settings.follow.select = FaceSelection::Largest;
  settings.strength = 1.F;
  const EditReport report = editor.edit(frame_of(scratch), std::nullopt, settings);
  if (report.faces.empty())
    throw Error(ErrorKind::BadArgument, "The picture has no face to make a sheet of.");
  return report.faces.front().face;
}

cv::Mat in_colour(const cv::Mat &picture) {
  cv::Mat colour = picture;
  if (picture.channels() == 1)
    cv::cvtColor(picture, colour, cv::COLOR_GRAY2BGR);
  else if (picture.channels() == 4)
    cv::cvtColor(picture, colour, cv::COLOR_BGRA2BGR);
  return colour;
}

/// The largest face of `picture` at `grid` points of the model's space (see grid_over), each cell with its coordinates
/// above it. Other settings than the point and the choice of faces come from `settings`. `progress` is told the part
/// done, [0, 1]. Returns CV_8UC3 (BGR). Throws Error(BadArgument) when there is no face.
cv::Mat grid_sheet(FaceEditor &editor, const cv::Mat &picture, const Grid &grid, EditSettings settings,
                   const std::function<void(double)> &progress) {
  const cv::Mat colour = in_colour(picture);
  const Face face = largest_face(editor, colour, settings);
  const cv::Rect part = surroundings(face.box, colour.size());
  const double scale = std::min(1.0, static_cast<double>(largest_cell) / std::max(part.width, part.height));
  const cv::Size size(cvRound(part.width * scale), cvRound(part.height * scale));
  const int cell_height = size.height + label_height;

  cv::Mat sheet(cell_height * grid.rows, size.width * grid.columns, CV_8UC3, cv::Scalar::all(255));
  int done = 0;
  for (const GridCell &cell : grid_over(editor.model().space(), grid.columns, grid.rows)) {
    settings.point = cell.point;
    cv::Mat edited = colour.clone();
    editor.edit(frame_of(edited), std::vector<Face>{face}, settings);
    const cv::Point corner(done % grid.columns * size.width, done / grid.columns * cell_height);
    cv::resize(edited(part), sheet(cv::Rect(corner + cv::Point(0, label_height), size)), size, 0, 0, cv::INTER_AREA);
    cv::putText(sheet, cell.column + " " + cell.row, corner + cv::Point(3, label_height - 5), cv::FONT_HERSHEY_SIMPLEX,
                0.36, cv::Scalar::all(0), 1, cv::LINE_AA);
    progress(static_cast<double>(++done) / (grid.rows * grid.columns));
  }
  return sheet;
}

} // namespace

PhotoEdit::PhotoEdit(const Options &options)
    : options_(options), editor_(Model::load(options.model), EditorOptions{options.device, 0, {}, {}, {}}) {
  for (const auto &sentence : editor_.model().info().warnings)
    spdlog::warn("{}: {}", options.model, sentence);
  settings_.point = target(options, editor_.model().space());
  settings_.strength = options.strength;
  settings_.keep_speech = options.keep_speech.value_or(0.F);
  settings_.action_units = action_units(options.action_units, editor_.model().info().units);
  settings_.composite = options.composite;
  settings_.follow.select = options.faces;
  settings_.follow.max_faces = 0;
}

Bytes PhotoEdit::edit(const std::filesystem::path &in, const std::filesystem::path &out) {
  Photo photo = read_photo(in);
  const EditReport report = editor_.edit(frame_of(photo.picture), std::nullopt, settings_);
  if (report.faces.empty())
    spdlog::warn("{}: nothing was edited{}", in.string(), settings_.strength > 0.F ? ", no face was found" : "");
  else
    spdlog::info("{}: {} face{} edited ({})", in.string(), report.faces.size(), report.faces.size() == 1 ? "" : "s",
                 names(editor_.model().space(), settings_.point));
  return encode_photo(out, photo, report.faces.empty() ? "" : "Faces in this picture were edited with GANmut.");
}

Bytes PhotoEdit::sheet(const std::filesystem::path &in, const std::filesystem::path &out) {
  const cv::Mat picture = read_photo(in).picture;
  ProgressBar progress(in.string());
  const cv::Mat sheet =
      grid_sheet(editor_, picture, *options_.grid, settings_, [&](double part) { progress.update(part); });
  return encode_photo(out, {sheet, {}}, "Faces in this picture were edited with GANmut.");
}

} // namespace ganmut::edit
