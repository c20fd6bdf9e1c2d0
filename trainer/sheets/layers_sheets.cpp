#include "trainer/sheets/layers_sheets.h"

#include "emotion/expression.h"
#include "geometry/face_maps.h"

namespace ganmut {

AlignedBatch aligned_batch(const torch::Tensor &pictures, const torch::Tensor &landmarks, torch::Device device) {
  const auto size = static_cast<int>(pictures.size(3));
  const auto pixels = ((landmarks + 1) * (size / 2.) - 0.5).to(torch::kFloat).contiguous();
  std::vector<torch::Tensor> maps;
  for (std::int64_t i = 0; i < pixels.size(0); ++i) {
    const auto *number = pixels[i].data_ptr<float>();
    Landmarks points;
    for (auto &point : points) {
      point.x = *number++;
      point.y = *number++;
    }
    const auto map = face_maps(points, size);
    maps.push_back(torch::from_blob(map.data, {map.rows, map.cols, 3}, torch::kFloat).permute({2, 0, 1}).clone());
  }
  return {(pictures.to(torch::kFloat) / 127.5 - 1).to(device), pixels.to(device), torch::stack(maps).to(device)};
}

Renderer layers_renderer(LayersGeneratorImpl &generator, const ModelFile &model, AlignedBatch faces) {
  return [&generator, faces = std::move(faces), units = model.info.units, space = space_of(model.info, model.tensors),
          expressions = expressions_of(model.info, model.tensors)](const torch::Tensor &rows,
                                                                   const std::vector<Point> &points) {
    const auto on_device = rows.to(faces.pictures.device());
    const auto some = [&](const torch::Tensor &all) { return all.index_select(0, on_device); };
    const AlignedBatch batch{some(faces.pictures), some(faces.landmarks), some(faces.maps)};
    std::vector<std::vector<float>> adds;
    for (const auto &point : points)
      adds.push_back(expression_at(space, expressions, units, point));
    const auto added = matrix_of(adds).to(on_device.device());
    const auto layers = generator.forward(batch, {added, torch::zeros_like(added)});
    return compose(batch.pictures, layers, place(batch.maps, layers.upper, layers.lower));
  };
}

} // namespace ganmut
