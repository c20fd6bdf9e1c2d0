#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

namespace ganmut {

/// A thread that does one piece of work after the other while its owner goes on. All calls come from one thread.
template <class Result> class BackgroundTask {
public:
  BackgroundTask() = default;
  BackgroundTask(const BackgroundTask &) = delete;
  BackgroundTask &operator=(const BackgroundTask &) = delete;

  /// Waits for the work in progress.
  ~BackgroundTask() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable())
      thread_.join();
  }

  /// Whether a result was not taken yet.
  bool is_pending() const { return result_.valid(); }
  /// Whether take() has not to wait.
  bool is_done() const {
    return is_pending() && result_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }

  /// Begins `work`; the result of the one before must have been taken. The first one starts the thread.
  void begin(std::function<Result()> work) {
    std::packaged_task<Result()> task(std::move(work));
    result_ = task.get_future();
    {
      std::lock_guard lock(mutex_);
      next_ = std::move(task);
    }
    if (thread_.joinable())
      changed_.notify_one();
    else
      thread_ = std::thread([this] { loop(); });
  }

  /// Waits for the result. Throws what the work threw.
  Result take() { return result_.get(); }

private:
  void loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ending_ || next_.valid(); });
      if (ending_)
        return;
      auto task = std::exchange(next_, {});
      lock.unlock();
      task();
      task = {}; // what it holds ends here, not under the lock
      lock.lock();
    }
  }

  std::future<Result> result_;
  std::mutex mutex_; // guards next_ and ending_; held only to move a task in or out
  std::condition_variable changed_;
  std::packaged_task<Result()> next_;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace ganmut
