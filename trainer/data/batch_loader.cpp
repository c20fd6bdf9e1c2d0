#include "trainer/data/batch_loader.h"

#include <algorithm>
#include <numeric>
#include <sstream>

#include <ganmut/error.h>

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
      workers_(static_cast<std::size_t>(workers)), place_{std::mt19937_64(seed), {}}, ahead_(read_ahead()) {}

LabelledBatch BatchLoader::next() {
  auto batch = ahead_.get();
  ahead_ = read_ahead();
  return batch;
}

void BatchLoader::save(RunState &state, const std::string &name) const {
  std::ostringstream random;
  random << delivered_.random;
  state.put(name + "/random", random.str());
  state.put(name + "/pictures", std::to_string(pictures_.count()));
  const std::vector<std::int64_t> order(delivered_.order.begin(), delivered_.order.end());
  state.put(name + "/order", torch::tensor(order, torch::kLong));
}

void BatchLoader::load(const RunState &state, const std::string &name) {
  if (state.text(name + "/pictures") != std::to_string(pictures_.count()))
    throw Error(ErrorKind::WrongKind, "The checkpoint was made with " + state.text(name + "/pictures") +
                                          " pictures, but the data set has " + std::to_string(pictures_.count()) + ".");
  ahead_.wait();
  std::istringstream random(state.text(name + "/random"));
  random >> place_.random;
  const auto order = state.tensor(name + "/order");
  place_.order.assign(order.data_ptr<std::int64_t>(), order.data_ptr<std::int64_t>() + order.numel());
  ahead_ = read_ahead();
}

/// All randomness is drawn here, on one thread: the batches do not depend on the number of workers.
std::vector<BatchLoader::Item> BatchLoader::draw_items() {
  delivered_ = place_;
  auto &[random, order] = place_;
  if (order.empty()) {
    order.resize(pictures_.count());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::shuffle(order.begin(), order.end(), random);
  }
  std::vector<Item> items;
  while (items.size() < batch_size_ && !order.empty()) {
    items.push_back({order.back(), draw_affine(random)});
    order.pop_back();
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
