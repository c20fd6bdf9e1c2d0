#include "trainer/data/file_handles.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "cli/stop_signal.h"

namespace ganmut {

FolderLock::FolderLock(const std::string &folder)
    : file_(::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  bool told = false, stopped = false;
  while (file_ && !stopped) {
    if (::flock(file_.get(), LOCK_EX | LOCK_NB) == 0)
      return;
    if (errno != EWOULDBLOCK)
      break;
    if (!std::exchange(told, true))
      spdlog::info("Waiting for another process that makes crops in {}", folder);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stopped = cli::StopSignal::is_waiting();
  }
  const int cause = errno;
  if (stopped)
    throw Error(ErrorKind::Failed, "Stopped while waiting for another process that makes crops in " + folder + ".");
  throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be used as a cache; name another with --cache.",
              std::strerror(cause));
}

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
