// The threads that share a network's loops.
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "suite.h"
#include "worker/thread_pool.h"

using namespace ganmut;

namespace {

/// Runs a loop and checks that every step ran once, on threads of the pool, none of them at two steps at a time.
void expect_whole(ThreadPool &pool, int steps) {
  std::vector<std::atomic<int>> calls(static_cast<std::size_t>(steps)), busy(static_cast<std::size_t>(pool.size()));
  std::atomic<int> strangers = 0, collisions = 0;
  pool.run(steps, [&](int step, int thread) {
    if (thread < 0 || thread >= pool.size()) {
      ++strangers;
      return;
    }
    collisions += busy[static_cast<std::size_t>(thread)]++;
    ++calls[static_cast<std::size_t>(step)];
    --busy[static_cast<std::size_t>(thread)];
  });
  for (const auto &count : calls)
    ck_assert_int_eq(count, 1);
  ck_assert_int_eq(strangers, 0);
  ck_assert_int_eq(collisions, 0);
}

} // namespace

START_TEST(every_step_runs_once) {
  for (const int threads : {-1, 0, 1, 2, 3, 8}) {
    ThreadPool pool(threads);
    ck_assert_int_ge(pool.size(), 1);
    ck_assert_int_le(pool.size(), std::max(threads, 1));
    for (const int steps : {0, 1, 2, 7, 1000})
      expect_whole(pool, steps);
  }
}
END_TEST

START_TEST(loops_follow_each_other_closely) {
  ThreadPool pool(3);
  std::int64_t sum = 0;
  for (int loop = 0; loop < 20000; ++loop) {
    std::atomic<int> steps = 0; // gone with the loop: a step that runs late would write into the next one's
    pool.run(loop % 5, [&](int, int) { ++steps; });
    sum += steps;
  }
  ck_assert_int_eq(sum, 20000 / 5 * (0 + 1 + 2 + 3 + 4));
}
END_TEST

START_TEST(sleeping_threads_wake_up) {
  ThreadPool pool(2);
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::atomic<int> arrived = 0;
    pool.run(2, [&](int, int) { // each step waits for the other: one thread alone would wait for ever
      ++arrived;
      while (arrived < 2)
        std::this_thread::yield();
    });
    ck_assert_int_eq(arrived, 2);
  }
}
END_TEST

START_TEST(pools_end_at_any_moment) {
  for (int i = 0; i < 300; ++i) {
    ThreadPool pool(4);
    if (i % 3 != 0)
      expect_whole(pool, i % 16);
    if (i % 3 == 2)
      std::this_thread::sleep_for(std::chrono::microseconds(i)); // asleep, falling asleep or awake
  }
}
END_TEST

int main() {
  Suite *pool = suite_create("thread pool");
  TCase *loops = tcase_create("loops");
  tcase_add_test(loops, every_step_runs_once);
  tcase_add_test(loops, loops_follow_each_other_closely);
  tcase_add_test(loops, sleeping_threads_wake_up);
  tcase_add_test(loops, pools_end_at_any_moment);
  suite_add_tcase(pool, loops);
  return suite::run(pool);
}
