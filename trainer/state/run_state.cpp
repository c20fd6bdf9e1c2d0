#include "trainer/state/run_state.h"

#include <fmt/ranges.h>
#include <ganmut/error.h>

#include "checkpoint/safetensors.h"
#include "network/state.h"

namespace ganmut {

namespace {

constexpr const char *tensors_digest = "sha256";
constexpr const char *header_digest = "header_sha256";

[[noreturn]] void missing(const std::string &name) {
  throw Error(ErrorKind::WrongKind,
              "The checkpoint lacks '" + name + "', which this run needs; it is of another kind.");
}

/// SHA-256 of all texts and of the tensors' names, types and shapes.
std::string digest_of_header(const StateDict &tensors, const std::map<std::string, std::string> &texts) {
  std::string all;
  for (const auto &[name, text] : texts)
    if (name != header_digest)
      all += name + '\0' + text + '\0';
  for (const auto &[name, tensor] : tensors)
    all += fmt::format("{} {} {}\n", name, name_of(tensor.dtype), tensor.shape);
  StoredTensor bytes{DType::U8, {static_cast<std::int64_t>(all.size())}, {}};
  const auto *const start = reinterpret_cast<const std::byte *>(all.data());
  bytes.bytes.assign(start, start + all.size());
  return sha256_of({{"", std::move(bytes)}});
}

} // namespace

void RunState::put(const std::string &name, const torch::Tensor &tensor) {
  tensors_.emplace_back(name, to_stored(tensor));
}

void RunState::put(const std::string &name, const std::string &text) {
  texts_[name] = text;
}

void RunState::put(const std::string &name, const torch::nn::Module &module) {
  for (auto &[key, tensor] : state_of(module))
    tensors_.emplace_back(name + "/" + key, std::move(tensor));
}

bool RunState::has_tensor(const std::string &name) const {
  return find(tensors_, name) != nullptr;
}

torch::Tensor RunState::tensor(const std::string &name) const {
  const auto *stored = find(tensors_, name);
  if (stored == nullptr)
    missing(name);
  return to_tensor(*stored);
}

const std::string &RunState::text(const std::string &name) const {
  const auto found = texts_.find(name);
  if (found == texts_.end())
    missing(name);
  return found->second;
}

void RunState::get(const std::string &name, torch::nn::Module &module) const {
  StateDict part;
  for (const auto &[key, tensor] : tensors_)
    if (key.rfind(name + "/", 0) == 0)
      part.emplace_back(key.substr(name.size() + 1), tensor);
  load_state(module, part);
}

void RunState::write(const std::string &path) const {
  auto texts = texts_;
  texts[tensors_digest] = sha256_of(tensors_);
  texts[header_digest] = digest_of_header(tensors_, texts);
  write_safetensors(path, {tensors_, texts});
}

RunState RunState::read(const std::string &path) {
  auto file = read_safetensors(path);
  RunState state;
  state.tensors_ = std::move(file.tensors);
  state.texts_ = std::move(file.metadata);
  const auto holds = [&](const char *digest, const std::string &right) {
    const auto found = state.texts_.find(digest);
    return found != state.texts_.end() && found->second == right;
  };
  if (!holds(header_digest, digest_of_header(state.tensors_, state.texts_)) ||
      !holds(tensors_digest, sha256_of(state.tensors_)))
    throw Error(ErrorKind::BadFile, "'" + path +
                                        "' is damaged, or no checkpoint of this version: its SHA-256 does not "
                                        "fit its contents.");
  return state;
}

} // namespace ganmut
