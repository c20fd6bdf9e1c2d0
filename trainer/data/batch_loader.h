#pragma once

#include <future>
#include <random>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "trainer/data/labelled_pictures.h"

namespace ganmut {

/// Pictures and what they show.
struct LabelledBatch {
  torch::Tensor pictures; ///< [N, 3, S, S] BGR in [-1, 1]
  torch::Tensor labels;   ///< [N] int64
};

/// Endless batches of a data set in random order, round by round; the last batch of a round can be shorter. A round
/// has every picture once. A balanced one has every class in each of its turns, the classes of a turn in random order,
/// and as many turns as the largest class has pictures; those of smaller classes come again, all as often but for one.
/// The next batch is read while the present one is trained on.
class BatchLoader {
public:
  /// `pictures` must outlive the loader. `workers`: threads that augment, at least 1.
  BatchLoader(const LabelledPictures &pictures, int batch_size, int workers, std::uint64_t seed, bool balanced);

  /// The next batch. Throws Error: see LabelledPictures::picture().
  LabelledBatch next();

  /// The place in the data: a loader that loads it goes on with the batch that next() would give.
  struct State {
    std::string random;    ///< the random generator's, as text
    std::int64_t pictures; ///< how many the data set has
    torch::Tensor order;   ///< [n] int64, what is left of the present round, last first
  };
  State state() const;
  /// Throws Error(WrongKind) for a state of another data set.
  void load_state(const State &state);

private:
  struct Item {
    std::size_t index;
    AffineParams params;
  };

  /// What decides all batches to come.
  struct Place {
    std::mt19937_64 random;
    std::vector<std::size_t> order; ///< what is left of the present round, last first
  };

  std::vector<Item> draw_items();
  std::vector<std::size_t> draw_round(std::mt19937_64 &random) const;
  std::future<LabelledBatch> read_ahead();

  const LabelledPictures &pictures_;
  std::vector<std::vector<std::size_t>> groups_; ///< the pictures of each class, or all in one
  std::size_t batch_size_;
  std::size_t workers_;
  Place place_;     ///< after the batch that is read ahead
  Place delivered_; ///< before it
  std::future<LabelledBatch> ahead_;
};

} // namespace ganmut
