#include "trainer/recipes/warp/face_sampler.h"

#include "trainer/augment/batch_augment.h"
#include "trainer/device/device.h"

namespace ganmut {

namespace {

/// Where the chances of rows with these labels end when each is worth its class's count to the power of `exponent`:
/// with 0 all come alike, with -1 all classes do.
torch::Tensor ends_of(const torch::Tensor &labels, double exponent) {
  const auto counts = torch::bincount(labels).to(torch::kDouble);
  const auto sums = counts.pow(exponent).index_select(0, labels).cumsum(0);
  return sums / sums[-1];
}

} // namespace

FaceSampler::FaceSampler(const AlignedFaces &faces, torch::Tensor rows, bool balanced, RandomSource &random,
                         Shard shard, torch::Device device)
    : faces_(faces), rows_(std::move(rows)), random_(random), shard_(shard), device_(device) {
  const auto labels = faces.labels.index_select(0, rows_);
  source_ends_ = ends_of(labels, balanced ? -1 : 0);
  real_ends_ = ends_of(labels, balanced ? -1 : -0.5);
}

FaceBatch FaceSampler::sources(int size) {
  return drawn(size, source_ends_);
}

FaceBatch FaceSampler::reals(int size) {
  return drawn(size, real_ends_);
}

FaceBatch FaceSampler::drawn(int size, const torch::Tensor &ends) {
  const auto places = torch::searchsorted(ends, random_.uniform({size}).to(torch::kDouble));
  return prepared(places.clamp_max(rows_.size(0) - 1));
}

FaceBatch FaceSampler::prepared(const torch::Tensor &whole) {
  ShardRandom random(random_, shard_);
  FaceBatch batch;
  batch.rows = rows_.index_select(0, shard_.of(whole));
  batch.pictures = faces_.pictures(batch.rows).to(torch::kFloat) / 127.5 - 1;
  batch.landmarks = faces_.landmarks.index_select(0, batch.rows);
  batch.labels = faces_.labels.index_select(0, batch.rows);
  mirror(batch.pictures, batch.landmarks, random.uniform({batch.rows.size(0)}) < 0.5);
  jitter(batch.pictures, batch.landmarks, random);
  batch.pictures = to_device(batch.pictures, device_);
  return batch;
}

} // namespace ganmut
