#include "trainer/data/batch_loader.h"

#include <algorithm>
#include <locale>
#include <map>
#include <sstream>

#include <ganmut/error.h>

#include "trainer/data/parallel_for.h"

namespace ganmut {

namespace {

/// The pictures of each class that has any; where `balanced` is false all count as one class.
std::vector<std::vector<std::size_t>> groups_of(const LabelledPictures &pictures, bool balanced) {
  std::map<int, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < pictures.count(); ++i)
    groups[balanced ? pictures.label(i) : 0].push_back(i);
  std::vector<std::vector<std::size_t>> result;
  for (auto &[label, group] : groups)
    result.push_back(std::move(group));
  return result;
}

/// The members of `group`, shuffled, again and again until there are `count`.
std::vector<std::size_t> repeated_shuffles(std::vector<std::size_t> group, std::size_t count, std::mt19937_64 &random) {
  std::vector<std::size_t> drawn;
  while (drawn.size() < count) {
    std::shuffle(group.begin(), group.end(), random);
    drawn.insert(drawn.end(), group.begin(), group.begin() + std::min(group.size(), count - drawn.size()));
  }
  return drawn;
}

} // namespace

BatchLoader::BatchLoader(const LabelledPictures &pictures, int batch_size, int workers, std::uint64_t seed,
                         bool balanced)
    : pictures_(pictures), groups_(groups_of(pictures, balanced)), batch_size_(static_cast<std::size_t>(batch_size)),
      workers_(static_cast<std::size_t>(workers)), place_{std::mt19937_64(seed), {}}, ahead_(read_ahead()) {}

LabelledBatch BatchLoader::next() {
  auto batch = ahead_.get();
  ahead_ = read_ahead();
  return batch;
}

BatchLoader::State BatchLoader::state() const {
  std::ostringstream random;
  random.imbue(std::locale::classic());
  random << delivered_.random;
  const std::vector<std::int64_t> order(delivered_.order.begin(), delivered_.order.end());
  return {random.str(), static_cast<std::int64_t>(pictures_.count()), torch::tensor(order, torch::kLong)};
}

void BatchLoader::load_state(const State &state) {
  if (state.pictures != static_cast<std::int64_t>(pictures_.count()))
    throw Error(ErrorKind::WrongKind, "The checkpoint was made with " + std::to_string(state.pictures) +
                                          " pictures, but the data set has " + std::to_string(pictures_.count()) + ".");
  ahead_.wait();
  std::istringstream random(state.random);
  random.imbue(std::locale::classic());
  random >> place_.random;
  const auto *const order = state.order.data_ptr<std::int64_t>();
  place_.order.assign(order, order + state.order.numel());
  ahead_ = read_ahead();
}

/// All randomness is drawn here, on one thread: the batches do not depend on the number of workers.
std::vector<BatchLoader::Item> BatchLoader::draw_items() {
  delivered_ = place_;
  auto &[random, order] = place_;
  if (order.empty())
    order = draw_round(random);
  std::vector<Item> items;
  while (items.size() < batch_size_ && !order.empty()) {
    items.push_back({order.back(), draw_affine(random)});
    order.pop_back();
  }
  return items;
}

/// Last first.
std::vector<std::size_t> BatchLoader::draw_round(std::mt19937_64 &random) const {
  std::size_t turns = 0;
  for (const auto &group : groups_)
    turns = std::max(turns, group.size());
  std::vector<std::vector<std::size_t>> columns;
  for (const auto &group : groups_)
    columns.push_back(repeated_shuffles(group, turns, random));
  std::vector<std::size_t> order;
  for (std::size_t turn = 0; turn < turns; ++turn) {
    if (columns.size() > 1)
      std::shuffle(columns.begin(), columns.end(), random);
    for (const auto &column : columns)
      order.push_back(column[turn]);
  }
  return order;
}

std::future<LabelledBatch> BatchLoader::read_ahead() {
  return std::async(std::launch::async, [this, items = draw_items()] {
    std::vector<torch::Tensor> inputs(items.size());
    parallel_for(items.size(), workers_,
                 [&](std::size_t i) { inputs[i] = network_input(pictures_.picture(items[i].index, items[i].params)); });
    std::vector<std::int64_t> labels;
    for (const auto &item : items)
      labels.push_back(pictures_.label(item.index));
    return LabelledBatch{torch::stack(inputs), torch::tensor(labels, torch::kLong)};
  });
}

} // namespace ganmut
