#pragma once

#include <map>
#include <string>

#include <torch/torch.h>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// What a run needs to go on: named tensors and texts. Names are paths such as `generator/main.0.weight`.
class RunState {
public:
  void put(const std::string &name, const torch::Tensor &tensor);
  void put(const std::string &name, const std::string &text);
  /// Parameters and buffers, as `name`/KEY.
  void put(const std::string &name, const torch::nn::Module &module);

  bool has_tensor(const std::string &name) const;

  /// The tensor `name`, a copy on the CPU. Throws Error(WrongKind) if there is none.
  torch::Tensor tensor(const std::string &name) const;
  /// Throws Error(WrongKind) if there is none.
  const std::string &text(const std::string &name) const;
  /// Copies into the module what put() stored. Throws Error(WrongKind) that names the first misfit.
  void get(const std::string &name, torch::nn::Module &module) const;

  /// Reads and writes one file (safetensors, texts as metadata, SHA-256 of all contents among them).
  /// Writing is atomic: temporary file, fsync, rename. Throws Error(Failed).
  void write(const std::string &path) const;
  /// Throws Error: NotFound, Unreadable, BadFile (damaged, or written by a version that covered less by its SHA-256).
  static RunState read(const std::string &path);

private:
  StateDict tensors_;
  std::map<std::string, std::string> texts_;
};

} // namespace ganmut
