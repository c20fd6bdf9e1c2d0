#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trainer/rig/face_rig.h"

namespace ganmut {

/// A number that changes with the names, sizes and times of `files` and with the format of the cache. Throws
/// Error(NotFound).
std::uint64_t source_stamp(const std::vector<std::string> &files);

/// The rig that the file `path` holds; nothing where it is missing, of another stamp, or damaged.
std::optional<FaceRig> read_rig_cache(const std::string &path, std::uint64_t stamp);

/// Writes the file whole or not at all. Throws Error(Failed).
void write_rig_cache(const std::string &path, std::uint64_t stamp, const FaceRig &rig);

} // namespace ganmut
