#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "trainer/evaluation/report_parts.h"

namespace ganmut {

namespace {

using Align = Canvas::Align;

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
