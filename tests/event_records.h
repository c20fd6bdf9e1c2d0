#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "scratch.h"
#include "suite.h"
#include "trainer/run/crc32c.h"
#include "trainer/run/events.pb.h"

/// TensorBoard's event files, read back record by record.
namespace event_records {

/// Names of the event files in `folder`, in order.
inline std::vector<std::string> files_in(const std::string &folder) {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(folder))
    if (const auto name = entry.path().filename().string(); name.rfind("events.out.tfevents.", 0) == 0)
      names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

inline std::uint64_t number(const std::string &bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return value;
}

/// The records of a file's bytes; every CRC must be right.
inline std::vector<ganmut::events::Event> read(const std::string &bytes) {
  std::vector<ganmut::events::Event> found;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto length = bytes.substr(at, 8);
    ck_assert_uint_eq(number(bytes.substr(at + 8, 4)), ganmut::masked_crc32c(length));
    const auto record = bytes.substr(at + 12, number(length));
    ck_assert_uint_eq(record.size(), number(length));
    at += 12 + record.size();
    ck_assert_uint_eq(number(bytes.substr(at, 4)), ganmut::masked_crc32c(record));
    at += 4;
    ck_assert(found.emplace_back().ParseFromString(record));
  }
  return found;
}

} // namespace event_records
