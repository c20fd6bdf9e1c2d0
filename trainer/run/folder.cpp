#include "trainer/run/folder.h"

#include <filesystem>

#include <ganmut/error.h>

namespace ganmut {

void make_folder(const std::string &folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure)
    throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be made.", failure.message());
}

} // namespace ganmut
