#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace ganmut {

/// Threads that share the steps of a loop with the thread that calls it. Between two loops they stay awake for some
/// microseconds, then they sleep: loops that follow each other closely find them at work, and a stream that waits costs
/// nothing. Whoever is free takes the next step, so a thread that the machine does not run delays no loop.
class ThreadPool {
public:
  /// `threads`: the caller's own included; less than 1 counts as 1.
  explicit ThreadPool(int threads);
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;
  ~ThreadPool();

  /// The caller's own thread included.
  int size() const { return static_cast<int>(helpers_.size()) + 1; }

  /// Calls work(step, thread) for every step in [0, steps) in any order, and returns when all are done. `thread`, in
  /// [0, size()), differs between calls at the same time. `work` must not throw. One loop at a time.
  template <class Work> void run(int steps, const Work &work) {
    run_loop(
        steps, [](const void *of, int step, int thread) noexcept { (*static_cast<const Work *>(of))(step, thread); },
        &work);
  }

private:
  using Call = void (*)(const void *work, int step, int thread) noexcept;

  void run_loop(int steps, Call call, const void *work);
  void take_steps(std::uint32_t loop, int thread);
  void help(int thread);

  /// The loop's number above the number of steps that nobody took yet: a step is taken by writing one less, which fails
  /// where another loop has begun. What else belongs to a loop is read before and means nothing if that fails.
  std::atomic<std::uint64_t> state_{0};
  std::atomic<Call> call_{nullptr};
  std::atomic<const void *> work_{nullptr};
  std::atomic<int> unfinished_{0}; ///< steps
  std::atomic<int> asleep_{0};     ///< helpers

  std::mutex mutex_; ///< guards stopping_, and that nobody falls asleep after what would wake it
  std::condition_variable begun_, finished_;
  bool stopping_ = false;
  std::vector<std::thread> helpers_;
};

} // namespace ganmut
