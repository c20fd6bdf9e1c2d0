#pragma once

#include <filesystem>

namespace ganmut::edit {

/// A file that gets its name only when it is whole: written beside its place, then moved there.
/// Whatever goes wrong before finish(), an older file of that name stays as it was.
class UnfinishedFile {
public:
  /// Throws Error(NotFound) when the folder of `place` does not exist.
  explicit UnfinishedFile(std::filesystem::path place);
  /// Removes what was not finished.
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile &) = delete;
  UnfinishedFile &operator=(const UnfinishedFile &) = delete;

  /// Where to write meanwhile; it ends as the place does.
  const std::filesystem::path &path() const { return path_; }
  /// Throws Error(Failed).
  void finish();

private:
  std::filesystem::path place_;
  std::filesystem::path path_;
};

} // namespace ganmut::edit
