#include "engine/inner_lips.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "engine/lips.h"
#include "geometry/face_maps.h"

namespace ganmut {
namespace {

// Lengths are pixels of a picture of 128.

constexpr int size = 128;

using Column = std::vector<float>;

/// Heights of the inner edges of the lips, column by column, and between which columns the lips part.
struct Edges {
  Column upper, lower;
  float left = 0.F, right = 0.F;
};

/// Paths from column to column through some states: where each state of each column came from.
using Origins = std::vector<std::vector<signed char>>;

constexpr int steps = 2; // from one column to the next, at most

/// The cheapest way to each of `count` states that lie `stride` apart.
void relax(Column &cost, std::vector<signed char> &from, int first, int stride, int count, float stiffness) {
  std::array<float, size + 1> best;
  for (int i = 0; i < count; ++i) {
    best[static_cast<std::size_t>(i)] = std::numeric_limits<float>::max();
    for (int move = std::max(-steps, -i); move <= std::min(steps, count - 1 - i); ++move) {
      const float sum =
          cost[static_cast<std::size_t>(first + (i + move) * stride)] + stiffness * static_cast<float>(move * move);
      if (sum < best[static_cast<std::size_t>(i)]) {
        best[static_cast<std::size_t>(i)] = sum;
        from[static_cast<std::size_t>(first + i * stride)] = static_cast<signed char>(move);
      }
    }
  }
  for (int i = 0; i < count; ++i)
    cost[static_cast<std::size_t>(first + i * stride)] = best[static_cast<std::size_t>(i)];
}

int cheapest(const Column &cost) {
  return static_cast<int>(std::min_element(cost.begin(), cost.end()) - cost.begin());
}

void smooth(Column &line) {
  const Column before = line;
  for (std::size_t x = 1; x + 1 < line.size(); ++x)
    line[x] = 0.25F * before[x - 1] + 0.5F * before[x] + 0.25F * before[x + 1];
}

/// How much speaks for a pixel to lie between the lips, CV_32FC1, about from -1 to 1: it looks like teeth, or is darker
/// than lips.
cv::Mat evidence_of(const cv::Mat &colours, const Lips &lips, const MouthColours &known) {
  constexpr float none = 0.25F, range = 0.3F;    // of the way from lips to teeth
  constexpr float shaded = 0.78F, fading = 0.2F; // of the light of lips
  constexpr float even = 0.45F, little = 0.2F;
  constexpr float kept = 0.6F, against = -0.8F; // part of the upper lip above which dark is a beard's
  constexpr float below = 0.5F;                 // the lower lip, where it is a shadow
  const float light = std::max(1.F, std::min(known.upper[0], known.lower[0]));
  cv::Mat evidence(colours.size(), CV_32FC1);
  for (int x = 0; x < evidence.cols; ++x) {
    const float outer = height_at(lips.upper_outer, static_cast<float>(x));
    const float highest = outer + kept * (lips.upper_edge[static_cast<std::size_t>(x)] - outer);
    const float lowest = height_at(lips.lower_outer, static_cast<float>(x)) + below;
    for (int y = 0; y < evidence.rows; ++y) {
      const auto &colour = colours.at<cv::Vec3f>(y, x);
      float share = std::clamp((shaded - colour[0] / light) / fading, 0.F, 1.F);
      if (known.teeth) {
        const cv::Vec3f lip = lips.is_nearer_to_upper(x, y) ? known.upper : known.lower, way = *known.teeth - lip;
        share = std::max(share, std::clamp(((colour - lip).dot(way) / way.dot(way) - none) / range, 0.F, 1.F));
      }
      const bool tells = known.teeth || !known.is_parted || share > little; // not where teeth look like lips
      const auto row = static_cast<float>(y);
      evidence.at<float>(y, x) = row < highest || row > lowest ? against : tells ? 2 * (share - even) : -0.06F;
    }
  }
  return evidence;
}

/// The edges between which most speaks for the inside, that are smooth and near the landmarks: the best of all, by
/// dynamic programming from column to column over pairs of rows.
Edges edges_of(const cv::Mat &evidence, const Lips &lips) {
  constexpr float stiffness = 0.6F, trust = 0.05F, never = 1e9F, steepest = 2;
  const float left = lips.upper_outer.front().x, right = lips.upper_outer.back().x;
  const int rows = evidence.rows + 1, width = evidence.cols;
  Column cost(static_cast<std::size_t>(rows * rows), never); // of an upper edge, and a lower one not above it
  for (int upper = 0; upper < rows; ++upper)
    std::fill_n(cost.begin() + upper * rows + upper, rows - upper, 0.F);
  const std::vector<signed char> still(cost.size(), 0);
  Origins upper_from, lower_from;
  for (int x = 0; x < width; ++x) {
    upper_from.push_back(still);
    lower_from.push_back(still);
    for (int i = 0; x > 0 && i < rows; ++i)
      relax(cost, lower_from.back(), i * rows + std::max(0, i - steps), 1, rows - std::max(0, i - steps), stiffness);
    for (int i = 0; x > 0 && i < rows; ++i)
      relax(cost, upper_from.back(), i, rows, std::min(rows, i + 1 + steps), stiffness);
    Column sums{0.F};
    for (int y = 0; y + 1 < rows; ++y)
      sums.push_back(sums.back() + evidence.at<float>(y, x));
    const auto column = static_cast<float>(x);
    const float widest = 0.5F + steepest * std::max(0.F, std::min(column - left, right - column));
    const auto place = static_cast<std::size_t>(x);
    for (int upper = 0; upper < rows; ++upper) {
      for (int lower = std::max(0, upper - steps); lower < upper; ++lower)
        cost[static_cast<std::size_t>(upper * rows + lower)] = never; // on the way only
      for (int lower = upper; lower < rows; ++lower) {
        const float above = static_cast<float>(upper) - 0.5F - lips.upper_edge[place],
                    below = static_cast<float>(lower) - 0.5F - lips.lower_edge[place];
        const bool may_be = static_cast<float>(lower - upper) <= widest;
        const float against = sums[static_cast<std::size_t>(upper)] - sums[static_cast<std::size_t>(lower)] +
                              trust * (above * above + below * below);
        cost[static_cast<std::size_t>(upper * rows + lower)] += may_be ? against : never;
      }
    }
  }
  Edges edges{Column(static_cast<std::size_t>(width)), Column(static_cast<std::size_t>(width))};
  int state = cheapest(cost);
  for (int x = width - 1; x >= 0; --x) {
    const auto column = static_cast<std::size_t>(x);
    edges.upper[column] = static_cast<float>(state / rows) - 0.5F;
    edges.lower[column] = static_cast<float>(state % rows) - 0.5F;
    state += rows * upper_from[column][static_cast<std::size_t>(state)];
    state += lower_from[column][static_cast<std::size_t>(state)];
  }
  return edges;
}

/// `edge` between pixels, where as much speaks for the inside as against it.
void refine(Column &edge, const cv::Mat &evidence) {
  for (int x = 0; x < evidence.cols; ++x) {
    auto &height = edge[static_cast<std::size_t>(x)];
    const int above = cvFloor(height);
    if (above < 0 || above + 1 >= evidence.rows)
      continue;
    const float a = evidence.at<float>(above, x), b = evidence.at<float>(above + 1, x);
    if ((a < 0) != (b < 0))
      height = static_cast<float>(above) + a / (a - b);
  }
  smooth(edge);
}

/// The darkest way from corner to corner, near the middle of the lips' edges.
Column dark_line(const cv::Mat &colours, const Lips &lips) {
  constexpr float stiffness = 0.5F, trust = 0.03F, darkness = 6;
  double light = 1;
  cv::Mat lightness;
  cv::extractChannel(colours, lightness, 0);
  cv::minMaxLoc(lightness, nullptr, &light);
  const int rows = colours.rows, width = colours.cols;
  Column cost(static_cast<std::size_t>(rows), 0.F);
  const std::vector<signed char> still(cost.size(), 0);
  Origins from;
  for (int x = 0; x < width; ++x) {
    from.push_back(still);
    if (x > 0)
      relax(cost, from.back(), 0, 1, rows, stiffness);
    const auto column = static_cast<std::size_t>(x);
    for (int y = 0; y < rows; ++y) {
      const float away = static_cast<float>(y) - (lips.upper_edge[column] + lips.lower_edge[column]) / 2;
      cost[static_cast<std::size_t>(y)] +=
          darkness * lightness.at<float>(y, x) / static_cast<float>(light) + trust * away * away;
    }
  }
  Column line(static_cast<std::size_t>(width));
  int row = cheapest(cost);
  for (int x = width - 1; x >= 0; --x) {
    auto &height = line[static_cast<std::size_t>(x)];
    height = static_cast<float>(row);
    if (row > 0 && row + 1 < rows) { // the lowest point of a parabola
      const float above = lightness.at<float>(row - 1, x), below = lightness.at<float>(row + 1, x);
      const float bend = above - 2 * lightness.at<float>(row, x) + below;
      height += bend > 0 ? std::clamp((above - below) / (2 * bend), -0.5F, 0.5F) : 0.F;
    }
    row += from[static_cast<std::size_t>(x)][static_cast<std::size_t>(row)];
  }
  smooth(line);
  smooth(line);
  return line;
}

/// Of lips that part where the picture shows it, else of lips that touch.
Edges found_edges(const cv::Mat &colours, const Lips &lips, const MouthColours &known) {
  const cv::Mat evidence = evidence_of(colours, lips, known);
  Edges edges = edges_of(evidence, lips);
  float gap = 0; // on average, in the middle: a corner alone may be dark
  int first = evidence.cols, last = -1;
  for (int x = 0; x < evidence.cols; ++x) {
    const float here = edges.lower[static_cast<std::size_t>(x)] - edges.upper[static_cast<std::size_t>(x)];
    if (4 * x > evidence.cols && 4 * x < 3 * evidence.cols)
      gap += 2 * here / static_cast<float>(evidence.cols);
    if (here > 0.5F) {
      first = std::min(first, x);
      last = x;
    }
  }
  const float closed = known.teeth ? 0.7F : 1.6F;
  if (gap < closed) {
    edges.upper = edges.lower = dark_line(colours, lips);
    edges.left = lips.upper[1].x; // as landmarks have it
    edges.right = lips.upper[5].x;
    return edges;
  }
  refine(edges.upper, evidence);
  refine(edges.lower, evidence);
  edges.left = static_cast<float>(first) - 0.5F;
  edges.right = static_cast<float>(last) + 0.5F;
  return edges;
}

float height_in(const Column &column, float x) {
  const float place = std::clamp(x, 0.F, static_cast<float>(column.size() - 1));
  const auto before = std::min(static_cast<std::size_t>(place), column.size() - 2);
  return column[before] + (column[before + 1] - column[before]) * (place - static_cast<float>(before));
}

/// How far `edge` goes beyond a line from `from` to `to` at most. `outwards`: -1 upwards, 1 downwards.
float beyond_line(const Column &edge, cv::Point2f from, cv::Point2f to, float outwards) {
  float most = 0;
  for (float x = from.x; x < to.x; ++x)
    most = std::max(most, outwards * (height_in(edge, x) - from.y - (to.y - from.y) * (x - from.x) / (to.x - from.x)));
  return most;
}

/// Five points on an edge from corner to corner, pushed outwards by part of what the lines between them leave out: it
/// would be taken for lip.
std::array<cv::Point2f, 5> five_points(const Edges &edges, const Column &edge, float outwards) {
  constexpr float parts[] = {0, 0.22F, 0.5F, 0.78F, 1};
  std::array<cv::Point2f, 5> points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const float x = edges.left + parts[i] * (edges.right - edges.left);
    const bool is_corner = i == 0 || i + 1 == points.size();
    points[i] = {x, is_corner ? (height_in(edges.upper, x) + height_in(edges.lower, x)) / 2 : height_in(edge, x)};
  }
  auto pushed = points;
  for (std::size_t i = 1; i + 1 < points.size(); ++i)
    pushed[i].y += outwards * 0.4F *
                   std::max(beyond_line(edge, points[i - 1], points[i], outwards),
                            beyond_line(edge, points[i], points[i + 1], outwards));
  return pushed;
}

/// Points 60..67 on `edges`, in a picture whose part at `origin` these are of.
void set_inner_lips(Landmarks &points, const Edges &edges, cv::Point origin) {
  const auto upper = five_points(edges, edges.upper, -1), lower = five_points(edges, edges.lower, 1);
  const auto put = [&](std::size_t point, cv::Point2f place) {
    points[point] = {place.x + static_cast<float>(origin.x), place.y + static_cast<float>(origin.y)};
  };
  for (std::size_t i = 0; i < upper.size(); ++i)
    put(60 + i, upper[i]);
  for (std::size_t i = 1; i < 4; ++i)
    put(68 - i, lower[i]);
}

cv::Rect around_lips(const Landmarks &points) {
  std::vector<cv::Point2f> outer;
  for (std::size_t i = 48; i < 60; ++i)
    outer.emplace_back(points[i].x, points[i].y);
  const cv::Rect box = cv::boundingRect(outer);
  constexpr int rim = 2, lower_rim = 5; // landmarks of lower lips are too high now and then
  return cv::Rect(box.x - rim, box.y - rim, box.width + 2 * rim, box.height + rim + lower_rim) &
         cv::Rect(0, 0, size, size);
}

} // namespace

Landmarks with_inner_lips(const cv::Mat &picture, const Landmarks &landmarks) {
  const float pixel = static_cast<float>(picture.cols) / size;
  Landmarks points = landmarks;
  for (auto &point : points)
    point = {(point.x + 0.5F) / pixel - 0.5F, (point.y + 0.5F) / pixel - 0.5F};
  const cv::Rect where = around_lips(points);
  constexpr int narrowest = 12, lowest = 6, highest = 80;
  if (where.width < narrowest || where.height < lowest || where.height > highest)
    return landmarks;
  cv::Mat mouth;
  cv::resize(picture, mouth, {size, size}, 0, 0, cv::INTER_AREA);
  mouth(where).convertTo(mouth, CV_32FC3, 1.0 / 255);
  const cv::Mat colours = lip_colour_space(mouth, 0.5);
  const Lips lips(points, where);
  const auto known = mouth_colours(colours, lips, 1);
  if (!known)
    return landmarks;
  set_inner_lips(points, found_edges(colours, lips, *known), where.tl());
  Landmarks result = landmarks;
  for (std::size_t i = 60; i < result.size(); ++i)
    result[i] = {(points[i].x + 0.5F) * pixel - 0.5F, (points[i].y + 0.5F) * pixel - 0.5F};
  return result;
}

} // namespace ganmut
