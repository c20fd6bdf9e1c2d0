#include "worker/thread_pool.h"

#include <system_error>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace ganmut {

namespace {

constexpr int rounds_awake = 2000; // some 30 microseconds

/// A moment of a loop that waits for another thread.
void pause() {
#ifdef __x86_64__
  _mm_pause();
#elif defined __aarch64__
  __asm__ volatile("yield");
#endif
}

constexpr std::uint32_t loop_of(std::uint64_t state) {
  return static_cast<std::uint32_t>(state >> 32);
}

constexpr int steps_of(std::uint64_t state) {
  return static_cast<int>(state & 0xFFFFFFFF);
}

} // namespace

ThreadPool::ThreadPool(int threads) {
  for (int thread = 1; thread < threads; ++thread)
    try {
      helpers_.emplace_back([this, thread] { help(thread); });
    } catch (const std::system_error &) {
      break; // those that there are do the work
    }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  begun_.notify_all();
  for (auto &helper : helpers_)
    helper.join();
}

void ThreadPool::run_loop(int steps, Call call, const void *work) {
  if (helpers_.empty() || steps <= 1) {
    for (int step = 0; step < steps; ++step)
      call(work, step, 0);
    return;
  }
  call_ = call;
  work_ = work;
  unfinished_ = steps;
  const auto loop = loop_of(state_) + 1;
  state_ = static_cast<std::uint64_t>(loop) << 32 | static_cast<std::uint32_t>(steps);
  if (asleep_ > 0) {
    { const std::lock_guard lock(mutex_); }
    begun_.notify_all();
  }
  take_steps(loop, 0);
  for (int round = 0; round < rounds_awake && unfinished_ > 0; ++round)
    pause();
  if (unfinished_ > 0) {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return unfinished_ == 0; });
  }
}

void ThreadPool::take_steps(std::uint32_t loop, int thread) {
  for (auto state = state_.load(); loop_of(state) == loop && steps_of(state) > 0;) {
    const auto call = call_.load();
    const auto *work = work_.load();
    if (!state_.compare_exchange_weak(state, state - 1))
      continue;
    call(work, steps_of(state) - 1, thread);
    if (--unfinished_ == 0 && thread != 0) {
      { const std::lock_guard lock(mutex_); }
      finished_.notify_one();
    }
    state = state_;
  }
}

void ThreadPool::help(int thread) {
  for (std::uint32_t loop = 0;;) {
    for (int round = 0; round < rounds_awake && loop_of(state_) == loop; ++round)
      pause();
    if (loop_of(state_) == loop) {
      std::unique_lock lock(mutex_);
      ++asleep_;
      begun_.wait(lock, [&] { return stopping_ || loop_of(state_) != loop; });
      --asleep_;
      if (stopping_)
        return;
    }
    loop = loop_of(state_);
    take_steps(loop, thread);
  }
}

} // namespace ganmut
