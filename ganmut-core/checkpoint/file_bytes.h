#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ganmut {

/// Everything in the regular file `path`. Throws Error: NotFound, Unreadable (a folder, a device, no
/// permission), BadFile (empty, a web page, or beyond 4 GiB, which no face network needs).
std::vector<std::byte> read_file(const std::string &path);

/// Replaces `path` by `bytes` as a whole or not at all: temporary file beside it, fsync, rename.
/// Throws Error(Failed).
void write_file_atomically(const std::string &path, const std::vector<std::byte> &bytes);

} // namespace ganmut
