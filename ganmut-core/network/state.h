#pragma once

#include <torch/torch.h>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// A tensor that owns a copy of the stored bytes, on the CPU.
torch::Tensor to_tensor(const StoredTensor &stored);
StoredTensor to_stored(const torch::Tensor &tensor);

/// Parameters and buffers of a module in the order of a state_dict, on the CPU.
StateDict state_of(const torch::nn::Module &module);

/// Copies `state` into the module's parameters and buffers (dtypes are converted). Tensors of the module
/// that the state lacks must be running statistics. Throws Error(WrongKind) that names the first misfit.
void load_state(torch::nn::Module &module, const StateDict &state);

} // namespace ganmut
