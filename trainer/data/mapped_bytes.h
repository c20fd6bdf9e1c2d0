#pragma once

#include <cstddef>
#include <string>

#include "trainer/data/file_descriptor.h"

namespace ganmut {

/// The bytes of a file, read through memory mapping. They stay when the file is closed or deleted.
class MappedBytes {
public:
  MappedBytes() = default;
  /// Maps what the file holds now. `path`: names it in errors. Throws Error(Failed).
  MappedBytes(const FileDescriptor &file, const std::string &path);
  MappedBytes(MappedBytes &&other) noexcept;
  MappedBytes &operator=(MappedBytes &&other) noexcept;
  ~MappedBytes();

  const std::byte *data() const { return static_cast<const std::byte *>(start_); } ///< null for an empty file
  std::size_t size() const { return size_; }

private:
  void *start_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace ganmut
