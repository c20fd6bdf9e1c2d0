#include "trainer/data/batch_loader.h"

#include <algorithm>
#include <map>
#include <sstream>

#include <ganmut/error.h>

#include "trainer/data/in_parallel.h"

namespace ganmut {

namespace {

/// The pictures of each class that has any; where `balanced` is false all count as one class.
std::vector<std::vector<std::size_t>> decks_of(const LabelledPictures &pictures, bool balanced) {
  std::map<int, std::vector<std::size_t>> decks;
  for (std::size_t i = 0; i < pictures.count(); ++i)
    decks[balanced ? pictures.label(i) : 0].push_back(i);
  std::vector<std::vector<std::size_t>> result;
  for (auto &[label, deck] : decks)
    result.push_back(std::move(deck));
  return result;
}

/// The cards of `deck`, shuffled, again and again until there are `count`.
std::vector<std::size_t> dealt(std::vector<std::size_t> deck, std::size_t count, std::mt19937_64 &random) {
  std::vector<std::size_t> cards;
  while (cards.size() < count) {
    std::shuffle(deck.begin(), deck.end(), random);
    cards.insert(cards.end(), deck.begin(), deck.begin() + std::min(deck.size(), count - cards.size()));
  }
  return cards;
}

} // namespace

BatchLoader::BatchLoader(const LabelledPictures &pictures, int batch_size, int workers, std::uint64_t seed,
                         bool balanced)
    : pictures_(pictures), decks_(decks_of(pictures, balanced)), batch_size_(static_cast<std::size_t>(batch_size)),
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
  for (const auto &deck : decks_)
    turns = std::max(turns, deck.size());
  std::vector<std::vector<std::size_t>> columns;
  for (const auto &deck : decks_)
    columns.push_back(dealt(deck, turns, random));
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
    in_parallel(items.size(), workers_,
                [&](std::size_t i) { inputs[i] = network_input(pictures_.picture(items[i].index, items[i].draws)); });
    std::vector<std::int64_t> labels;
    for (const auto &item : items)
      labels.push_back(pictures_.label(item.index));
    return LabelledBatch{torch::stack(inputs), torch::tensor(labels, torch::kLong)};
  });
}

} // namespace ganmut
