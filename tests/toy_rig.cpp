#include "toy_rig.h"

#include <cmath>
#include <fstream>
#include <functional>
#include <vector>

#include <nlohmann/json.hpp>

#include "scratch.h"

namespace {

constexpr float step = 0.25F, half_width = 7.F, half_height = 9.F;
constexpr float mouth = -4.F, corner = 2.5F, hair = 0.001F; // cm

struct Vertex {
  cv::Point3f at;
  bool is_below = false; ///< the mouth's slit
};

class Mask {
public:
  Mask() {
    for (float y = -half_height; y <= half_height; y += step)
      for (float x = -half_width; x <= half_width; x += step)
        vertices.push_back({on_mask(x, y), y < mouth});
    lower_lip_ = static_cast<int>(vertices.size());
    for (float x = -corner + step; x < corner; x += step)
      vertices.push_back({on_mask(x, mouth - hair), true});
    teeth_ = static_cast<int>(vertices.size());
    for (const auto &[x, y] : {std::pair(-2.4F, -7.F), {2.4F, -7.F}, {2.4F, -2.F}, {-2.4F, -2.F}})
      vertices.push_back({{x, y, 3.F}});
  }

  /// The vertex at (x, y); on the slit that of the upper or the lower lip.
  int at(float x, float y, bool below = false) const {
    if (below && y == mouth && std::abs(x) < corner)
      return lower_lip_ + static_cast<int>((x + corner) / step) - 1;
    return static_cast<int>((y + half_height) / step) * columns + static_cast<int>((x + half_width) / step);
  }

  void write(const std::string &path, const std::function<cv::Point3f(const Vertex &)> &offset) const {
    std::ofstream file(path);
    file.imbue(std::locale::classic());
    for (const auto &vertex : vertices) {
      const auto p = vertex.at + offset(vertex);
      file << "v " << p.x << ' ' << p.y << ' ' << p.z << '\n';
    }
    file << "g face\n";
    for (float y = -half_height; y < half_height; y += step)
      for (float x = -half_width; x < half_width; x += step) {
        const bool below = y < mouth;
        file << "f " << at(x, y, below) + 1 << "/1 " << at(x + step, y, below) + 1 << "/2 "
             << at(x + step, y + step, below) + 1 << ' ' << at(x, y + step, below) + 1 << '\n';
      }
    file << "g teeth\nf " << teeth_ + 1 << ' ' << teeth_ + 2 << ' ' << teeth_ + 3 << ' ' << teeth_ + 4 << '\n';
    file << "v 0 0 20\nv 1 0 20\nv 0 1 20\ng lashes\nf -3 -2 -1\n";
  }

  std::vector<Vertex> vertices;

private:
  static constexpr int columns = static_cast<int>(2 * half_width / step) + 1;

  static cv::Point3f on_mask(float x, float y) {
    const float bulge = 1.F - std::pow(x / 11.F, 2.F) - std::pow(y / 14.F, 2.F);
    return {x, y, 7.F * std::sqrt(bulge) + 1.5F * std::exp(-x * x - y * y)};
  }

  int lower_lip_, teeth_;
};

/// Vertices of the 68 points.
std::vector<int> landmarks(const Mask &mask) {
  std::vector<int> points;
  const auto put = [&](float x, float y, bool below = false) {
    points.push_back(mask.at(std::round(x / step) * step, std::round(y / step) * step, below));
  };
  for (int i = 0; i <= 16; ++i)
    put(-6.5F * std::cos(i * M_PI / 16), 1.F - 9.F * std::sin(i * M_PI / 16));
  for (float side : {-1.F, 1.F})
    for (int i = 0; i < 5; ++i)
      put(side < 0 ? -5.F + i : 1.F + i, 4.F + 0.25F * (2 - std::abs(i - 2)));
  for (int i = 0; i < 4; ++i)
    put(0.F, 2.25F - 0.75F * i);
  for (int i = -2; i <= 2; ++i)
    put(0.5F * i, -1.F);
  for (float x : {-3.F, 3.F})
    for (const auto &[dx, dy] :
         {std::pair(-1.F, 0.F), {-0.5F, 0.5F}, {0.5F, 0.5F}, {1.F, 0.F}, {0.5F, -0.5F}, {-0.5F, -0.5F}})
      put(x + dx, 2.F + dy);
  for (int i = 0; i <= 6; ++i)
    put(-corner - 0.5F + i, mouth + 0.25F * (3 - std::abs(i - 3)));
  for (int i = 5; i >= 1; --i)
    put(-corner - 0.5F + i, mouth - 0.25F * (3 - std::abs(i - 3)));
  for (float x : {-corner, -1.F, 0.F, 1.F, corner})
    put(x, mouth);
  for (float x : {1.F, 0.F, -1.F})
    put(x, mouth, true);
  return points;
}

cv::Point3f smile(const Vertex &vertex, float side) {
  const float dx = vertex.at.x - side * corner, dy = vertex.at.y - mouth;
  return std::exp(-(dx * dx + dy * dy) / 2.F) * cv::Point3f(0.5F * side, 0.8F, 0.F);
}

cv::Point3f jaw(const Vertex &vertex) {
  const float across = std::max(0.F, 1.F - std::pow(vertex.at.x / corner, 2.F));
  return vertex.is_below ? cv::Point3f(0.F, -2.F * across * std::exp(-std::pow((vertex.at.y - mouth) / 2.5F, 2.F)), 0.F)
                         : cv::Point3f();
}

} // namespace

void write_toy_rig(const std::string &folder) {
  const Mask mask;
  const auto write = [&](const std::string &name, const std::function<cv::Point3f(const Vertex &)> &offset) {
    mask.write(folder + "/" + name + ".obj", offset);
  };
  write("generic_neutral_mesh", [](const Vertex &) { return cv::Point3f(); });
  write("identity000", [](const Vertex &v) { return cv::Point3f(0.06F * v.at.x, 0.F, 0.F); });
  write("identity001", [](const Vertex &v) { return cv::Point3f(0.F, v.at.y < 0 ? 0.08F * v.at.y : 0.F, 0.F); });
  write("mouthSmile_L", [](const Vertex &v) { return smile(v, 1.F); });
  write("mouthSmile_R", [](const Vertex &v) { return smile(v, -1.F); });
  write("jawOpen", jaw);
  const nlohmann::json index = {{"expressions", {"cheekPuff_L", "mouthSmile_L", "mouthSmile_R", "jawOpen"}},
                                {"idx_to_landmark_verts", landmarks(mask)}};
  std::ofstream(folder + "/vertex_indices.json") << index;
}

ganmut::FaceRig toy_rig() {
  const Scratch scratch;
  write_toy_rig(scratch.path(""));
  return ganmut::read_face_rig(scratch.path(""));
}
