#pragma once

#include <map>
#include <string>
#include <vector>

#include <ganmut/model.h>

namespace ganmut {

/// The metadata of our `.safetensors` as text values. `storage` is not in it: the tensors tell.
std::map<std::string, std::string> metadata_of(const ModelInfo &info);

/// The way back; `path` is for messages. Throws Error(BadFile) that names the key at fault and what is valid.
ModelInfo info_from(const std::map<std::string, std::string> &metadata, const std::string &path);

/// True if the metadata says that we wrote it.
bool has_model_info(const std::map<std::string, std::string> &metadata);

/// `box`, or JSON as in the metadata:
/// {"kind":"similarity","right_eye":[x,y],"left_eye":[x,y],"nose":[x,y]}, parts of width and height in [0, 1].
/// Throws Error(BadArgument).
Alignment alignment_from(const std::string &text);
std::string text_of(const Alignment &alignment);

/// `neutral,happy,...`; spaces around names are dropped.
std::vector<std::string> names_from(const std::string &text);

const char *text_of(Parametrization parametrization);
const char *text_of(Conditioning conditioning);
const char *text_of(OutputKind output);

} // namespace ganmut
