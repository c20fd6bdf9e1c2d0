#include "checkpoint/state_dict.h"

#include <algorithm>
#include <string_view>

namespace ganmut {

std::size_t size_of(DType dtype) {
  switch (dtype) {
  case DType::F64:
  case DType::I64:
    return 8;
  case DType::F32:
  case DType::I32:
    return 4;
  case DType::F16:
  case DType::BF16:
  case DType::I16:
    return 2;
  case DType::U8:
  case DType::I8:
  case DType::Bool:
    break;
  }
  return 1;
}

const char *name_of(DType dtype) {
  switch (dtype) {
  case DType::F16:
    return "F16";
  case DType::BF16:
    return "BF16";
  case DType::F32:
    return "F32";
  case DType::F64:
    return "F64";
  case DType::U8:
    return "U8";
  case DType::I8:
    return "I8";
  case DType::I16:
    return "I16";
  case DType::I32:
    return "I32";
  case DType::I64:
    return "I64";
  case DType::Bool:
    break;
  }
  return "BOOL";
}

const StoredTensor *find(const StateDict &state, const std::string &name) {
  const auto found = std::find_if(state.begin(), state.end(), [&](const auto &entry) { return entry.first == name; });
  return found == state.end() ? nullptr : &found->second;
}

void unwrap_names(StateDict &state) {
  constexpr std::string_view wrapper = "module.";
  const auto is_wrapped = [&](const auto &entry) { return entry.first.compare(0, wrapper.size(), wrapper) == 0; };
  if (std::all_of(state.begin(), state.end(), is_wrapped))
    for (auto &[name, tensor] : state)
      name.erase(0, wrapper.size());
}

} // namespace ganmut
