#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/model_file.h"

namespace ganmut {

/// The generator that a run saved after `iteration` iterations: `folder`/N-G.safetensors, else N-G.ckpt.
/// The second kind knows no names and no picture size: `names` (in class order; empty: AffectNet's) and `image_size`
/// (pixels) are taken for these.
/// Throws Error: NotFound, naming the iterations that are there; BadFile, WrongKind.
ModelFile saved_generator(const std::string &folder, std::int64_t iteration, const std::vector<std::string> &names,
                          int image_size);

} // namespace ganmut
