#pragma once

#include <string>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// Reads a state_dict that PyTorch's `torch.save` wrote: the legacy layout (PyTorch < 1.6) and the zip
/// layout, whatever device its tensors were on. Nothing in the file is executed: only the pickle opcodes
/// and globals of a state_dict are known. Throws Error: NotFound, Unreadable, BadFile.
StateDict read_official_checkpoint(const std::string &path);

/// True if the first bytes of the file are those of either layout.
bool looks_like_official_checkpoint(const std::string &path);

/// Writes `state` as `torch.save(OrderedDict)` does since PyTorch 1.6 (zip, uncompressed). Atomic.
void write_official_checkpoint(const std::string &path, const StateDict &state);

} // namespace ganmut
