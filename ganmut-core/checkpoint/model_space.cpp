#include <cmath>

#include <opencv2/core.hpp>

#include <ganmut/error.h>

#include "checkpoint/conversion.h"
#include "checkpoint/model_file.h"

namespace ganmut {

namespace {

/// A matrix of small numbers, row by row.
struct Matrix {
  std::vector<float> values;
  int columns;
  double at(int row, int column) const { return values[static_cast<std::size_t>(row) * columns + column]; }
};

Matrix matrix(const StateDict &tensors, const char *name, int rows, int columns) {
  const auto *tensor = find(tensors, name);
  if (tensor == nullptr || tensor->shape != std::vector<std::int64_t>{rows, columns})
    throw Error(ErrorKind::BadFile, std::string("The tensor '") + name +
                                        "' that places the emotions is missing, or is not " + std::to_string(rows) +
                                        " x " + std::to_string(columns) + ".");
  return {floats_of(*tensor), columns};
}

Point to_point(const cv::Vec3d &place) {
  return {static_cast<float>(place[0]), static_cast<float>(place[1]), static_cast<float>(place[2])};
}

cv::Matx33d turn(double angle, int first, int second) {
  auto rotation = cv::Matx33d::eye();
  rotation(first, first) = rotation(second, second) = std::cos(angle);
  rotation(first, second) = -std::sin(angle);
  rotation(second, first) = std::sin(angle);
  return rotation;
}

/// Neutral is the origin, every other emotion a unit axis.
std::vector<Emotion> linear_emotions(const ModelInfo &info, const StateDict &tensors) {
  const auto axes = matrix(tensors, "axes.weight", info.classes - 1, info.dimensions);
  std::vector<Emotion> emotions{{info.emotions[0], {}, {}}};
  for (int row = 0; row + 1 < info.classes; ++row) {
    cv::Vec3d axis;
    for (int i = 0; i < info.dimensions; ++i)
      axis[i] = axes.at(row, i);
    constexpr double shortest = 1e-12; // as torch::nn::functional::normalize
    emotions.push_back({info.emotions[row + 1], to_point(axis / std::max(cv::norm(axis), shortest)), {}});
  }
  return emotions;
}

/// Means tanh(mu), covariances R diag(|axes|) R^T.
std::vector<Emotion> gaussian_emotions(const ModelInfo &info, const StateDict &tensors) {
  const auto mu = matrix(tensors, "mu.weight", info.classes, info.dimensions);
  const auto axes = matrix(tensors, "covariance_axes.weight", info.classes, info.dimensions);
  const auto angles = matrix(tensors, "covariance_angles.weight", info.dimensions == 2 ? 1 : 3, info.classes);
  std::vector<Emotion> emotions;
  for (int row = 0; row < info.classes; ++row) {
    cv::Vec3d mean;
    cv::Vec3d variances;
    for (int i = 0; i < info.dimensions; ++i) {
      mean[i] = std::tanh(mu.at(row, i));
      variances[i] = std::abs(axes.at(row, i));
      if (variances[i] == 0)
        throw Error(ErrorKind::BadFile, "The covariance of the emotion '" + info.emotions[row] + "' is singular.");
    }
    auto rotation = turn(angles.at(0, row), 0, 1);
    if (info.dimensions == 3)
      rotation = rotation * turn(-angles.at(1, row), 0, 2) * turn(angles.at(2, row), 1, 2);
    const cv::Matx33d covariance = rotation * cv::Matx33d::diag(variances) * rotation.t();
    Emotion emotion{info.emotions[row], to_point(mean), {}};
    std::copy(covariance.val, covariance.val + 9, emotion.covariance.begin());
    emotions.push_back(std::move(emotion));
  }
  return emotions;
}

} // namespace

ConditionalSpace space_of(const ModelInfo &info, const StateDict &tensors) {
  if (static_cast<int>(info.emotions.size()) != info.classes)
    throw Error(ErrorKind::BadArgument, std::to_string(info.emotions.size()) +
                                            " emotion names are given, but the model has " +
                                            std::to_string(info.classes) + " emotions.");
  return {info.parametrization, info.dimensions,
          info.parametrization == Parametrization::Linear ? linear_emotions(info, tensors)
                                                          : gaussian_emotions(info, tensors)};
}

} // namespace ganmut
