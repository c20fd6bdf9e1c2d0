#pragma once

#include "checkpoint/byte_cursor.h"
#include "checkpoint/state_dict.h"

namespace ganmut {

/// True if `file` begins with the magic number of `torch.save` before PyTorch 1.6.
bool is_legacy_checkpoint(ByteView file);

/// The tensors of such a file: magic number, protocol, machine, state_dict and storage keys as pickles, then the
/// storages as raw data. Throws FormatError.
StateDict read_legacy_checkpoint(ByteView file);

} // namespace ganmut
