#pragma once

#include <string>

#include "trainer/data/file_descriptor.h"

namespace ganmut {

/// One process at a time: holds the file `lock` of a folder. Gone with the process, however it ends.
class FolderLock {
public:
  /// Waits until no other process holds the lock, and says so; a stop signal ends the wait. Throws Error(Failed).
  explicit FolderLock(const std::string &folder);

private:
  FileDescriptor file_;
};

} // namespace ganmut
