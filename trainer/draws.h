#pragma once

#include "trainer/random/random_source.h"

namespace ganmut {
using RandomDraws = SeededRandom;
using RowDraws = ShardRandom;
} // namespace ganmut
