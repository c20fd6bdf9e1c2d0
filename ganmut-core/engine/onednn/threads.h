#pragma once

#include <omp.h>

namespace ganmut::onednn {

/// While it lives, oneDNN and the kernels beside it use `count` threads for work that begins on this thread; 0 leaves
/// the number alone. Primitives are divided among the threads that there are when they are made.
class ThreadCount {
public:
  explicit ThreadCount(int count) : before_(omp_get_max_threads()) {
    if (count > 0)
      omp_set_num_threads(count);
  }
  ThreadCount(const ThreadCount &) = delete;
  ThreadCount &operator=(const ThreadCount &) = delete;
  ~ThreadCount() { omp_set_num_threads(before_); }

private:
  int before_;
};

} // namespace ganmut::onednn
