#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "trainer/evaluation/report_parts.h"

namespace ganmut {

namespace {

using Align = Canvas::Align;

constexpr int row_height = 26;

struct Column {
  const char *above, *title;
  int right; ///< edge, from the table's corner
};

constexpr Column columns[] = {
    {"", "edits", 190},           {"judged", "by class.", 270}, {"judged by", "landmarks", 360},
    {"both:", "score", 430},      {"landmarks", "amount", 530}, {"landmarks", "cosine", 620},
    {"Frechet", "distance", 710}, {"before", "the edit", 795},  {"upper", "SSIM", 865},
    {"G(G(x))", "error", 945},    {"paint", "by class.", 1045}, {"paint", "score", 1130},
};

std::string percent(double part) {
  return fmt::format("{:.0f} %", 100 * part);
}

std::vector<std::string> cells_of(const TargetFigures &t) {
  return {std::to_string(t.edits),
          percent(t.classifier),
          percent(t.landmarks),
          percent(t.score),
          fmt::format("{:.2f}", t.amount),
          fmt::format("{:.2f}", t.cosine),
          fmt::format("{:.2f}", t.distance),
          fmt::format("{:.2f}", t.distance_before),
          fmt::format("{:.3f}", t.upper_ssim),
          fmt::format("{:.1f}", t.reconstruction),
          percent(t.paint_classifier),
          percent(t.paint_score)};
}

} // namespace

int draw_targets(Canvas &canvas, cv::Point corner, const Report &report) {
  for (const auto &column : columns) {
    canvas.text(column.above, corner + cv::Point(column.right, 14), small, Align::Right, grey);
    canvas.text(column.title, corner + cv::Point(column.right, 30), small, Align::Right, grey);
  }
  auto at = corner + cv::Point(0, 38);
  const int width = std::end(columns)[-1].right;
  for (std::size_t k = 0; k < report.targets.size(); ++k) {
    canvas.line(at, at + cv::Point(width, 0), pale);
    canvas.disc(at + cv::Point(6, row_height / 2), 5, class_colour(static_cast<int>(k)));
    canvas.text(report.emotions[k], at + cv::Point(18, row_height - 8));
    const auto cells = cells_of(report.targets[k]);
    for (std::size_t i = 0; i < cells.size(); ++i)
      canvas.text(cells[i], at + cv::Point(columns[i].right, row_height - 8), 0.5, Align::Right);
    at.y += row_height;
  }
  canvas.line(at, at + cv::Point(width, 0), pale);
  return at.y - corner.y;
}

int draw_confusion(Canvas &canvas, cv::Point corner, int width, const std::string &title, const std::string &rows,
                   const Confusion &confusion, const std::vector<std::string> &names) {
  constexpr int names_width = 100, top = 46, cell_height = 34;
  const int count = static_cast<int>(names.size());
  const int cell_width = (width - names_width) / count;
  canvas.text(title, corner + cv::Point(0, 14), 0.5);
  canvas.text(rows, corner + cv::Point(0, top - 8), small, Align::Left, grey);
  for (int k = 0; k < count; ++k) {
    const auto row = static_cast<std::size_t>(k);
    const int all = std::max(1, std::accumulate(confusion[row].begin(), confusion[row].end(), 0));
    canvas.text(shortened(names[row], cell_width - 4, small),
                corner + cv::Point(names_width + k * cell_width + cell_width / 2, top - 8), small, Align::Centre);
    canvas.text(shortened(names[row], names_width - 10, small), corner + cv::Point(0, top + k * cell_height + 22),
                small);
    for (int j = 0; j < count; ++j) {
      const double part = static_cast<double>(confusion[row][static_cast<std::size_t>(j)]) / all;
      const cv::Rect cell(corner + cv::Point(names_width + j * cell_width, top + k * cell_height),
                          cv::Size(cell_width - 2, cell_height - 2));
      canvas.fill(cell, tint(j == k ? cv::Scalar(90, 140, 50) : cv::Scalar(60, 60, 190), 0.06 + 0.84 * part));
      canvas.text(percent(part), cell.tl() + cv::Point(cell.width / 2, 21), small, Align::Centre,
                  part > 0.55 ? cv::Scalar::all(255) : cv::Scalar::all(30));
    }
  }
  return top + count * cell_height;
}

} // namespace ganmut
