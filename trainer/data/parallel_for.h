#pragma once

#include <algorithm>
#include <cstddef>
#include <future>
#include <vector>

namespace ganmut {

/// Calls `work(i)` for 0 .. n - 1, shared out among `workers` threads. What one of them throws is thrown when all have
/// ended.
template <typename Work> void parallel_for(std::size_t n, std::size_t workers, const Work &work) {
  std::vector<std::future<void>> shares;
  for (std::size_t worker = 0; worker < std::min(workers, n); ++worker)
    shares.push_back(std::async(std::launch::async, [&, worker] {
      for (std::size_t i = worker; i < n; i += workers)
        work(i);
    }));
  for (auto &share : shares)
    share.wait(); // all of them, before an exception of one leaves the scope they work in
  for (auto &share : shares)
    share.get();
}

} // namespace ganmut
