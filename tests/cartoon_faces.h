#pragma once

#include <cmath>
#include <random>
#include <sstream>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "scratch.h"

/// Drawn faces whose mouths tell neutral (0), happy (1) and sad (2): a data set made here.
namespace cartoon {

constexpr int size = 120;

struct Drawing {
  cv::Mat picture;
  std::vector<cv::Point2f> points; ///< 68, iBUG order
  cv::Rect box;
};

inline Drawing draw(int emotion, std::mt19937 &random) {
  const auto uniform = [&](float low, float high) { return std::uniform_real_distribution<float>(low, high)(random); };
  const cv::Point2f centre(60 + uniform(-4, 4), 60 + uniform(-4, 4));
  const float scale = uniform(0.9F, 1.05F);
  const auto at = [&](float x, float y) { return centre + scale * cv::Point2f(x, y); };
  const auto arc = [](float cx, float cy, float rx, float ry, float from, float to, int count) {
    std::vector<cv::Point2f> points;
    for (int i = 0; i < count; ++i) {
      const float angle = from + (to - from) * static_cast<float>(i) / static_cast<float>(count - 1);
      points.emplace_back(cx + rx * std::cos(angle), cy + ry * std::sin(angle));
    }
    return points;
  };
  const auto pi = static_cast<float>(CV_PI);
  Drawing drawing;
  const auto add = [&](const std::vector<cv::Point2f> &points) {
    for (const auto &p : points)
      drawing.points.push_back(at(p.x, p.y));
  };
  const float corners = emotion == 1 ? -6.F : emotion == 2 ? 6.F : 0.F; // downwards
  const auto mouth = [&](float rx, float ry, int count, bool lower) {
    auto points = arc(0, 24, rx, ry, lower ? 0 : pi, lower ? pi : 2 * pi, count);
    for (auto &p : points)
      p.y += corners * (p.x / 15) * (p.x / 15);
    return points;
  };
  add(arc(0, 0, 36, 42, pi, 0, 17));
  add(arc(-16, -16, 9, 4, pi, 2 * pi, 5));
  add(arc(16, -16, 9, 4, pi, 2 * pi, 5));
  add({{0, -8}, {0, -3}, {0, 2}, {0, 7}, {-5, 11}, {-2, 12}, {0, 12}, {2, 12}, {5, 11}});
  add(arc(-16, -8, 6, 3, pi, pi * 8 / 3, 6));
  add(arc(16, -8, 6, 3, pi, pi * 8 / 3, 6));
  add(mouth(15, 4, 7, false));
  const auto lower = mouth(13, 5, 5, true);
  add(lower);
  add(mouth(12, 1, 5, false));
  add(mouth(10, 1, 3, true));

  drawing.picture = cv::Mat(size, size, CV_8UC3, cv::Scalar(uniform(60, 160), uniform(60, 160), uniform(60, 160)));
  cv::ellipse(drawing.picture, cv::Point(at(0, 0)), cv::Size(cvRound(36 * scale), cvRound(44 * scale)), 0, 0, 360,
              cv::Scalar(uniform(120, 170), uniform(150, 190), uniform(190, 230)), cv::FILLED, cv::LINE_AA);
  const auto stroke = [&](std::size_t first, std::size_t last, const cv::Scalar &colour, int thickness) {
    for (std::size_t i = first; i < last; ++i)
      cv::line(drawing.picture, drawing.points[i], drawing.points[i + 1], colour, thickness, cv::LINE_AA);
  };
  stroke(17, 21, {30, 30, 30}, 2);
  stroke(22, 26, {30, 30, 30}, 2);
  stroke(27, 30, {90, 120, 160}, 2);
  for (const float side : {-16.F, 16.F})
    cv::circle(drawing.picture, at(side, -8), cvRound(4 * scale), {40, 30, 20}, cv::FILLED, cv::LINE_AA);
  stroke(48, 54, {60, 50, 170}, 4);
  drawing.box = cv::Rect(at(-38, -40), at(38, 44));
  return drawing;
}

/// `faces` pictures below imgs/, one a person, training.csv with the labels 0, 1, 2 in turn, landmarks.csv of the first
/// `with_landmarks` of them.
inline void write(const Scratch &scratch, int faces, int with_landmarks) {
  std::mt19937 random(11);
  std::filesystem::create_directories(scratch.path("imgs"));
  std::ostringstream table, landmarks;
  table << "subDirectory_filePath,expression\n";
  landmarks << "image,x,y,w,h,points\n";
  for (int i = 0; i < faces; ++i) {
    const auto name = "imgs/person" + std::to_string(i) + ".png";
    const auto drawing = draw(i % 3, random);
    cv::imwrite(scratch.path(name), drawing.picture);
    table << name << ',' << i % 3 << '\n';
    if (i >= with_landmarks)
      continue;
    const auto &b = drawing.box;
    landmarks << name << ',' << b.x << ',' << b.y << ',' << b.width << ',' << b.height;
    for (const auto &p : drawing.points)
      landmarks << ',' << p.x << ',' << p.y;
    landmarks << '\n';
  }
  scratch.write("training.csv", table.str());
  scratch.write("landmarks.csv", landmarks.str());
}

} // namespace cartoon
