#include "unfinished_file.h"

#include <unistd.h>

#include <ganmut/error.h>

namespace ganmut::edit {

namespace fs = std::filesystem;

UnfinishedFile::UnfinishedFile(fs::path place) : place_(std::move(place)) {
  const fs::path folder = place_.has_parent_path() ? place_.parent_path() : fs::path(".");
  if (!fs::is_directory(folder))
    throw Error(ErrorKind::NotFound, "The folder " + folder.string() + " of the output does not exist.");
  const std::string unique = ".unfinished-" + std::to_string(getpid());
  path_ = folder / ("." + place_.stem().string() + unique + place_.extension().string());
}

UnfinishedFile::~UnfinishedFile() {
  std::error_code ignored; // nothing to remove after finish()
  fs::remove(path_, ignored);
}

void UnfinishedFile::finish() {
  std::error_code error;
  fs::rename(path_, place_, error);
  if (error)
    throw Error(ErrorKind::Failed, place_.string() + " cannot be written.", error.message());
}

} // namespace ganmut::edit
