#include "interrupt.h"

#include <csignal>
#include <ctime>

namespace ganmut::edit {
namespace {

sigset_t signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

} // namespace

Interrupt::Interrupt() {
  const sigset_t set = signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void Interrupt::check() const {
  const sigset_t set = signals();
  const timespec at_once{0, 0};
  if (sigtimedwait(&set, nullptr, &at_once) > 0)
    throw Interrupted(ErrorKind::Failed, "Stopped; files that were not finished are left as they were.");
}

} // namespace ganmut::edit
