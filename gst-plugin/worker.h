#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>

namespace ganmut::plugin {

/// One long-lived thread on which networks run.
///
/// GStreamer makes new streaming threads at every change of state, and each new thread that calls
/// LibTorch grows a thread pool of its own; so calls come from threads like this one.
class Worker {
public:
  Worker();
  /// Finishes what was asked for, then ends the thread.
  ~Worker();
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  /// Runs `work` on the worker's thread and waits for it. Returns what it returns, throws what it throws.
  template <typename Work> auto run(Work &&work) {
    // Shared: the worker still leaves the task when the caller already has the result.
    auto task = std::make_shared<std::packaged_task<decltype(work())()>>(std::forward<Work>(work));
    auto result = task->get_future();
    post([task] { (*task)(); });
    return result.get();
  }

  /// Runs `job`, which must not throw, on the worker's thread some time later; returns at once.
  void post(std::function<void()> job);

private:
  void loop();

  std::mutex mutex_; // guards jobs_ and closing_; held only to move a job in or out
  std::condition_variable changed_;
  std::queue<std::function<void()>> jobs_;
  bool closing_ = false;
  std::thread thread_; // last: starts when everything it uses exists
};

} // namespace ganmut::plugin
