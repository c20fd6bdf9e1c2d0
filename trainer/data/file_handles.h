#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <unistd.h>

namespace ganmut {

/// Owns a file descriptor.
class FileDescriptor {
public:
  FileDescriptor() = default;
  /// `descriptor`: as open() returns it; below 0: none.
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor &&other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor &operator=(FileDescriptor &&other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

private:
  int descriptor_ = -1;
};

/// Holds the file `lock` of a folder, one process at a time. It is gone with the process, however that ends.
class FolderLock {
public:
  /// Waits until no other process holds the lock, and says so; a stop signal ends the wait. Throws Error(Failed).
  explicit FolderLock(const std::string &folder);

private:
  FileDescriptor file_;
};

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
