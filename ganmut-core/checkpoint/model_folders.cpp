#include "checkpoint/model_folders.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace ganmut {

std::vector<std::filesystem::path> model_folders() {
  std::vector<std::filesystem::path> folders;
  const char *variable = std::getenv("GANMUT_MODEL_PATH");
  std::string rest = variable == nullptr ? "" : variable;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    if (end > 0)
      folders.emplace_back(rest.substr(0, end));
    rest.erase(0, end + 1);
  }
  folders.emplace_back(GANMUT_MODEL_DIR);
  return folders;
}

} // namespace ganmut
