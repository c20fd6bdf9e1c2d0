#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ganmut {

/// Everything in the regular file `path`. Throws Error: NotFound, Unreadable (a folder, a device, no
/// permission), BadFile (empty, a web page, a pointer of Git LFS, or beyond 4 GiB, which no face network needs).
std::vector<std::byte> read_file(const std::string &path);

/// Replaces `path` by `bytes` as a whole or not at all: temporary file beside it, fsync, rename, fsync of
/// the folder.
/// Throws Error(Failed).
void write_file_atomically(const std::string &path, const std::vector<std::byte> &bytes);

/// True for the name of a temporary file of write_file_atomically: a process that was killed can leave one.
bool is_temporary_file(const std::string &name);

} // namespace ganmut
