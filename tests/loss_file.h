#pragma once

#include <fstream>
#include <map>
#include <string>

/// losses.csv of a training run: "iteration,loss" -> value.
inline std::map<std::string, double> losses_of(const std::string &path) {
  std::ifstream file(path);
  std::map<std::string, double> losses;
  std::string line;
  for (std::getline(file, line); std::getline(file, line);) {
    const auto comma = line.rfind(',');
    losses[line.substr(0, comma)] = std::stod(line.substr(comma + 1));
  }
  return losses;
}
