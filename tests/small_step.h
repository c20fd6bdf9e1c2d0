#pragma once

#include <vector>

#include "trainer/recipes/official/official_step.h"

/// Official training steps small enough to try many of them.
namespace small {

inline ganmut::OfficialOptions options() {
  ganmut::OfficialOptions options;
  options.image_size = 16;
  options.g_conv_dim = options.d_conv_dim = 4;
  options.g_repeat_num = 1;
  options.d_repeat_num = 2;
  return options;
}

/// Random pictures of 16 x 16 with these labels.
inline ganmut::LabelledBatch batch(const std::vector<std::int64_t> &labels) {
  const auto n = static_cast<std::int64_t>(labels.size());
  return {torch::rand({n, 3, 16, 16}) * 2 - 1, torch::tensor(labels, torch::kLong)};
}

} // namespace small
