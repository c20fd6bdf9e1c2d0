#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <zip.h>

#include "checkpoint/byte_cursor.h"

namespace ganmut {

/// A zip archive in memory whose entries are stored, not compressed. Errors are FormatErrors.
class ZipArchive {
public:
  /// `file` must outlive the archive.
  explicit ZipArchive(ByteView file);

  /// Names of the entries in their order.
  std::vector<std::string> names() const;

  bool has(const std::string &name) const;

  /// The bytes of an entry, their checksum verified.
  std::vector<std::byte> read(const std::string &name) const;

private:
  struct Discard {
    void operator()(zip_t *archive) const { zip_discard(archive); }
  };

  ByteView file_;
  std::unique_ptr<zip_t, Discard> archive_;
};

} // namespace ganmut
