#include "trainer/warp/batch_drawer.h"

#include "trainer/warp/augmentation.h"

namespace ganmut {

BatchDrawer::BatchDrawer(const AlignedFaces &faces, torch::Tensor rows) : faces_(faces), rows_(std::move(rows)) {
  const auto labels = faces.labels.index_select(0, rows_);
  const auto counts = torch::bincount(labels).to(torch::kFloat);
  rare_first_ = counts.pow(-0.5).index_select(0, labels);
}

FaceBatch BatchDrawer::sources(int size) const {
  return prepared(torch::randint(rows_.size(0), {size}));
}

FaceBatch BatchDrawer::reals(int size) const {
  return prepared(rare_first_.multinomial(size, /*replacement=*/true));
}

FaceBatch BatchDrawer::prepared(const torch::Tensor &which) const {
  FaceBatch batch;
  batch.rows = rows_.index_select(0, which);
  batch.pictures = faces_.pictures.index_select(0, batch.rows).to(torch::kFloat) / 127.5 - 1;
  batch.landmarks = faces_.landmarks.index_select(0, batch.rows);
  batch.labels = faces_.labels.index_select(0, batch.rows);
  mirror(batch.pictures, batch.landmarks, torch::rand({batch.rows.size(0)}) < 0.5);
  jitter(batch.pictures, batch.landmarks);
  return batch;
}

} // namespace ganmut
