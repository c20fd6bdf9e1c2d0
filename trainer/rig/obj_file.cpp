#include "trainer/rig/obj_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include <ganmut/error.h>

namespace ganmut {

namespace {

std::string text_of(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw Error(ErrorKind::NotFound, "The face rig's file " + path + " cannot be opened.");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string_view next_word(std::string_view &line) {
  constexpr std::string_view blanks = " \t\r";
  const auto begin = std::min(line.find_first_not_of(blanks), line.size());
  const auto end = std::min(line.find_first_of(blanks, begin), line.size());
  const auto word = line.substr(begin, end - begin);
  line.remove_prefix(end);
  return word;
}

template <typename Number> std::optional<Number> leading_number(std::string_view word) {
  Number value{};
  const auto failure = std::from_chars(word.data(), word.data() + word.size(), value).ec;
  return failure == std::errc() ? std::optional(value) : std::nullopt;
}

class Parser {
public:
  explicit Parser(std::string path) : path_(std::move(path)) {}

  ObjFile parse(bool with_polygons) {
    const auto text = text_of(path_);
    for (std::string_view rest = text; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      auto line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      ++line_;
      const auto kind = next_word(line);
      if (kind == "v")
        add_vertex(line);
      else if (kind == "f" && with_polygons)
        add_polygon(line);
      else if (kind == "g")
        group_ = next_word(line);
    }
    if (mesh_.vertices.empty())
      throw Error(ErrorKind::BadFile, "The face rig's file " + path_ + " holds no vertices (lines `v x y z`).");
    return std::move(mesh_);
  }

private:
  [[noreturn]] void refuse(const char *expected) const {
    throw Error(ErrorKind::BadFile, "The face rig's file " + path_ + " is damaged: line " + std::to_string(line_) +
                                        " must be " + expected + ".");
  }

  void add_vertex(std::string_view line) {
    float at[3];
    for (float &number : at) {
      const auto value = leading_number<float>(next_word(line));
      if (!value || !std::isfinite(*value))
        refuse("`v x y z`");
      number = *value;
    }
    mesh_.vertices.emplace_back(at[0], at[1], at[2]);
  }

  void add_polygon(std::string_view line) {
    corners_.clear();
    for (auto word = next_word(line); !word.empty(); word = next_word(line)) {
      const auto count = static_cast<int>(mesh_.vertices.size());
      const auto number = leading_number<int>(word).value_or(0);
      const auto index = number < 0 ? count + number : number - 1;
      if (index < 0 || index >= count)
        refuse("`f` with the numbers of vertices that come before it");
      corners_.push_back(index);
    }
    if (corners_.size() < 3)
      refuse("`f` with three corners or more");
    for (std::size_t i = 1; i + 1 < corners_.size(); ++i) {
      mesh_.triangles.emplace_back(corners_[0], corners_[i], corners_[i + 1]);
      mesh_.polygons.push_back(mesh_.polygon_count);
      mesh_.groups.push_back(group_);
    }
    ++mesh_.polygon_count;
  }

  std::string path_;
  ObjFile mesh_;
  std::string group_;
  std::vector<int> corners_;
  int line_ = 0;
};

} // namespace

ObjFile read_obj(const std::string &path) {
  return Parser(path).parse(true);
}

std::vector<cv::Point3f> read_obj_vertices(const std::string &path) {
  return Parser(path).parse(false).vertices;
}

} // namespace ganmut
