#include "checkpoint/model_file.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <ganmut/error.h>

#include "checkpoint/conversion.h"
#include "checkpoint/official_checkpoint.h"
#include "checkpoint/official_import.h"
#include "checkpoint/safetensors.h"

namespace ganmut {

namespace {

std::string storage_of(const StateDict &tensors) {
  const bool half =
      std::any_of(tensors.begin(), tensors.end(), [](const auto &entry) { return entry.second.dtype == DType::F16; });
  return half ? "float16" : "float32";
}

void check_finite(const StateDict &tensors, const std::string &path) {
  for (const auto &[name, tensor] : tensors) {
    if (!is_floating(tensor.dtype))
      continue;
    const auto values = floats_of(tensor);
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
      throw Error(ErrorKind::BadFile, "'" + path + "' has weights that are not numbers (NaN or infinite, in '" + name +
                                          "'); its training has failed.");
  }
}

/// Metadata alone could ask for a network of any size: the tensors must be those of one that large.
/// Every generator has at least two 3x3 convolutions of 2 * width channels a block and one 4x4 into them.
void check_size(const ModelInfo &info, const StateDict &tensors, const std::string &path) {
  std::size_t count = 0;
  for (const auto &[name, tensor] : tensors)
    count += count_of(tensor);
  const auto width = static_cast<std::size_t>(info.width), blocks = static_cast<std::size_t>(info.blocks);
  if (count < width * width * (32 + 72 * blocks))
    throw Error(ErrorKind::BadFile, "'" + path + "' has too few weights for the width and blocks in its metadata.");
}

/// An official layout tells its own sizes; the metadata must agree.
void check_against_shapes(const ModelInfo &info, const StateDict &tensors, const std::string &path) {
  const auto shapes = infer_info(tensors, path);
  if (shapes.parametrization != info.parametrization || shapes.dimensions != info.dimensions ||
      shapes.classes != info.classes || shapes.width != info.width || shapes.blocks != info.blocks)
    throw Error(ErrorKind::BadFile, "'" + path + "' has metadata that does not fit the shapes of its tensors.");
}

/// Every unit has a place in all tensors that speak of expressions.
void check_units(const ModelInfo &info, const StateDict &tensors, const std::string &path) {
  const auto units = static_cast<std::int64_t>(info.units.size()), half = std::int64_t{info.image_size} / 2;
  const std::pair<const char *, std::vector<std::int64_t>> shapes[] = {{"caps", {units}},
                                                                       {"companions", {units, units}},
                                                                       {"expressions", {info.classes, units}},
                                                                       {"maps", {3 * units, 5, half, half}}};
  for (const auto &[name, shape] : shapes) {
    const auto *tensor = find(tensors, name);
    if (tensor == nullptr || tensor->shape != shape)
      throw Error(ErrorKind::BadFile, "'" + path + "' has " + std::to_string(units) +
                                          " units in its metadata, but its tensor '" + name +
                                          "' is missing or does not fit them.");
  }
}

ModelFile official(StateDict tensors, const std::string &path) {
  auto warnings = import_official_space(tensors);
  auto info = infer_info(tensors, path);
  info.warnings = std::move(warnings);
  return {std::move(info), std::move(tensors)};
}

ModelFile from_safetensors(const std::string &path) {
  auto [tensors, metadata] = read_safetensors(path);
  if (!has_model_info(metadata)) {
    unwrap_names(tensors);
    return official(std::move(tensors), path);
  }
  auto info = info_from(metadata, path);
  if (info.sha256 != sha256_of(tensors))
    throw Error(ErrorKind::BadFile, "'" + path + "' is damaged: its weights do not match their SHA-256.");
  if (info.output == OutputKind::Layers)
    check_units(info, tensors, path);
  else if (info.conditioning == Conditioning::Planes && info.output != OutputKind::Warp)
    check_against_shapes(info, tensors, path);
  check_size(info, tensors, path);
  return {std::move(info), std::move(tensors)};
}

} // namespace

std::vector<std::vector<float>> expressions_of(const ModelInfo &info, const StateDict &tensors) {
  const auto units = info.units.size();
  const auto *tensor = find(tensors, "expressions");
  if (tensor == nullptr || count_of(*tensor) != info.classes * units)
    throw Error(ErrorKind::BadFile, "The tensor 'expressions' is missing, or is not " + std::to_string(info.classes) +
                                        " x " + std::to_string(units) + ".");
  const auto values = floats_of(*tensor);
  std::vector<std::vector<float>> rows;
  for (auto row = values.begin(); row != values.end(); row += static_cast<std::ptrdiff_t>(units))
    rows.emplace_back(row, row + static_cast<std::ptrdiff_t>(units));
  return rows;
}

ModelFile read_model(const std::string &path) {
  const bool own = !looks_like_official_checkpoint(path) && std::filesystem::path(path).extension() == ".safetensors";
  auto file = own ? from_safetensors(path) : official(read_official_checkpoint(path), path);
  check_finite(file.tensors, path);
  file.info.storage = storage_of(file.tensors);
  file.info.sha256 = sha256_of(file.tensors);
  return file;
}

void save_model(const std::string &path, ModelInfo info, const StateDict &tensors) {
  if (info.storage != "float32" && info.storage != "float16")
    throw Error(ErrorKind::BadArgument, "Weights are stored as float32 or float16, not as '" + info.storage + "'.");
  space_of(info, tensors); // the emotions must have usable names and places
  Safetensors contents;
  for (const auto &entry : converted(tensors, info.storage == "float16" ? DType::F16 : DType::F32))
    if (!is_statistics(entry.first))
      contents.tensors.push_back(entry);
  std::sort(contents.tensors.begin(), contents.tensors.end(),
            [](const auto &a, const auto &b) { return a.first < b.first; });
  info.sha256 = sha256_of(contents.tensors);
  contents.metadata = metadata_of(info);
  info_from(contents.metadata, path);
  write_safetensors(path, contents);
}

} // namespace ganmut
