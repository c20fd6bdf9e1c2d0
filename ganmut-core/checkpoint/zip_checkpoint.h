#pragma once

#include <cstddef>
#include <vector>

#include "checkpoint/byte_cursor.h"
#include "checkpoint/state_dict.h"

namespace ganmut {

/// True if `file` begins like a zip archive, which is what `torch.save` writes since PyTorch 1.6.
bool is_zip_checkpoint(ByteView file);

/// The tensors of such a file: NAME/data.pkl describes them, NAME/data/KEY holds each storage. Entries must be
/// stored, as PyTorch stores them: a compressed one could claim any size. Throws FormatError.
StateDict read_zip_checkpoint(ByteView file);

/// The file that `torch.save(OrderedDict(state))` would write. The same state always gives the same bytes.
std::vector<std::byte> zip_checkpoint_of(const StateDict &state);

} // namespace ganmut
