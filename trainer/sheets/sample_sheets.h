#pragma once

#include <vector>

#include <ganmut/conditional_space.h>

#include "network/generator.h"
#include "trainer/sheets/sheet.h"

namespace ganmut {

/// A row for each of `pictures` [N, 3, S, S] (BGR in [-1, 1], on the generator's device): the original, then every
/// emotion of `space` in its order. Linear: at strength 0.9, neutral at the origin; gaussian: at the means
/// (the official solver.py, train).
cv::Mat emotions_sheet(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures);

/// The official sample sheets: `images.jpg` is emotions_sheet; in a linear space `images_emotion_K.jpg` shows the
/// original, then emotion K at 11 strengths from 0 to 1.
std::vector<Sheet> sample_sheets(GeneratorModule &generator, const ConditionalSpace &space,
                                 const torch::Tensor &pictures);

} // namespace ganmut
