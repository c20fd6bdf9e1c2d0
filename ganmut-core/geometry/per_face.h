#pragma once

#include <algorithm>
#include <map>
#include <vector>

namespace ganmut {

/// What is known of faces, by Face::id.
template <class Known> using PerFace = std::map<int, Known>;

/// Forgets the faces that are not among `ids`.
template <class Known> void keep_only(PerFace<Known> &faces, const std::vector<int> &ids) {
  for (auto face = faces.begin(); face != faces.end();)
    face = std::find(ids.begin(), ids.end(), face->first) == ids.end() ? faces.erase(face) : std::next(face);
}

} // namespace ganmut
