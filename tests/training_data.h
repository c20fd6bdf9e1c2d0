#pragma once

#include <locale>
#include <random>
#include <sstream>

#include <opencv2/imgcodecs.hpp>

#include "scratch.h"

/// Data sets made here: noise pictures with labels, and landmarks on which eyes and nose are all that alignment needs.
namespace training_data {

/// `faces` pictures below imgs/, training.csv with the labels 0 .. `labels` - 1 in turn, landmarks.csv.
inline void write(const Scratch &scratch, int faces, int labels, int size = 80) {
  std::mt19937 random(7);
  std::normal_distribution<float> noise(0, 1);
  cv::RNG pixels(7);
  std::filesystem::create_directories(scratch.path("imgs"));
  std::ostringstream table, landmarks;
  landmarks.imbue(std::locale::classic());
  table << "subDirectory_filePath,expression\n";
  landmarks << "image,x,y,w,h,points\n";
  for (int i = 0; i < faces; ++i) {
    const auto name = "imgs/" + std::to_string(i) + ".png";
    cv::Mat picture(size, size, CV_8UC3);
    pixels.fill(picture, cv::RNG::UNIFORM, 0, 255);
    cv::imwrite(scratch.path(name), picture);
    table << name << ',' << i % labels << '\n';
    landmarks << name << ",10,10,60,60";
    for (int k = 0; k < 68; ++k) {
      const bool right_eye = k >= 36 && k < 42, left_eye = k >= 42 && k < 48;
      const float x = right_eye ? 30 : left_eye ? 50 : 40, y = right_eye || left_eye ? 32 : 42;
      landmarks << ',' << x + noise(random) << ',' << y + 0.3F * static_cast<float>(i % labels) + noise(random);
    }
    landmarks << '\n';
  }
  scratch.write("training.csv", table.str());
  scratch.write("landmarks.csv", landmarks.str());
}

} // namespace training_data
