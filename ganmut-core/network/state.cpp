#include "network/state.h"

#include <cstring>
#include <set>

#include <ganmut/error.h>

#include "checkpoint/official_layout.h"

namespace ganmut {

namespace {

torch::ScalarType torch_type(DType dtype) {
  switch (dtype) {
  case DType::F16:
    return torch::kHalf;
  case DType::BF16:
    return torch::kBFloat16;
  case DType::F32:
    return torch::kFloat;
  case DType::F64:
    return torch::kDouble;
  case DType::U8:
    return torch::kByte;
  case DType::I8:
    return torch::kChar;
  case DType::I16:
    return torch::kShort;
  case DType::I32:
    return torch::kInt;
  case DType::I64:
    return torch::kLong;
  case DType::Bool:
    return torch::kBool;
  }
  throw Error(ErrorKind::BadFile, "A tensor has a data type that is not known.");
}

DType stored_type(torch::ScalarType type) {
  for (const auto dtype : {DType::F16, DType::BF16, DType::F32, DType::F64, DType::U8, DType::I8, DType::I16,
                           DType::I32, DType::I64, DType::Bool})
    if (torch_type(dtype) == type)
      return dtype;
  throw Error(ErrorKind::BadArgument, std::string("Tensors of type ") + torch::toString(type) + " cannot be stored.");
}

std::string text_of(torch::IntArrayRef shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + "]";
}

/// Calls `use(name, tensor)` in the order of a state_dict: of each module the parameters, the buffers, the children.
template <typename Use> void walk(const torch::nn::Module &module, const std::string &prefix, const Use &use) {
  for (const auto &item : module.named_parameters(/*recurse=*/false))
    use(prefix + item.key(), item.value());
  for (const auto &item : module.named_buffers(/*recurse=*/false))
    use(prefix + item.key(), item.value());
  for (const auto &item : module.named_children())
    walk(*item.value(), prefix + item.key() + ".", use);
}

} // namespace

torch::Tensor to_tensor(const StoredTensor &stored) {
  auto tensor = torch::empty(stored.shape, torch_type(stored.dtype));
  const auto wanted = static_cast<std::size_t>(tensor.numel()) * size_of(stored.dtype);
  if (wanted != stored.bytes.size())
    throw Error(ErrorKind::BadFile, "A tensor of shape " + text_of(stored.shape) + " has " +
                                        std::to_string(stored.bytes.size()) + " bytes instead of " +
                                        std::to_string(wanted) + ".");
  if (wanted > 0)
    std::memcpy(tensor.data_ptr(), stored.bytes.data(), wanted);
  return tensor;
}

StoredTensor to_stored(const torch::Tensor &tensor) {
  const auto flat = tensor.detach().to(torch::kCPU).contiguous();
  StoredTensor stored{stored_type(flat.scalar_type()), flat.sizes().vec(), {}};
  stored.bytes.resize(flat.nbytes());
  if (!stored.bytes.empty())
    std::memcpy(stored.bytes.data(), flat.data_ptr(), stored.bytes.size());
  return stored;
}

StateDict state_of(const torch::nn::Module &module) {
  StateDict state;
  walk(module, "",
       [&](const std::string &name, const torch::Tensor &tensor) { state.emplace_back(name, to_stored(tensor)); });
  return state;
}

void load_state(torch::nn::Module &module, const StateDict &state) {
  torch::NoGradGuard no_grad;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> copies;
  std::set<std::string> known;
  walk(module, "", [&](const std::string &name, const torch::Tensor &tensor) {
    known.insert(name);
    const auto *stored = find(state, name);
    if (stored == nullptr) {
      if (!is_statistics(name))
        throw Error(ErrorKind::WrongKind, "The weights lack the tensor " + name + " that this network needs.");
      return;
    }
    if (tensor.sizes() != torch::IntArrayRef(stored->shape))
      throw Error(ErrorKind::WrongKind, "The tensor " + name + " has the shape " + text_of(stored->shape) +
                                            ", but this network needs " + text_of(tensor.sizes()) + ".");
    copies.emplace_back(tensor, to_tensor(*stored));
  });
  for (const auto &[name, stored] : state)
    if (known.count(name) == 0)
      throw Error(ErrorKind::WrongKind, "The weights have a tensor " + name + " that this network lacks.");
  // Only now, so that a misfit leaves the module as it was.
  for (auto &[to, from] : copies)
    to.copy_(from);
}

} // namespace ganmut
