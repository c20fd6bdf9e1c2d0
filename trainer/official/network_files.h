#pragma once

#include <cstdint>

#include "trainer/official/official_step.h"

namespace ganmut {

/// What a model file says about the generator that `options` trains, after `iteration` iterations.
/// Throws Error(BadArgument) if the names in `options.emotions` are not one a class.
ModelInfo describe(const OfficialOptions &options, std::int64_t iteration);

/// Saves `N-G.ckpt` and `N-D.ckpt` into `folder` as the official trainer does, N being `iteration`.
/// Throws Error(Failed).
void write_network_pair(OfficialStep &step, const std::string &folder, std::int64_t iteration);

/// Loads such a pair. Throws Error: NotFound, BadFile, WrongKind.
void read_network_pair(OfficialStep &step, const std::string &folder, std::int64_t iteration);

} // namespace ganmut
