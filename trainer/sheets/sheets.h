#pragma once

#include <vector>

#include <ganmut/conditional_space.h>

#include "network/generator.h"
#include "trainer/sheets/sheet.h"

namespace ganmut {

/// All pictures of what `generator` and its `space` have learnt: the sample sheets of `pictures` [N, 3, S, S] (BGR in
/// [-1, 1]), the map of the space, and the first picture all over it. Nothing in the generator changes.
std::vector<Sheet> sheets_of(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures);

} // namespace ganmut
