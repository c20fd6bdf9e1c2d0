#include "trainer/data/batch_loader.h"

#include <algorithm>
#include <numeric>

namespace ganmut {

namespace {

/// Calls `work(i)` for 0 .. n - 1, shared out among `workers` threads.
template <typename Work> void in_parallel(std::size_t n, std::size_t workers, const Work &work) {
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

} // namespace

BatchLoader::BatchLoader(const LabelledPictures &pictures, int batch_size, int workers, std::uint64_t seed)
    : pictures_(pictures), batch_size_(static_cast<std::size_t>(batch_size)),
      workers_(static_cast<std::size_t>(workers)), random_(seed), ahead_(read_ahead()) {}

LabelledBatch BatchLoader::next() {
  auto batch = ahead_.get();
  ahead_ = read_ahead();
  return batch;
}

/// All randomness is drawn here, on one thread: the batches do not depend on the number of workers.
std::vector<BatchLoader::Item> BatchLoader::draw_items() {
  if (order_.empty()) {
    order_.resize(pictures_.count());
    std::iota(order_.begin(), order_.end(), std::size_t(0));
    std::shuffle(order_.begin(), order_.end(), random_);
  }
  std::vector<Item> items;
  while (items.size() < batch_size_ && !order_.empty()) {
    items.push_back({order_.back(), draw_affine(random_)});
    order_.pop_back();
  }
  return items;
}

std::future<LabelledBatch> BatchLoader::read_ahead() {
  return std::async(std::launch::async, [this, items = draw_items()] {
    std::vector<torch::Tensor> inputs(items.size());
    in_parallel(items.size(), workers_,
                [&](std::size_t i) { inputs[i] = network_input(pictures_.picture(items[i].index, items[i].draws)); });
    std::vector<std::int64_t> labels;
    for (const auto &item : items)
      labels.push_back(pictures_.label(item.index));
    return LabelledBatch{torch::stack(inputs), torch::tensor(labels, torch::kLong)};
  });
}

} // namespace ganmut
