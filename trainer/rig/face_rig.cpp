#include "trainer/rig/face_rig.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include <ganmut/error.h>
#include <nlohmann/json.hpp>

#include "trainer/rig/obj_file.h"
#include "trainer/rig/rig_cache.h"
#include "trainer/rig/spread.h"

namespace fs = std::filesystem;
using nlohmann::json;

namespace ganmut {

namespace {

constexpr int most_identities = 50;
constexpr int ict_polygons = 26384;

/// What the 68 landmarks cannot tell, or what is no expression.
const std::set<std::string> dropped_units = {"cheekPuff_L", "cheekPuff_R", "eyeLookDown_L", "eyeLookDown_R",
                                             "eyeLookIn_L", "eyeLookIn_R", "eyeLookOut_L",  "eyeLookOut_R",
                                             "eyeLookUp_L", "eyeLookUp_R", "jawForward",    "mouthClose"};

struct Range {
  int end; ///< first polygon that is no longer of the part
  RigPart part;
};
/// ICT-FaceKit's README. After these come tears, lashes and other helpers of renderers.
constexpr Range ict_parts[] = {{9230, RigPart::Face},        {11144, RigPart::Head}, {13226, RigPart::MouthSocket},
                               {14034, RigPart::EyeSockets}, {17006, RigPart::Gums}, {21496, RigPart::Teeth},
                               {24692, RigPart::Eyeballs}};

const std::pair<const char *, RigPart> group_parts[] = {
    {"face", RigPart::Face},        {"head", RigPart::Head},   {"mouth_socket", RigPart::MouthSocket},
    {"gums", RigPart::Gums},        {"teeth", RigPart::Teeth}, {"eye_sockets", RigPart::EyeSockets},
    {"eyeballs", RigPart::Eyeballs}};

std::optional<RigPart> part_of_group(const std::string &group) {
  for (const auto &[name, part] : group_parts)
    if (group == name)
      return part;
  return std::nullopt;
}

std::optional<RigPart> part_of_polygon(int polygon) {
  for (const auto &range : ict_parts)
    if (polygon < range.end)
      return range.part;
  return std::nullopt;
}

/// Whether a triangle of the neutral face can come into sight when the head turns by some 60 degrees.
bool can_be_seen(const std::vector<cv::Point3f> &vertices, const cv::Vec3i &t) {
  const auto normal = (vertices[t[1]] - vertices[t[0]]).cross(vertices[t[2]] - vertices[t[0]]);
  return normal.z > -0.3 * cv::norm(normal);
}

/// The lists of names and landmarks that come with the meshes.
struct Index {
  std::vector<std::string> units;
  std::array<int, 68> landmarks{};
};

Index read_index(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw Error(ErrorKind::NotFound, "The face rig's file " + path + " cannot be opened.");
  Index index;
  try {
    const auto names = json::parse(file);
    index.landmarks = names.at("idx_to_landmark_verts").get<std::array<int, 68>>();
    for (const auto &name : names.at("expressions"))
      if (dropped_units.count(name.get<std::string>()) == 0)
        index.units.push_back(name.get<std::string>());
    if (names.at("idx_to_landmark_verts").size() != index.landmarks.size())
      throw json::other_error::create(0, "there must be 68 landmarks", nullptr);
  } catch (const json::exception &error) {
    throw Error(ErrorKind::BadFile,
                "The face rig's file " + path +
                    " must hold `expressions` (names) and `idx_to_landmark_verts` (68 vertices).",
                error.what());
  }
  return index;
}

std::string neutral_file(const std::string &folder) {
  return folder + "/generic_neutral_mesh.obj";
}

std::string identity_file(const std::string &folder, int number) {
  char name[32];
  std::snprintf(name, sizeof(name), "/identity%03d.obj", number);
  return folder + name;
}

/// The files of all shapes, identities first.
std::vector<std::string> shape_files(const std::string &folder, const Index &index, int *identities) {
  std::vector<std::string> files;
  while (*identities < most_identities && fs::exists(identity_file(folder, *identities)))
    files.push_back(identity_file(folder, (*identities)++));
  for (const auto &unit : index.units)
    files.push_back(folder + "/" + unit + ".obj");
  return files;
}

/// Sets triangles, parts and landmarks; returns the vertices that are kept.
std::vector<int> keep_visible(const ObjFile &mesh, const std::string &path, const Index &index, FaceRig &rig) {
  const bool has_groups = std::any_of(mesh.groups.begin(), mesh.groups.end(), [](const auto &g) { return !g.empty(); });
  if (!has_groups && mesh.polygon_count != ict_polygons)
    throw Error(ErrorKind::BadFile,
                "The face rig's mesh " + path + " has " + std::to_string(mesh.polygon_count) +
                    " polygons and no groups; it must have ICT-FaceKit's " + std::to_string(ict_polygons) +
                    " polygons, or groups (lines `g`) named face, head, mouth_socket, eye_sockets, gums, teeth, "
                    "eyeballs.");
  const auto count = static_cast<int>(mesh.vertices.size());
  std::vector<int> number(mesh.vertices.size(), -1);
  std::vector<int> kept;
  const auto keep = [&](int vertex) {
    if (number[vertex] < 0) {
      number[vertex] = static_cast<int>(kept.size());
      kept.push_back(vertex);
    }
    return number[vertex];
  };
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const auto part = has_groups ? part_of_group(mesh.groups[i]) : part_of_polygon(mesh.polygons[i]);
    const auto &t = mesh.triangles[i];
    if (!part || !can_be_seen(mesh.vertices, t))
      continue;
    rig.triangles.emplace_back(keep(t[0]), keep(t[1]), keep(t[2]));
    rig.parts.push_back(*part);
  }
  for (std::size_t k = 0; k < index.landmarks.size(); ++k) {
    const int vertex = index.landmarks[k];
    if (vertex < 0 || vertex >= count)
      throw Error(ErrorKind::BadFile, "The face rig's landmark " + std::to_string(k) + " names vertex " +
                                          std::to_string(vertex) + ", but " + path + " has " + std::to_string(count) +
                                          ".");
    rig.landmarks[k] = keep(vertex);
  }
  return kept;
}

std::vector<cv::Point3f> offsets(const std::string &path, const ObjFile &mesh, const std::vector<int> &kept) {
  const auto shape = read_obj_vertices(path);
  if (shape.size() != mesh.vertices.size())
    throw Error(ErrorKind::BadFile, "The face rig's shape " + path + " has " + std::to_string(shape.size()) +
                                        " vertices, but the neutral mesh has " + std::to_string(mesh.vertices.size()) +
                                        ".");
  std::vector<cv::Point3f> moved;
  moved.reserve(kept.size());
  for (const int vertex : kept)
    moved.push_back(shape[vertex] - mesh.vertices[vertex]);
  return moved;
}

std::string mirrored_name(const std::string &name) {
  const std::pair<std::string, std::string> sides[] = {{"_L", "_R"}, {"Left", "Right"}};
  const auto ends_with = [&](const std::string &end) {
    return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
  };
  for (const auto &[left, right] : sides) {
    if (ends_with(left))
      return name.substr(0, name.size() - left.size()) + right;
    if (ends_with(right))
      return name.substr(0, name.size() - right.size()) + left;
  }
  return name;
}

/// Lips that smile or rise drag the rig's nose along, its wings above all: of 40 people who show their teeth when they
/// smile (London set) they went two thirds as far aside and a tenth as far up, for the way of the corners of the mouth.
void hold_nose(FaceRig &rig) {
  constexpr float aside = 0.4F, up = 0.85F;    // parts of the offset that are taken away
  constexpr double whole = 0.6, none = 1.3;    // centimetres from the nose's tip and base
  constexpr std::size_t first = 30, last = 35; // landmarks
  std::vector<float> share;
  for (const auto &vertex : rig.neutral) {
    double away = none;
    for (std::size_t k = first; k <= last; ++k)
      away = std::min(away, cv::norm(vertex - rig.neutral[rig.landmarks[k]]));
    const double part = std::clamp((none - away) / (none - whole), 0.0, 1.0);
    share.push_back(static_cast<float>(part * part * (3 - 2 * part)));
  }
  for (std::size_t unit = 0; unit < rig.units.size(); ++unit)
    if (rig.units[unit].rfind("mouthSmile", 0) == 0 || rig.units[unit].rfind("mouthUpperUp", 0) == 0)
      for (std::size_t i = 0; i < share.size(); ++i) {
        auto &offset = rig.expression[unit][i];
        offset.x *= 1 - aside * share[i];
        offset.y *= 1 - up * share[i];
      }
}

FaceRig read_source(const std::string &folder, const Index &index, const std::vector<std::string> &shapes,
                    int identities) {
  const auto mesh = read_obj(neutral_file(folder));
  FaceRig rig;
  const auto kept = keep_visible(mesh, neutral_file(folder), index, rig);
  for (const int vertex : kept)
    rig.neutral.push_back(mesh.vertices[vertex]);
  for (std::size_t i = 0; i < shapes.size(); ++i)
    (static_cast<int>(i) < identities ? rig.identity : rig.expression).push_back(offsets(shapes[i], mesh, kept));
  rig.units = index.units;
  hold_nose(rig);
  for (const auto &name : rig.units)
    rig.mirror.push_back(rig.unit(mirrored_name(name)));
  rig.spread = spread_weights(rig);
  return rig;
}

} // namespace

int FaceRig::unit(const std::string &name) const {
  const auto found = std::find(units.begin(), units.end(), name);
  if (found != units.end())
    return static_cast<int>(found - units.begin());
  std::string valid;
  for (const auto &one : units)
    valid += (valid.empty() ? "" : ", ") + one;
  throw Error(ErrorKind::BadArgument, "'" + name + "' is no unit of the face rig; valid are " + valid + ".");
}

FaceRig read_face_rig(const std::string &folder, const std::string &cache) {
  const auto inside = folder + "/FaceXModel";
  const auto source = fs::exists(inside) ? inside : folder;
  if (!fs::exists(neutral_file(source)))
    throw Error(ErrorKind::NotFound,
                "No face rig in " + folder +
                    "; name ICT-FaceKit's folder, which holds FaceXModel/generic_neutral_mesh.obj.");
  const auto index_file = source + "/vertex_indices.json";
  const auto index = read_index(index_file);
  int identities = 0;
  auto files = shape_files(source, index, &identities);
  const auto stamp = [&] {
    auto all = files;
    all.push_back(neutral_file(source));
    all.push_back(index_file);
    return source_stamp(all);
  };
  if (cache.empty())
    return read_source(source, index, files, identities);
  if (auto rig = read_rig_cache(cache, stamp()))
    return std::move(*rig);
  auto rig = read_source(source, index, files, identities);
  write_rig_cache(cache, stamp(), rig);
  return rig;
}

} // namespace ganmut
