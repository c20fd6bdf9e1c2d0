#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace ganmut {

/// What is wrong with the contents of a file, as the end of the sentence "FILE is damaged: ...".
/// Readers throw it; the function that knows the file's name turns it into an Error.
struct FormatError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Somebody else's bytes.
struct ByteView {
  const std::byte *data = nullptr;
  std::size_t size = 0;
};

inline ByteView view_of(const std::vector<std::byte> &bytes) {
  return {bytes.data(), bytes.size()};
}

/// Reads little-endian data from front to back and never past the end (FormatError).
class ByteCursor {
public:
  explicit ByteCursor(ByteView bytes) : bytes_(bytes) {}

  std::size_t left() const { return bytes_.size - at_; }

  ByteView take(std::size_t count) {
    if (count > left())
      throw FormatError("it ends in the middle");
    ByteView taken{bytes_.data + at_, count};
    at_ += count;
    return taken;
  }

  template <typename Number> Number number() {
    Number value;
    std::memcpy(&value, take(sizeof(value)).data, sizeof(value));
    return value;
  }

  std::string_view text(std::size_t length) { return {reinterpret_cast<const char *>(take(length).data), length}; }

  /// Up to the next line feed, which is swallowed.
  std::string_view line() {
    const auto *begin = bytes_.data + at_;
    const auto *end = std::find(begin, bytes_.data + bytes_.size, std::byte{'\n'});
    auto result = text(static_cast<std::size_t>(end - begin));
    take(1);
    return result;
  }

private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

} // namespace ganmut
