#pragma once

#include <map>
#include <string>

#include "checkpoint/state_dict.h"

namespace ganmut {

struct Safetensors {
  StateDict tensors;
  std::map<std::string, std::string> metadata; ///< the header's `__metadata__`
};

/// Reads a `.safetensors` file. Throws Error: NotFound, Unreadable, BadFile (what it claims is checked
/// against the file's size before anything is allocated).
Safetensors read_safetensors(const std::string &path);

/// Writes it atomically (temporary file, fsync, rename). Throws Error(Failed).
void write_safetensors(const std::string &path, const Safetensors &contents);

/// SHA-256 over the bytes of the tensors in the order of their names, hexadecimal.
std::string sha256_of(const StateDict &tensors);

} // namespace ganmut
