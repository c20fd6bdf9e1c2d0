#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Files in the format of ONNX, byte by byte: messages of protobuf, whose fields have numbers.
namespace onnx {

using Numbers = std::vector<std::int64_t>;

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7)
    bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

inline std::string field(int number, std::int64_t value) {
  return varint(number << 3) + varint(static_cast<std::uint64_t>(value));
}

inline std::string field(int number, const std::string &bytes) {
  return varint(number << 3 | 2) + varint(bytes.size()) + bytes;
}

inline std::string fields(int number, const Numbers &values) {
  std::string bytes;
  for (const std::int64_t value : values)
    bytes += field(number, value);
  return bytes;
}

/// A node's attribute: a list of integers.
inline std::string attribute(const std::string &name, const Numbers &values) {
  constexpr int ints = 7;
  return field(1, name) + fields(8, values) + field(20, ints);
}

inline std::string node(const std::string &operation, const std::vector<std::string> &inputs, const std::string &output,
                        const std::vector<std::string> &attributes = {}) {
  std::string bytes;
  for (const std::string &input : inputs)
    bytes += field(1, input);
  bytes += field(2, output) + field(4, operation);
  for (const std::string &attribute : attributes)
    bytes += field(5, attribute);
  return bytes;
}

template <typename Number>
std::string tensor(const std::string &name, const Numbers &shape, const std::vector<Number> &values) {
  constexpr int type = sizeof(Number) == 4 ? 1 : 7; // float, int64
  return fields(1, shape) + field(2, type) + field(8, name) +
         field(9, std::string(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(Number)));
}

/// An input or output of floats.
inline std::string value(const std::string &name, const Numbers &shape) {
  std::string sides;
  for (const std::int64_t side : shape)
    sides += field(1, field(1, side));
  return field(1, name) + field(2, field(1, field(1, 1) + field(2, sides)));
}

/// What a network consists of, each the bytes of a message.
struct Graph {
  std::vector<std::string> nodes, tensors, inputs, outputs;
};

inline std::string file(const Graph &graph) {
  std::string bytes;
  const auto add = [&](int number, const std::vector<std::string> &messages) {
    for (const std::string &message : messages)
      bytes += field(number, message);
  };
  add(1, graph.nodes);
  bytes += field(2, std::string("graph"));
  add(5, graph.tensors);
  add(11, graph.inputs);
  add(12, graph.outputs);
  return field(1, 7) + field(7, bytes) + field(8, field(2, 11)); // version of the format, operators of version 11
}

} // namespace onnx
