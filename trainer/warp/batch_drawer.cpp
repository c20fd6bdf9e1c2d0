#include "trainer/warp/batch_drawer.h"

#include "trainer/warp/augmentation.h"

namespace ganmut {

BatchDrawer::BatchDrawer(const AlignedFaces &faces, torch::Tensor rows, Draws &draws, Share share, torch::Device device)
    : faces_(faces), rows_(std::move(rows)), draws_(draws), share_(share), device_(device) {
  const auto labels = faces.labels.index_select(0, rows_);
  const auto counts = torch::bincount(labels).to(torch::kDouble);
  const auto shares = counts.pow(-0.5).index_select(0, labels).cumsum(0);
  rare_first_ = shares / shares[-1];
}

FaceBatch BatchDrawer::sources(int size) {
  return prepared((draws_.uniform({size}) * rows_.size(0)).to(torch::kLong).clamp_max(rows_.size(0) - 1));
}

FaceBatch BatchDrawer::reals(int size) {
  const auto places = torch::searchsorted(rare_first_, draws_.uniform({size}).to(torch::kDouble));
  return prepared(places.clamp_max(rows_.size(0) - 1));
}

FaceBatch BatchDrawer::prepared(const torch::Tensor &whole) {
  RowDraws draws(draws_, share_);
  FaceBatch batch;
  batch.rows = rows_.index_select(0, share_.of(whole));
  batch.pictures = faces_.pictures.index_select(0, batch.rows).to(torch::kFloat) / 127.5 - 1;
  batch.landmarks = faces_.landmarks.index_select(0, batch.rows);
  batch.labels = faces_.labels.index_select(0, batch.rows);
  mirror(batch.pictures, batch.landmarks, draws.uniform({batch.rows.size(0)}) < 0.5);
  jitter(batch.pictures, batch.landmarks, draws);
  batch.pictures = batch.pictures.to(device_);
  return batch;
}

} // namespace ganmut
