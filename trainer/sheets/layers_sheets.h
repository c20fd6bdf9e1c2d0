#pragma once

#include "checkpoint/model_file.h"
#include "network/layers_generator.h"
#include "trainer/sheets/sheets.h"

namespace ganmut {

/// Faces as a generator of layers takes them, on `device`. `pictures`: [N, 3, S, S] uint8 BGR, aligned. `landmarks`:
/// [N, 68, 2] in [-1, 1] coordinates of the pictures.
AlignedBatch aligned_batch(const torch::Tensor &pictures, const torch::Tensor &landmarks, torch::Device device);

/// Renders `faces` by `generator`, whose emotions and space are those of `model`; no own expression is kept. The
/// generator must outlive the renderer.
Renderer layers_renderer(LayersGeneratorImpl &generator, const ModelFile &model, AlignedBatch faces);

} // namespace ganmut
