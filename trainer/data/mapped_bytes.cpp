#include "trainer/data/mapped_bytes.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/mman.h>
#include <sys/stat.h>

#include <ganmut/error.h>

namespace ganmut {

MappedBytes::MappedBytes(const FileDescriptor &file, const std::string &path) {
  struct stat about {};
  if (::fstat(file.get(), &about) != 0)
    throw Error(ErrorKind::Failed, "The file " + path + " cannot be read.", std::strerror(errno));
  if (about.st_size == 0)
    return;
  const auto size = static_cast<std::size_t>(about.st_size);
  auto *const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (start == MAP_FAILED)
    throw Error(ErrorKind::Failed, "The file " + path + " cannot be mapped into memory.", std::strerror(errno));
  start_ = start;
  size_ = size;
}

MappedBytes::MappedBytes(MappedBytes &&other) noexcept
    : start_(std::exchange(other.start_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedBytes &MappedBytes::operator=(MappedBytes &&other) noexcept {
  std::swap(start_, other.start_);
  std::swap(size_, other.size_);
  return *this;
}

MappedBytes::~MappedBytes() {
  if (start_ != nullptr)
    ::munmap(start_, size_);
}

} // namespace ganmut
