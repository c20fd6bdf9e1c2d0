#pragma once

#include <cstdint>
#include <fstream>
#include <string>

#include "trainer/losses/losses.h"

namespace ganmut {

/// Losses in a CSV file: iteration, loss, value.
class LossTable {
public:
  /// Goes on in `path` after `iteration`: rows of later iterations and a torn last row are dropped. At iteration 0 an
  /// earlier table is kept under another name and a new one begun. Throws Error(Failed).
  LossTable(const std::string &path, std::int64_t iteration);

  /// Throws Error(Failed).
  void append(std::int64_t iteration, const Losses &losses);

private:
  std::string path_;
  std::ofstream file_;
};

} // namespace ganmut
