#pragma once

#include <cstdint>

#include "trainer/official/official_step.h"

namespace ganmut {

/// What a model file says about the generator that `options` trains, after `iteration` iterations.
/// Throws Error(BadArgument) if the names in `options.emotions` are not one a class.
ModelInfo describe(const OfficialOptions &options, std::int64_t iteration);

/// Saves the networks into `options.model_save_dir`: `N-G.ckpt` and `N-D.ckpt` as the official trainer does, and
/// `N-G.safetensors` for our tools. Throws Error(Failed).
void save_networks(OfficialStep &step, const OfficialOptions &options, std::int64_t iteration);

/// Loads `N-G.ckpt` and `N-D.ckpt`, N being `options.resume_iter`. Throws Error: NotFound, BadFile, WrongKind.
void load_networks(OfficialStep &step, const OfficialOptions &options);

} // namespace ganmut
