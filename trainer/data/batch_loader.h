#pragma once

#include <future>
#include <random>
#include <vector>

#include "trainer/data/labelled_batch.h"
#include "trainer/data/labelled_pictures.h"
#include "trainer/run/run_state.h"

namespace ganmut {

/// Endless batches of a data set in random order, every picture once before any comes again; the last batch of a
/// round can be shorter. The next batch is read while the present one is trained on.
class BatchLoader {
public:
  /// `pictures` must outlive the loader. `workers`: threads that read, at least 1.
  BatchLoader(const LabelledPictures &pictures, int batch_size, int workers, std::uint64_t seed);

  /// Throws Error(Unreadable) for a damaged picture.
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
  std::future<LabelledBatch> read_ahead();

  const LabelledPictures &pictures_;
  std::size_t batch_size_;
  std::size_t workers_;
  Place place_;     ///< after the batch that is read ahead
  Place delivered_; ///< before it
  std::future<LabelledBatch> ahead_;
};

} // namespace ganmut
