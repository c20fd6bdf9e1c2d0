#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

#include <unistd.h>

#include <ganmut/error.h>

namespace ganmut::edit {

/// A file that gets its name only when it is whole: written beside its place, then moved there.
/// Whatever goes wrong before finish(), an older file of that name stays as it was.
class UnfinishedFile {
public:
  /// Throws Error(NotFound) when the folder of `place` does not exist.
  explicit UnfinishedFile(std::filesystem::path place) : place_(std::move(place)) {
    const std::filesystem::path folder = place_.has_parent_path() ? place_.parent_path() : ".";
    if (!std::filesystem::is_directory(folder))
      throw Error(ErrorKind::NotFound, "The folder " + folder.string() + " of the output does not exist.");
    const std::string ending = ".unfinished-" + std::to_string(getpid()) + place_.extension().string();
    constexpr std::size_t longest_name = 255; // of Linux' file systems, bytes
    const std::size_t most = longest_name - std::min(longest_name, ending.size() + 1);
    path_ = folder / ("." + place_.stem().string().substr(0, most) + ending);
  }

  /// Removes what was not finished.
  ~UnfinishedFile() {
    std::error_code ignored; // nothing to remove after finish()
    std::filesystem::remove(path_, ignored);
  }
  UnfinishedFile(const UnfinishedFile &) = delete;
  UnfinishedFile &operator=(const UnfinishedFile &) = delete;

  /// Where to write meanwhile; it ends as the place does.
  const std::filesystem::path &path() const { return path_; }

  /// Throws Error(Failed).
  void finish() {
    std::error_code error;
    std::filesystem::rename(path_, place_, error);
    if (error)
      throw Error(ErrorKind::Failed, place_.string() + " cannot be written.", error.message());
  }

private:
  std::filesystem::path place_;
  std::filesystem::path path_;
};

} // namespace ganmut::edit
