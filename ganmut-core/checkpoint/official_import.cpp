#include "checkpoint/official_import.h"

#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>

#include "checkpoint/conversion.h"

namespace ganmut {

namespace {

constexpr const char *factors_name = "covariance_factors.weight";

/// A covariance that v^T C^-1 v can use, and whether it is the one asked for.
struct Nearest {
  cv::Matx33d covariance;
  bool exact;
};

/// The covariance that gives the distances v^T C^-1 v of any `c`: only the symmetric part of C^-1 counts.
Nearest nearest_covariance(const cv::Matx33d &c) {
  constexpr double smallest = 1e-4, largest = 1e4; // variances in a cube of side 2: a point, and anywhere
  bool invertible = false;
  const auto inverse = c.inv(cv::DECOMP_LU, &invertible);
  const cv::Matx33d symmetric = 0.5 * (inverse + inverse.t());
  if (!invertible || !std::isfinite(cv::norm(symmetric)))
    return {largest * cv::Matx33d::eye(), false};
  cv::Vec3d precisions;
  cv::Matx33d directions; // row by row
  cv::eigen(symmetric, precisions, directions);
  cv::Vec3d variances;
  bool exact = true;
  for (int i = 0; i < 3; ++i) {
    variances[i] = precisions[i] > 1 / largest ? std::max(1 / precisions[i], smallest) : largest;
    exact = exact && variances[i] == 1 / precisions[i];
  }
  return {directions.t() * cv::Matx33d::diag(variances) * directions, exact};
}

/// The lower triangle of the Cholesky factor, row by row, the logarithm of what is on the diagonal.
void append_factors(const cv::Matx33d &covariance, std::vector<float> &factors) {
  cv::Matx33d lower = cv::Matx33d::zeros();
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column <= row; ++column) {
      double rest = covariance(row, column);
      for (int i = 0; i < column; ++i)
        rest -= lower(row, i) * lower(column, i);
      lower(row, column) = row == column ? std::sqrt(rest) : rest / lower(column, column);
      factors.push_back(static_cast<float>(row == column ? std::log(lower(row, row)) : lower(row, column)));
    }
}

/// The one matrix of 3 columns beside mu that has three rows for every class, or the end.
StateDict::iterator find_covariances(StateDict &tensors, std::int64_t classes) {
  return std::find_if(tensors.begin(), tensors.end(), [classes](const auto &entry) {
    const auto &[name, tensor] = entry;
    return name != "mu.weight" && name.rfind("main.", 0) != 0 && is_floating(tensor.dtype) &&
           tensor.shape.size() == 2 && tensor.shape[1] == 3 && tensor.shape[0] >= classes + 2;
  });
}

std::vector<std::string> clamped_sentence(const std::string &classes) {
  if (classes.empty())
    return {};
  return {"The official covariances of the classes " + classes +
          " (counted from 0) are not positive definite, or all but flat; the nearest sound ones stand in their place."};
}

} // namespace

std::vector<std::string> import_official_space(StateDict &tensors) {
  const auto *mu = find(tensors, "mu.weight");
  if (mu == nullptr || mu->shape.size() != 2 || mu->shape[1] != 3 || find(tensors, factors_name) != nullptr)
    return {};
  const auto classes = mu->shape[0];
  const auto stored = find_covariances(tensors, classes);
  if (stored == tensors.end()) {
    const std::vector<float> unit(static_cast<std::size_t>(6 * classes), 0.F);
    tensors.emplace(tensors.begin(), factors_name, stored_from(unit, {classes, 6}, DType::F32));
    return {"The official 3-D code did not save its covariances; every emotion has the unit covariance."};
  }
  const auto rows = floats_of(stored->second);
  std::vector<float> factors;
  std::string clamped;
  for (std::int64_t k = 0; k < classes; ++k) {
    cv::Matx33d c;
    std::copy_n(rows.begin() + 3 * k, 9, c.val);
    const auto [covariance, exact] = nearest_covariance(c);
    append_factors(covariance, factors);
    if (!exact)
      clamped += (clamped.empty() ? "" : ", ") + std::to_string(k);
  }
  *stored = {factors_name, stored_from(factors, {classes, 6}, DType::F32)};
  return clamped_sentence(clamped);
}

} // namespace ganmut
