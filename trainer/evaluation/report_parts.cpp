#include "trainer/evaluation/report_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace ganmut {

namespace {

using Align = Canvas::Align;

constexpr int row_height = 26;

struct Column {
  const char *above, *title;
  int right; ///< edge, from the table's corner
};

const std::vector<Column> target_columns = {
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

struct TableRow {
  int colour; ///< class
  std::string name;
  std::vector<std::string> cells;
};

int draw_table(Canvas &canvas, cv::Point corner, const std::vector<Column> &columns,
               const std::vector<TableRow> &rows) {
  for (const auto &column : columns) {
    canvas.text(column.above, corner + cv::Point(column.right, 14), small, Align::Right, grey);
    canvas.text(column.title, corner + cv::Point(column.right, 30), small, Align::Right, grey);
  }
  auto at = corner + cv::Point(0, 38);
  const int width = columns.back().right;
  for (const auto &row : rows) {
    canvas.line(at, at + cv::Point(width, 0), pale);
    canvas.disc(at + cv::Point(6, row_height / 2), 5, class_colour(row.colour));
    canvas.text(row.name, at + cv::Point(18, row_height - 8));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      canvas.text(row.cells[i], at + cv::Point(columns[i].right, row_height - 8), 0.5, Align::Right);
    at.y += row_height;
  }
  canvas.line(at, at + cv::Point(width, 0), pale);
  return at.y - corner.y;
}

int draw_lines(Canvas &canvas, cv::Point corner, const std::vector<std::string> &lines) {
  constexpr int height = 22;
  for (std::size_t i = 0; i < lines.size(); ++i)
    canvas.text(lines[i], corner + cv::Point(0, 16 + static_cast<int>(i) * height), 0.45);
  return static_cast<int>(lines.size()) * height;
}

/// One plot of what grows with the part of the way.
void draw_plot(Canvas &canvas, const cv::Rect &where, const std::string &title, const Report &report,
               GrowthCurve Growth::*curve) {
  double top = 1;
  for (const auto &growth : report.growth)
    top = std::max(top, *std::max_element((growth.*curve).mean.begin(), (growth.*curve).mean.end()));
  const auto place = [&](double part, double value) {
    return cv::Point(where.x + cvRound(part * where.width),
                     where.y + where.height - cvRound(std::max(value, 0.) / top * where.height));
  };
  canvas.text(title, where.tl() - cv::Point(0, 10), small);
  canvas.frame(where, pale);
  canvas.line(place(0, 1), place(1, 1), pale);
  canvas.text("0", place(0, 0) + cv::Point(-6, 0), small, Align::Right, grey);
  canvas.text("1", place(0, 1) + cv::Point(-6, 5), small, Align::Right, grey);
  canvas.text("neutral", place(0, 0) + cv::Point(0, 18), small, Align::Left, grey);
  canvas.text("emotion", place(1, 0) + cv::Point(0, 18), small, Align::Right, grey);
  for (const auto &growth : report.growth) {
    std::vector<cv::Point> points;
    for (std::size_t i = 0; i < growth_parts().size(); ++i)
      points.push_back(place(growth_parts()[i], (growth.*curve).mean[i]));
    canvas.curve(points, class_colour(growth.target));
  }
}

/// A piece of the disc between two radii around a direction.
std::vector<cv::Point> sector(cv::Point centre, double inner, double outer, double theta, double opening) {
  std::vector<cv::Point> corners;
  constexpr int steps = 6;
  const auto add = [&](double radius, double angle) {
    corners.emplace_back(centre.x + cvRound(radius * std::cos(angle)), centre.y - cvRound(radius * std::sin(angle)));
  };
  for (int i = 0; i <= steps; ++i)
    add(inner, theta + opening * (static_cast<double>(i) / steps - 0.5));
  for (int i = steps; i >= 0; --i)
    add(outer, theta + opening * (static_cast<double>(i) / steps - 0.5));
  return corners;
}

} // namespace

int draw_targets(Canvas &canvas, cv::Point corner, const Report &report) {
  std::vector<TableRow> rows;
  for (std::size_t k = 0; k < report.targets.size(); ++k)
    rows.push_back({static_cast<int>(k), report.emotions[k], cells_of(report.targets[k])});
  return draw_table(canvas, corner, target_columns, rows);
}

int draw_rig(Canvas &canvas, cv::Point corner, const RigFigures &rig) {
  const std::vector<Column> columns = {{"main units", "raised", 260},
                                       {"by the rig", "itself", 370},
                                       {"part", "found", 470},
                                       {"sharpness", "kept", 580},
                                       {"colour", "levels", 690}};
  std::vector<TableRow> rows;
  for (const auto &e : rig.emotions)
    rows.push_back({static_cast<int>(rows.size()) + 1,
                    e.name,
                    {percent(e.raised), percent(e.teacher_raised), fmt::format("{:.2f}", e.found),
                     fmt::format("{:.2f}", e.sharpness), fmt::format("{:.1f}", e.colour)}});
  const int height = draw_table(canvas, corner, columns, rows);
  draw_lines(canvas, corner + cv::Point(760, 30),
             {fmt::format("units asked for and found, correlation: {:.2f}", rig.correlation),
              fmt::format("the same of the rig's own motion: {:.2f}", rig.teacher_correlation),
              fmt::format("and of its landmarks, no detector: {:.2f}", rig.exact_correlation),
              fmt::format("flow beside the rig's: {:.2f} px of 128", rig.flow),
              fmt::format("identity: {:.2f} of a deviation", rig.identity),
              fmt::format("head: {:.1f} degrees", rig.turn)});
  return height;
}

int draw_pairs_and_clips(Canvas &canvas, cv::Point corner, const Report &report) {
  std::vector<std::string> lines;
  if (const auto &pairs = report.pairs)
    lines.push_back(fmt::format(
        "{} people, what is left of the difference at the mouth: {:.2f} put on, {:.2f} removed; "
        "of features: {:.2f} and {:.2f}",
        pairs->people, pairs->put_on_mouth, pairs->removed_mouth, pairs->put_on_features, pairs->removed_features));
  for (const auto &clip : report.clips)
    lines.push_back(fmt::format("{}, {}: flicker {:.2f} of the original's, speech {:.2f}", clip.clip, clip.emotion,
                                clip.flicker, clip.speech));
  return draw_lines(canvas, corner, lines);
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

int draw_growth(Canvas &canvas, cv::Point corner, int width, const Report &report) {
  constexpr int height = 170, indent = 20, top = 24;
  const cv::Size size(width / 2 - 2 * indent, height);
  draw_plot(canvas, {corner + cv::Point(indent, top), size}, "classifier's probability", report, &Growth::certainty);
  draw_plot(canvas, {corner + cv::Point(width / 2 + indent, top), size}, "amount of the landmarks' shift", report,
            &Growth::amount);
  return top + height + 24;
}

void draw_card(Canvas &canvas, cv::Point corner, int side, const Report &report) {
  const auto centre = corner + cv::Point(side / 2, side / 2);
  const double radius = side / 2. - 62; // room for names
  constexpr double opening = 2 * M_PI / card_directions;
  const auto ring_width = radius / (card_radii + 0.5); // the middle is left free
  const auto along = [&](double part) { return part * radius; };
  for (const auto &cell : report.card) {
    const double outer = along((card_radii * cell.radius + 0.5) / (card_radii + 0.5)), inner = outer - ring_width;
    canvas.polygon(sector(centre, inner + 1, outer - 1, cell.theta, 0.96 * opening),
                   tint(class_colour(cell.judged), cell.certainty));
    const double middle = (inner + outer) / 2;
    const cv::Point at(centre.x + cvRound(middle * std::cos(cell.theta)),
                       centre.y - cvRound(middle * std::sin(cell.theta)));
    const double dot = 5 * std::clamp(cell.amount, 0., 1.5);
    if (dot > 0.5) {
      canvas.disc(at, dot, cv::Scalar::all(255));
      canvas.disc(at, std::max(0.5, dot - 1), cv::Scalar::all(20));
    }
  }
  for (std::size_t k = 0; k < report.places.size(); ++k) {
    const auto polar = to_polar(report.places[k]);
    if (polar.rho < 1e-3F)
      continue;
    const auto at = [&](double r) {
      return cv::Point(centre.x + cvRound(r * std::cos(polar.theta)), centre.y - cvRound(r * std::sin(polar.theta)));
    };
    canvas.line(at(radius + 1), at(radius + 10), class_colour(static_cast<int>(k)), 3);
    const auto align = std::abs(std::cos(polar.theta)) < 0.3 ? Align::Centre
                       : std::cos(polar.theta) > 0           ? Align::Left
                                                             : Align::Right;
    canvas.text(report.emotions[k], at(radius + 18) + cv::Point(0, 5), small, align);
  }
}

} // namespace ganmut
