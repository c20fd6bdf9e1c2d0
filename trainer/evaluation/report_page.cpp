#include "trainer/evaluation/report_page.h"

#include <algorithm>
#include <numeric>

#include <fmt/ranges.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <ganmut/error.h>

#include "checkpoint/model_metadata.h"
#include "trainer/evaluation/report_parts.h"

namespace ganmut {

namespace {

using Align = Canvas::Align;

constexpr int page_width = 1240, page_height = 1754, longest = 4000, margin = 54;
constexpr int inside = page_width - 2 * margin;

int sum(const std::vector<int> &numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0);
}

int draw_heading(Canvas &canvas, int y, const std::string &title, const std::string &aside) {
  canvas.text(title, {margin, y + 18}, 0.62);
  canvas.text(aside, {margin + inside, y + 18}, small, Align::Right, grey);
  canvas.line({margin, y + 26}, {margin + inside, y + 26}, cv::Scalar::all(150));
  return y + 36;
}

int draw_head(Canvas &canvas, const Report &r) {
  canvas.text("Evaluation of a GANmut model", {margin, 78}, 0.95);
  canvas.text(fmt::format("score {:.0f} %", 100 * score_of(r)), {margin + inside, 78}, 0.95, Align::Right);
  const std::string lines[] = {
      shortened(r.model_path, inside - 330, 0.5),
      fmt::format("{} {}-D, {}, {}, {} pixels; sha256 {}", text_of(r.model.parametrization), r.model.dimensions,
                  text_of(r.model.conditioning), text_of(r.model.output), r.model.image_size,
                  r.model.sha256.substr(0, 16)),
      fmt::format(
          "{} faces edited, of {} held out ({:g} of the {}, seed {}); classifier trained on {} others: {:.0f} % "
          "right on photos held out, {:.0f} % over classes",
          sum(r.edited_faces), sum(r.held_out_faces), r.held_out, r.held_out_by_person ? "persons" : "files",
          r.held_out_seed, sum(r.training_faces), 100 * accuracy_of(r.real), 100 * balanced_accuracy_of(r.real)),
      r.not_judged.empty() ? "" : fmt::format("not judged, for want of pictures: {}", fmt::join(r.not_judged, ", "))};
  int y = 108;
  for (const auto &line : lines) {
    canvas.text(line, {margin, y}, 0.45);
    y += line.empty() ? 0 : 22;
  }
  canvas.text("mean over emotions of the part of edits that", {margin + inside, 100}, small, Align::Right, grey);
  canvas.text("the classifier and the landmarks both confirm", {margin + inside, 117}, small, Align::Right, grey);
  return y + 6;
}

int draw_confusions(Canvas &canvas, int y, const Report &r) {
  constexpr int gap = 60, width = (inside - gap) / 2;
  draw_confusion(canvas, {margin, y}, width, "photos held out: what the classifier says", "labelled", r.real,
                 r.emotions);
  return y + draw_confusion(canvas, {margin + width + gap, y}, width,
                            fmt::format("edited: what it says, right in {:.0f} %", 100 * balanced_accuracy_of(r.edits)),
                            "asked for", r.edits, r.emotions);
}

double mean_spearman(const Report &r, GrowthCurve Growth::*curve) {
  double sum = 0;
  for (const auto &growth : r.growth)
    sum += (growth.*curve).spearman / static_cast<double>(r.growth.size());
  return sum;
}

int draw_figures(Canvas &canvas, cv::Point corner, const Report &r) {
  const std::pair<std::string, std::string> lines[] = {
      {"grows with the way: rank correlation of the probability",
       fmt::format("{:.2f}", mean_spearman(r, &Growth::certainty))},
      {"the same of the landmarks", fmt::format("{:.2f}", mean_spearman(r, &Growth::amount))},
      {"bend of the way outwards (0: straight)", fmt::format("{:.2f}", r.steadiness.bend_outwards)},
      {"bend once round the border (0.22: a circle)", fmt::format("{:.2f}", r.steadiness.bend_round)},
      {"flicker when the crop is a pixel off, of 255", fmt::format("{:.2f}", r.steadiness.flicker)},
      {"for comparison: the photo moved by that pixel", fmt::format("{:.2f}", r.steadiness.shift)},
      {"Frechet distance, all edits to real faces", fmt::format("{:.2f}", r.distance)},
      {"for comparison: held-out to training photos", fmt::format("{:.2f}", r.distance_real)},
  };
  auto at = corner;
  for (const auto &[what, figure] : lines) {
    at.y += 22;
    canvas.text(what, at, 0.45);
    canvas.text(figure, at + cv::Point(520, 0), 0.45, Align::Right);
  }
  return at.y;
}

/// A row an emotion, pairs of photo and edit.
int draw_worst(Canvas &canvas, int y, const Report &r, const std::vector<FailedEdit> &worst) {
  constexpr int side = 100, gap = 4, names = 96;
  std::vector<int> columns(r.emotions.size(), 0);
  for (const auto &edit : worst) {
    const auto row = static_cast<std::size_t>(edit.target);
    const int x = margin + names + columns[row]++ * (2 * side + 2 * gap), top = y + edit.target * (side + 22);
    for (const auto *picture : {&edit.photo, &edit.edited}) {
      cv::Mat shown;
      cv::resize(*picture, shown, {side, side}, 0, 0, cv::INTER_AREA);
      canvas.picture(shown, {x + (picture == &edit.edited ? side : 0), top});
    }
    canvas.text(fmt::format("amount {:.2f}", edit.amount), {x, top + side + 14}, small, Align::Left, grey);
  }
  for (std::size_t k = 0; k < r.emotions.size(); ++k)
    canvas.text(shortened(r.emotions[k], names - gap, small),
                {margin, y + static_cast<int>(k) * (side + 22) + side / 2}, small);
  return y + static_cast<int>(r.emotions.size()) * (side + 22);
}

int draw_examples(Canvas &canvas, int y, const Report &r, const Examples &examples) {
  const int columns = static_cast<int>(r.emotions.size()) + 1;
  const int side = std::min(190, (inside + 4) / columns - 4);
  for (int column = 0; column < columns; ++column)
    canvas.text(column == 0 ? "photo" : shortened(r.emotions[static_cast<std::size_t>(column - 1)], side, small),
                {margin + column * (side + 4), y + 12}, small);
  y += 20;
  for (const auto &row : examples) {
    for (int column = 0; column < columns; ++column) {
      cv::Mat picture;
      cv::resize(row[static_cast<std::size_t>(column)], picture, {side, side}, 0, 0, cv::INTER_AREA);
      canvas.picture(picture, {margin + column * (side + 4), y});
    }
    y += side + 4;
  }
  return y;
}

} // namespace

void write_page(const std::string &path, const Report &report, const std::vector<FailedEdit> &worst,
                const Examples &examples) {
  Canvas canvas(page_width, longest);
  int y = draw_head(canvas, report);
  y = draw_heading(canvas, y, "Edits to each emotion",
                   "only faces that do not show it; amount 1: the mean shift between real faces of the two emotions");
  y += draw_targets(canvas, {margin, y}, report) + 14;
  y = draw_heading(canvas, y, "Worst edits",
                   "photo and edit: of each emotion those whose landmarks went its way least");
  y = draw_worst(canvas, y, report, worst) + 14;
  if (report.rig) {
    y = draw_heading(canvas, y, "What the face rig finds", fmt::format("{} faces", report.rig->faces));
    y += draw_rig(canvas, {margin, y}, *report.rig) + 14;
  }
  if (report.pairs || !report.clips.empty()) {
    y = draw_heading(canvas, y, "Other photographs of the same people, and clips", "");
    y += draw_pairs_and_clips(canvas, {margin, y}, report) + 14;
  }
  y = draw_heading(canvas, y, "Confusion", "");
  y = draw_confusions(canvas, y, report) + 14;
  y = draw_heading(
      canvas, y, "Along the way and over the whole space",
      fmt::format("card: {} neutral faces; colour: what the classifier says; dot: amount of landmark shift",
                  report.card_faces));
  constexpr int card = 470;
  const int growth = draw_growth(canvas, {margin, y}, 600, report);
  draw_figures(canvas, {margin, y + growth + 6}, report);
  draw_card(canvas, {margin + inside - card, y - 6}, card, report);
  y += card;
  y = draw_heading(canvas, y, "Examples", "edited photos as the editor leaves them");
  y = draw_examples(canvas, y, report, examples);
  canvas.crop(std::max(page_height, y + margin));
  if (!cv::imwrite(path, canvas.pixels()))
    throw Error(ErrorKind::Failed, "The page " + path + " cannot be written.");
}

} // namespace ganmut
