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
  int columns = 0;
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

/// 2-D: R diag(|axes|) R^T; the third coordinate has no part in it.
cv::Matx33d flat_covariance(const Matrix &axes, const Matrix &angles, int row) {
  const double sine = std::sin(angles.at(0, row)), cosine = std::cos(angles.at(0, row));
  const cv::Matx33d turn(cosine, -sine, 0, sine, cosine, 0, 0, 0, 1);
  return turn * cv::Matx33d::diag({std::abs(axes.at(row, 0)), std::abs(axes.at(row, 1)), 0}) * turn.t();
}

/// 3-D: L L^T, L from its lower triangle with logarithms on the diagonal.
cv::Matx33d solid_covariance(const Matrix &factors, int row) {
  const auto part = [&](int column) { return factors.at(row, column); };
  const cv::Matx33d lower(std::exp(part(0)), 0, 0, part(1), std::exp(part(2)), 0, part(3), part(4), std::exp(part(5)));
  return lower * lower.t();
}

std::vector<Emotion> gaussian_emotions(const ModelInfo &info, const StateDict &tensors) {
  const bool flat = info.dimensions == 2;
  const auto mu = matrix(tensors, "mu.weight", info.classes, info.dimensions);
  const auto factors = flat ? Matrix{} : matrix(tensors, "covariance_factors.weight", info.classes, 6);
  const auto axes = flat ? matrix(tensors, "covariance_axes.weight", info.classes, 2) : Matrix{};
  const auto angles = flat ? matrix(tensors, "covariance_angles.weight", 1, info.classes) : Matrix{};
  std::vector<Emotion> emotions;
  for (int row = 0; row < info.classes; ++row) {
    cv::Vec3d mean;
    for (int i = 0; i < info.dimensions; ++i)
      mean[i] = std::tanh(mu.at(row, i));
    const auto covariance = flat ? flat_covariance(axes, angles, row) : solid_covariance(factors, row);
    const double size = flat ? axes.at(row, 0) * axes.at(row, 1) : cv::determinant(covariance);
    if (size == 0 || !std::isfinite(size))
      throw Error(ErrorKind::BadFile, "The covariance of the emotion '" + info.emotions[row] + "' is singular.");
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
  auto emotions = info.parametrization == Parametrization::Linear ? linear_emotions(info, tensors)
                                                                  : gaussian_emotions(info, tensors);
  for (auto &emotion : emotions)
    if (const auto found = info.calibration.find(emotion.name); found != info.calibration.end())
      emotion.calibration = found->second;
  return {info.parametrization, info.dimensions, std::move(emotions)};
}

} // namespace ganmut
