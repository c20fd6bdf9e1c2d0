#pragma once

#include <filesystem>

#include <ganmut/face_editor.h>

#include "options.h"
#include "pictures/picture_bytes.h"

namespace ganmut::edit {

/// Edits photographs with one editor.
class PhotoEdit {
public:
  /// Loads and warms the model. Throws Error.
  explicit PhotoEdit(const Options &options);

  /// Edits the photograph `in`. Returns the file that `out` is to be, of the same size; without a face as it was, with
  /// a warning. Throws Error.
  Bytes edit(const std::filesystem::path &in, const std::filesystem::path &out);

  /// The same for a sheet of the largest face of `in` over the space, `options.grid` cells.
  /// Throws Error; BadArgument when there is no face.
  Bytes sheet(const std::filesystem::path &in, const std::filesystem::path &out);

private:
  Options options_;
  FaceEditor editor_;
  EditSettings settings_;
};

} // namespace ganmut::edit
