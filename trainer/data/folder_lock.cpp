#include "trainer/data/folder_lock.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "trainer/run/stop_signal.h"

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
    stopped = StopSignal::is_waiting();
  }
  const int cause = errno;
  if (stopped)
    throw Error(ErrorKind::Failed, "Stopped while waiting for another process that makes crops in " + folder + ".");
  throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be used as a cache; name another with --cache.",
              std::strerror(cause));
}

} // namespace ganmut
