#pragma once

#include <filesystem>

#include <ganmut/face_editor.h>

#include "cli/stop_signal.h"
#include "options.h"

namespace ganmut::edit {

/// Edits photographs with one editor.
class PhotoEdit {
public:
  /// Loads and warms the model. Throws Error.
  explicit PhotoEdit(const Options &options);

  /// Edits `in` and writes `out`, of the same size. A photograph without a face is written as it was, with a warning.
  /// Throws cli::Stopped on a signal.
  void edit(const std::filesystem::path &in, const std::filesystem::path &out, const cli::StopSignal &stop);

  /// Writes a sheet of the largest face of `in` over the space, `options.grid` cells.
  /// Throws Error(BadArgument) when there is no face, and cli::Stopped on a signal.
  void sheet(const std::filesystem::path &in, const std::filesystem::path &out, const cli::StopSignal &stop);

private:
  Options options_;
  FaceEditor editor_;
  EditSettings settings_;
};

} // namespace ganmut::edit
