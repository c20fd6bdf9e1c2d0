#pragma once

#include <future>
#include <random>
#include <vector>

#include "trainer/data/labelled_batch.h"
#include "trainer/data/labelled_pictures.h"
#include "trainer/run/run_state.h"

namespace ganmut {

/// Endless batches of a data set in random order, round by round; the last batch of a round can be shorter. A round
/// has every picture once. A balanced one has every class in each of its turns, the classes of a turn in random order,
/// and as many turns as the largest class has pictures; those of smaller classes come again, all as often but for one.
/// The next batch is read while the present one is trained on.
class BatchLoader {
public:
  /// `pictures` must outlive the loader. `workers`: threads that augment, at least 1.
  BatchLoader(const LabelledPictures &pictures, int batch_size, int workers, std::uint64_t seed, bool balanced);

  LabelledBatch next();

  /// Stores the place in the data, under names that begin with `name`: a loader that loads it goes on with the batch
  /// that next() would give.
  void save(RunState &state, const std::string &name) const;
  /// Throws Error(WrongKind) for a state of another data set.
  void load(const RunState &state, const std::string &name);

private:
  struct Item {
    std::size_t index;
    AffineDraws draws;
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
  std::vector<std::vector<std::size_t>> decks_; ///< what takes turns: the pictures of each class, or all
  std::size_t batch_size_;
  std::size_t workers_;
  Place place_;     ///< after the batch that is read ahead
  Place delivered_; ///< before it
  std::future<LabelledBatch> ahead_;
};

} // namespace ganmut
