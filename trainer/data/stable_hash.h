#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ganmut {

/// A hash that is the same on every machine and in every version: FNV-1a of 64 bits (Fowler, Noll, Vo), its bits
/// mixed at the end as in MurmurHash3.
class StableHash {
public:
  StableHash &add(std::string_view text) {
    add(std::uint64_t(text.size())); // so that "ab", "c" is not "a", "bc"
    for (const char letter : text)
      add_byte(static_cast<unsigned char>(letter));
    return *this;
  }

  StableHash &add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8)
      add_byte(static_cast<unsigned char>(number >> shift));
    return *this;
  }

  /// In words of 8 bytes, for much data: fast, and not the same as byte by byte.
  StableHash &add_words(const void *data, std::size_t bytes) {
    const auto *at = static_cast<const char *>(data);
    while (bytes > 0) {
      std::uint64_t word = 0;
      const auto count = bytes < sizeof(word) ? bytes : sizeof(word);
      std::memcpy(&word, at, count);
      state_ = (state_ ^ word) * prime;
      state_ ^= state_ >> 32U; // multiplying carries upwards only
      at += count;
      bytes -= count;
    }
    return *this;
  }

  std::uint64_t value() const {
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 33U)) * 0xff51afd7ed558ccdU;
    mixed = (mixed ^ (mixed >> 33U)) * 0xc4ceb9fe1a85ec53U;
    return mixed ^ (mixed >> 33U);
  }

private:
  void add_byte(unsigned char byte) { state_ = (state_ ^ byte) * prime; }

  static constexpr std::uint64_t prime = 0x100000001b3U;
  std::uint64_t state_ = 0xcbf29ce484222325U;
};

} // namespace ganmut
