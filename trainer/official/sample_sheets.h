#pragma once

#include <cstdint>

#include "trainer/official/official_step.h"

namespace ganmut {

/// Writes the official sample sheets of `pictures` [N, 3, S, S] into `options.sample_dir`: a row a picture, the
/// original on the left. `N-images.jpg` has a column for every emotion; with the linear parametrization
/// `N-images_emotion_E.jpg` shows emotion E at 11 strengths from 0 to 1. Throws Error(Failed).
void write_sample_sheets(OfficialStep &step, const torch::Tensor &pictures, const OfficialOptions &options,
                         std::int64_t iteration);

} // namespace ganmut
