#include "trainer/data/folder_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <ganmut/error.h>

namespace ganmut {

FolderLock::FolderLock(const std::string &folder)
    : descriptor_(::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) == 0)
    return;
  const int cause = errno;
  if (descriptor_ >= 0)
    ::close(descriptor_);
  throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be used as a cache; name another with --cache.",
              std::strerror(cause));
}

FolderLock::~FolderLock() {
  ::close(descriptor_);
}

} // namespace ganmut
