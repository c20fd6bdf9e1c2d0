#include "cli/stop_signal.h"

#include <cerrno> // program_invocation_short_name
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <future>
#include <thread>

#include "cli/program.h"

namespace ganmut::cli {
namespace {

sigset_t stopping_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

} // namespace

StopSignal::StopSignal() {
  const auto set = stopping_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGXFSZ, SIG_IGN); // writing beyond a limit fails with a sentence instead
}

StopSignal::~StopSignal() {
  const auto set = stopping_signals();
  while (received()) { // it would end the process here, before anybody could say why
  }
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

std::optional<int> StopSignal::received() const {
  const auto set = stopping_signals();
  const timespec at_once{0, 0};
  const int signal = sigtimedwait(&set, nullptr, &at_once);
  return signal > 0 ? std::optional(signal) : std::nullopt;
}

void StopSignal::check() const {
  if (const auto signal = received())
    throw Stopped(*signal);
}

void StopSignal::during(const std::function<void()> &work) const {
  std::packaged_task<void()> task(work);
  auto done = task.get_future();
  std::thread worker(std::move(task));
  while (done.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready)
    if (const auto signal = received()) {
      const Stopped stopped(*signal);
      print_error(program_invocation_short_name, stopped);
      std::_Exit(stopped.status()); // the other thread uses what a destructor would destroy
    }
  worker.join();
  done.get();
}

bool StopSignal::is_waiting() {
  sigset_t pending;
  if (sigpending(&pending) != 0)
    return false;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    if (sigismember(&pending, signal) == 1)
      return true;
  return false;
}

} // namespace ganmut::cli
