#include "trainer/rig/spread.h"

#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include <Eigen/Sparse>
#include <ganmut/error.h>

namespace ganmut {

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

/// Vertices at one place are one node: parts of the mesh meet in them.
std::vector<int> nodes_of(const std::vector<cv::Point3f> &vertices, int *count) {
  std::map<std::array<long, 3>, int> places;
  std::vector<int> nodes;
  nodes.reserve(vertices.size());
  for (const auto &v : vertices) {
    const std::array<long, 3> place{std::lround(v.x * 1e4), std::lround(v.y * 1e4), std::lround(v.z * 1e4)};
    nodes.push_back(places.emplace(place, static_cast<int>(places.size())).first->second);
  }
  *count = static_cast<int>(places.size());
  return nodes;
}

/// Union-find.
class Islands {
public:
  explicit Islands(int count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }
  int of(int node) {
    while (parent_[node] != node)
      node = parent_[node] = parent_[parent_[node]];
    return node;
  }
  void join(int a, int b) { parent_[of(a)] = of(b); }

private:
  std::vector<int> parent_;
};

SparseMatrix laplacian(const std::vector<cv::Vec3i> &triangles, const std::vector<int> &nodes, int count) {
  std::vector<Eigen::Triplet<double>> edges;
  for (const auto &t : triangles)
    for (int i = 0; i < 3; ++i) {
      const int a = nodes[t[i]], b = nodes[t[(i + 1) % 3]];
      if (a != b) {
        edges.emplace_back(a, b, 1.0);
        edges.emplace_back(b, a, 1.0);
      }
    }
  SparseMatrix adjacent(count, count);
  adjacent.setFromTriplets(edges.begin(), edges.end(), [](double, double) { return 1.0; });
  SparseMatrix degree(count, count);
  degree.reserve(Eigen::VectorXi::Constant(count, 1));
  const Eigen::VectorXd sums = adjacent * Eigen::VectorXd::Ones(count);
  for (int i = 0; i < count; ++i)
    degree.insert(i, i) = sums[i];
  return degree - adjacent;
}

/// The landmarks that a vertex in the air goes with: those of its eye, or the mouth's corners and middles.
std::vector<int> carriers(const FaceRig &rig, RigPart part, const cv::Point3f &at) {
  if (part != RigPart::Eyeballs && part != RigPart::EyeSockets)
    return {48, 51, 54, 57, 62, 66};
  std::vector<int> eye(6);
  const bool is_left =
      std::abs(at.x - rig.neutral[rig.landmarks[45]].x) < std::abs(at.x - rig.neutral[rig.landmarks[36]].x);
  std::iota(eye.begin(), eye.end(), is_left ? 42 : 36);
  return eye;
}

} // namespace

cv::Mat spread_weights(const FaceRig &rig) {
  constexpr double hold = 900.0; // of a landmark, against the smoothness
  constexpr double still = 1e-6; // keeps what nothing holds solvable
  int count = 0;
  const auto nodes = nodes_of(rig.neutral, &count);
  const auto smooth = laplacian(rig.triangles, nodes, count);
  SparseMatrix energy = SparseMatrix(smooth.transpose()) * smooth;
  Eigen::MatrixXd known = Eigen::MatrixXd::Zero(count, 68);
  Islands islands(count);
  for (const auto &t : rig.triangles) {
    islands.join(nodes[t[0]], nodes[t[1]]);
    islands.join(nodes[t[0]], nodes[t[2]]);
  }
  std::vector<char> is_held(count, 0); // of an island's root
  for (int i = 0; i < count; ++i)
    energy.coeffRef(i, i) += still;
  for (int k = 0; k < 68; ++k) {
    const int node = nodes[rig.landmarks[k]];
    energy.coeffRef(node, node) += hold;
    known(node, k) = hold;
    is_held[islands.of(node)] = 1;
  }
  const Eigen::SimplicialLDLT<SparseMatrix> solver(energy);
  if (solver.info() != Eigen::Success)
    throw Error(ErrorKind::BadFile, "The face rig's mesh is degenerate: nothing can be spread over it.");
  const Eigen::MatrixXd solved = solver.solve(known);

  cv::Mat spread(static_cast<int>(rig.neutral.size()), 68, CV_32FC1, cv::Scalar(0));
  for (int v = 0; v < spread.rows; ++v)
    if (is_held[islands.of(nodes[v])])
      for (int k = 0; k < 68; ++k)
        spread.at<float>(v, k) = static_cast<float>(solved(nodes[v], k));
  for (std::size_t i = 0; i < rig.triangles.size(); ++i)
    for (const int v : rig.triangles[i].val) {
      if (is_held[islands.of(nodes[v])])
        continue;
      const auto with = carriers(rig, rig.parts[i], rig.neutral[v]);
      for (const int k : with)
        spread.at<float>(v, k) = 1.F / static_cast<float>(with.size());
    }
  return spread;
}

} // namespace ganmut
