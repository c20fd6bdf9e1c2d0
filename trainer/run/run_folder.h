#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "checkpoint/model_file.h"

namespace ganmut {

/// Makes a folder, and those above it, unless it is there. Throws Error(Failed) naming it.
void make_folder(const std::string &folder);

/// Number and path of the files `folder`/N`ending`, the greatest N first. No folder, no files.
std::map<std::int64_t, std::string, std::greater<>> numbered_files(const std::string &folder,
                                                                   const std::string &ending);

/// The generator that a run saved after `iteration` iterations: `folder`/N-G.safetensors, else N-G.ckpt.
/// The second kind knows no names and no picture size: `names` (in class order; empty: AffectNet's) and `image_size`
/// (pixels) are taken for these.
/// Throws Error: NotFound, naming the iterations that are there; BadFile, WrongKind.
ModelFile saved_generator(const std::string &folder, std::int64_t iteration, const std::vector<std::string> &names,
                          int image_size);

} // namespace ganmut
