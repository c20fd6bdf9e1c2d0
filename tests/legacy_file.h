#pragma once

#include <cstdint>
#include <string>

/// Files in the layout of PyTorch < 1.6, byte by byte, sound and unsound ones.
namespace legacy {

template <typename Number> std::string bytes_of(Number value) {
  return {reinterpret_cast<const char *>(&value), sizeof(value)};
}

inline std::string text(const std::string &value) {
  return "X" + bytes_of(static_cast<std::uint32_t>(value.size())) + value;
}

inline std::string integer(std::int32_t value) {
  return "J" + bytes_of(value);
}

const std::string magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
const std::string proto = "\x80\x02";
const std::string machine = proto + "}" + text("little_endian") + "\x88s.";
const std::string rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";

/// A storage's persistent id with the opcode that uses it.
inline std::string storage(const std::string &type, const std::string &key, std::int32_t count,
                           const std::string &location = "cpu") {
  return "(" + text("storage") + "ctorch\n" + type + "\n" + text(key) + text(location) + integer(count) + "NtQ";
}

/// Calls the function that makes a tensor. `shape` and `strides` are pickled tuples.
inline std::string tensor(const std::string &storage, const std::string &offset, const std::string &shape,
                          const std::string &strides) {
  return rebuild + "(" + storage + offset + shape + strides + "\x89" + "ccollections\nOrderedDict\n)RtR";
}

/// A whole file around the pickle of a dictionary's items. `keys`: pickled text of the storages; `data`: behind them.
inline std::string file(const std::string &items, const std::string &keys, const std::string &data) {
  return magic + proto + "M\xe9\x03." + machine + proto + "ccollections\nOrderedDict\n)R(" + items + "u." + proto +
         "](" + keys + "e." + data;
}

/// One tensor "a" = {1, 2, 3, 4, 5, 6} of shape 2 x 3, as it stands in the file of a GPU machine.
inline std::string sound(const std::string &location = "cuda:0") {
  std::string data = bytes_of(std::int64_t{6});
  for (int i = 1; i <= 6; ++i)
    data += bytes_of(static_cast<float>(i));
  return file(text("a") + tensor(storage("FloatStorage", "7", 6, location), "K" + std::string(1, '\0'),
                                 "K\x02K\x03\x86", "K\x03K\x01\x86"),
              text("7"), data);
}

} // namespace legacy
