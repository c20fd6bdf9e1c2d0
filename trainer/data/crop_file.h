#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "trainer/data/crop.h"
#include "trainer/data/file_handles.h"

namespace ganmut {

/// Crops of one kind in a file that only grows, and is read through memory mapping.
///
/// The file begins with a head of 32 bytes (a magic word, a hash of the settings, bytes of a record, a check of these).
/// Records of equal length follow: a check of the rest (8 bytes), key (8), state (4), padding (4), landmarks (136
/// floats), pixels (BGR, row by row), padding to whole words of 8 bytes. Numbers are little endian. A process that is
/// killed while it writes leaves an unfinished record at the end, which the next one cuts off: nothing else is lost.
class CropFile {
public:
  /// Opens or makes the file of `settings` in `folder`; an empty name: memory of this process takes its place. Waits
  /// while another process adds crops. A file with a damaged record is begun anew, with a warning.
  /// `size`: of the crops, pixels. `workers`: threads that check the file. Throws Error(Failed).
  CropFile(const std::string &folder, const std::string &settings, int size, std::size_t workers);

  /// The record with this key.
  std::optional<std::size_t> find(std::uint64_t key) const;

  /// Writes crops behind the others. Throws Error(Failed): the disk is full, say; crops written before stay.
  void add(const std::vector<std::pair<std::uint64_t, Crop>> &crops);

  /// Ends the writing and lets other processes write; at() can be used from now on.
  void seal();

  /// The crop of a record; its picture is a view of the file, not to be written to and not to outlive this. Safe to
  /// call from several threads.
  Crop at(std::size_t record) const;

private:
  std::string name() const; ///< for error texts
  void open();
  void begin(std::uint64_t settings);
  bool load(std::uint64_t settings, std::size_t workers);
  void write(const void *data, std::size_t bytes);
  const std::byte *record(std::size_t index) const;

  const std::string path_; ///< empty: memory
  const int size_;
  const std::size_t record_bytes_;
  std::optional<FolderLock> lock_;
  FileDescriptor descriptor_;
  MappedBytes mapped_;
  std::size_t count_ = 0; ///< records
  std::unordered_map<std::uint64_t, std::size_t> records_;
};

} // namespace ganmut
