#include "trainer/rig/rig_fit.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <limits>

#include <Eigen/Dense>

namespace ganmut {

namespace {

constexpr int points = 68;
constexpr float noise = 0.035F;       // of a landmark, as a part of the distance between the eyes' outer corners
constexpr float identity_prior = 1.F; // 1 / variance of a coefficient
constexpr float expression_prior = 0.3F;
constexpr float symmetry_prior = 2.F; // 1 / variance of the difference between left and right
constexpr float most_identity = 3.F;
constexpr float most_expression = 1.2F;
constexpr int rounds = 10;

using Points = Eigen::Matrix<float, 3, points>;
using Pixels = Eigen::Matrix<float, 2, points>;
using Weights = Eigen::Matrix<float, points, 1>;

Weights landmark_weights() {
  Weights weights = Weights::Ones();
  weights.segment(0, 17).setConstant(0.25F);
  weights.segment(6, 5).setConstant(0.6F);   // the chin
  weights.segment(48, 12).setConstant(1.3F); // the outer lips
  return weights;
}

struct Pose {
  Eigen::Matrix3f rotation;
  float scale = 0.F;
  Eigen::Vector2f shift; ///< y up
};

/// The weak perspective that takes `shape` to `seen` (y up) best: the affine fit, made a rotation and one scale.
Pose pose_of(const Points &shape, const Pixels &seen, const Weights &weights) {
  const float sum = weights.sum();
  const Eigen::Vector3f centre = shape * weights / sum;
  const Eigen::Vector2f seen_centre = seen * weights / sum;
  const Points s = shape.colwise() - centre;
  const Pixels p = seen.colwise() - seen_centre;
  const Eigen::Matrix<float, 2, 3> affine =
      (p * weights.asDiagonal() * s.transpose()) * (s * weights.asDiagonal() * s.transpose()).inverse();
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2f> square(affine * affine.transpose()); // the polar decomposition
  const Eigen::Matrix<float, 2, 3> rows = square.operatorInverseSqrt() * affine;
  Pose pose;
  pose.rotation.topRows<2>() = rows;
  pose.rotation.row(2) = rows.row(0).cross(rows.row(1));
  pose.scale = square.operatorSqrt().trace() / 2.F;
  pose.shift = seen_centre - pose.scale * (rows * centre);
  return pose;
}

/// Minimizes x'Hx / 2 - g'x within [low, high], from `x` on: coordinate descent.
void solve_in_box(const Eigen::MatrixXf &h, const Eigen::VectorXf &g, const Eigen::VectorXf &low,
                  const Eigen::VectorXf &high, Eigen::VectorXf &x) {
  constexpr int sweeps = 60;
  constexpr float enough = 1e-4F;
  Eigen::VectorXf slope = h * x - g;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    float most = 0.F;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const float to = std::clamp(x[i] - slope[i] / h(i, i), low[i], high[i]);
      const float step = to - x[i];
      if (step == 0.F)
        continue;
      x[i] = to;
      slope += step * h.col(i);
      most = std::max(most, std::abs(step));
    }
    if (most < enough)
      return;
  }
}

} // namespace

class RigFitter::Model {
public:
  explicit Model(const FaceRig &rig)
      : identities_(static_cast<int>(rig.identity.size())), weights_(landmark_weights()) {
    const auto count = identities_ + static_cast<int>(rig.expression.size());
    const auto rows_of = [&](const std::vector<cv::Point3f> &offsets) {
      Points at;
      for (int k = 0; k < points; ++k) {
        const auto &p = offsets[rig.landmarks[k]];
        at.col(k) << p.x, p.y, p.z;
      }
      return at;
    };
    neutral_ = rows_of(rig.neutral);
    shapes_.resize(3 * points, count);
    for (int j = 0; j < count; ++j) {
      const Points shape = rows_of(j < identities_ ? rig.identity[j] : rig.expression[j - identities_]);
      shapes_.col(j) = Eigen::Map<const Eigen::VectorXf>(shape.data(), shape.size());
    }
    eyes_ = (neutral_.col(36) - neutral_.col(45)).norm();
    precision_ = weights_ / std::pow(noise * eyes_, 2.F);

    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b)
        products_[3 * a + b] = axis(a).transpose() * precision_.asDiagonal() * axis(b);
    set_priors(rig, count);
  }

  /// `identity`: what it must be; empty: to be found.
  RigFit fit(const Landmarks &landmarks, const std::vector<float> &identity) const {
    Pixels seen;
    for (int k = 0; k < points; ++k)
      seen.col(k) << landmarks[k].x, -landmarks[k].y;
    Eigen::VectorXf x = Eigen::VectorXf::Zero(shapes_.cols()), low = low_, high = high_;
    for (std::size_t i = 0; i < identity.size(); ++i)
      x[static_cast<Eigen::Index>(i)] = low[static_cast<Eigen::Index>(i)] = high[static_cast<Eigen::Index>(i)] =
          identity[i];
    Pose pose = pose_of(shape(x), seen, weights_);
    const auto is_sound = [&] { return std::isfinite(pose.scale) && pose.scale > 0.F && pose.rotation.allFinite(); };
    for (int round = 0; round < rounds && is_sound(); ++round) {
      solve_coefficients(pose, seen, low, high, x);
      pose = pose_of(shape(x), seen, weights_);
    }
    RigFit fit;
    fit.identity.assign(x.data(), x.data() + identities_);
    fit.expression.assign(x.data() + identities_, x.data() + x.size());
    fit.error = std::numeric_limits<float>::infinity();
    if (!is_sound())
      return fit;
    for (int i = 0; i < 9; ++i)
      fit.rotation.val[i] = pose.rotation(i / 3, i % 3);
    fit.scale = pose.scale;
    fit.shift = {pose.shift.x(), -pose.shift.y()};
    const Pixels off = pose.scale * pose.rotation.topRows<2>() * shape(x) + pose.shift.replicate<1, points>() - seen;
    const float square = off.colwise().squaredNorm() * weights_;
    fit.error = std::sqrt(square / weights_.sum()) / (pose.scale * eyes_);
    return fit;
  }

  Landmarks landmarks(const RigFit &fit) const {
    Eigen::VectorXf x(shapes_.cols());
    std::copy(fit.identity.begin(), fit.identity.end(), x.data());
    std::copy(fit.expression.begin(), fit.expression.end(), x.data() + identities_);
    const auto at = shape(x);
    Landmarks result{};
    for (int k = 0; k < points; ++k) {
      const auto turned = fit.rotation * cv::Vec3f(at(0, k), at(1, k), at(2, k));
      result[k] = {fit.shift.x + fit.scale * turned[0], fit.shift.y - fit.scale * turned[1]};
    }
    return result;
  }

private:
  using Axis = Eigen::Map<const Eigen::MatrixXf, 0, Eigen::Stride<Eigen::Dynamic, 3>>;

  /// One coordinate of all shapes: 68 rows.
  Axis axis(int i) const { return {shapes_.data() + i, points, shapes_.cols(), {shapes_.rows(), 3}}; }

  Points shape(const Eigen::VectorXf &x) const {
    const Eigen::VectorXf offset = shapes_ * x;
    return neutral_ + Eigen::Map<const Points>(offset.data());
  }

  void set_priors(const FaceRig &rig, int count) {
    prior_ = Eigen::MatrixXf::Zero(count, count);
    low_ = Eigen::VectorXf::Zero(count);
    high_ = Eigen::VectorXf::Constant(count, most_expression);
    for (int i = 0; i < identities_; ++i) {
      prior_(i, i) = identity_prior;
      low_[i] = -most_identity;
      high_[i] = most_identity;
    }
    for (int i = 0; i < static_cast<int>(rig.units.size()); ++i) {
      const int own = identities_ + i, other = identities_ + rig.mirror[i];
      prior_(own, own) += expression_prior;
      // To one side at a time is what shapes like jawLeft are for; two halves of one are paired.
      const bool is_half = rig.units[i].size() > 2 && rig.units[i][rig.units[i].size() - 2] == '_';
      if (own != other && is_half) {
        prior_(own, own) += symmetry_prior;
        prior_(own, other) -= symmetry_prior;
      }
    }
  }

  void solve_coefficients(const Pose &pose, const Pixels &seen, const Eigen::VectorXf &low, const Eigen::VectorXf &high,
                          Eigen::VectorXf &x) const {
    const Eigen::Matrix<float, 2, 3> flat = pose.rotation.topRows<2>();
    const Eigen::Matrix3f onto = flat.transpose() * flat;
    Eigen::MatrixXf h = prior_;
    for (int i = 0; i < 9; ++i)
      h += onto(i / 3, i % 3) * products_[i];
    const Pixels rest = (seen.colwise() - pose.shift) / pose.scale - flat * neutral_;
    const Points pulled = flat.transpose() * rest * precision_.asDiagonal();
    const Eigen::VectorXf g = shapes_.transpose() * Eigen::Map<const Eigen::VectorXf>(pulled.data(), pulled.size());
    solve_in_box(h, g, low, high, x);
  }

  int identities_;
  Weights weights_;
  Weights precision_; ///< of landmarks, 1 / cm^2
  float eyes_ = 0.F;  ///< distance of the outer corners, cm
  Points neutral_;
  Eigen::MatrixXf shapes_;      ///< [x0, y0, z0, x1 ..., shape], identities first
  Eigen::MatrixXf products_[9]; ///< of two coordinates of all shapes, weighted: what the least squares are made of
  Eigen::MatrixXf prior_;
  Eigen::VectorXf low_, high_;
};

RigFitter::RigFitter(const FaceRig &rig) : model_(std::make_unique<Model>(rig)) {}
RigFitter::~RigFitter() = default;
RigFitter::RigFitter(RigFitter &&) noexcept = default;
RigFitter &RigFitter::operator=(RigFitter &&) noexcept = default;

RigFit RigFitter::fit(const Landmarks &landmarks) const {
  return model_->fit(landmarks, {});
}

RigFit RigFitter::fit(const Landmarks &landmarks, const std::vector<float> &identity) const {
  return model_->fit(landmarks, identity);
}

Landmarks RigFitter::landmarks(const RigFit &fit) const {
  return model_->landmarks(fit);
}

RigFit fit_face(const FaceRig &rig, const Landmarks &landmarks) {
  return RigFitter(rig).fit(landmarks);
}

std::vector<RigFit> fit_faces(const FaceRig &rig, const std::vector<Landmarks> &faces, int threads) {
  const RigFitter fitter(rig);
  std::vector<RigFit> fits(faces.size());
  std::vector<std::future<void>> shares;
  for (int share = 0; share < threads; ++share)
    shares.push_back(std::async(std::launch::async, [&, share] {
      for (std::size_t i = share; i < faces.size(); i += threads)
        fits[i] = fitter.fit(faces[i]);
    }));
  for (auto &share : shares)
    share.get();
  return fits;
}

RigFit moved(const RigFit &fit, const cv::Matx23f &similarity) {
  const float scale = std::hypot(similarity(0, 0), similarity(1, 0));
  const float c = similarity(0, 0) / scale, s = similarity(1, 0) / scale;
  RigFit result = fit;
  result.rotation = cv::Matx33f(c, s, 0.F, -s, c, 0.F, 0.F, 0.F, 1.F) * fit.rotation; // y goes up there, down here
  result.scale = scale * fit.scale;
  const auto shift = similarity * cv::Vec3f(fit.shift.x, fit.shift.y, 1.F);
  result.shift = {shift[0], shift[1]};
  return result;
}

Landmarks fitted_landmarks(const FaceRig &rig, const RigFit &fit) {
  return RigFitter(rig).landmarks(fit);
}

} // namespace ganmut
