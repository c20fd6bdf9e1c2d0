#pragma once

#include <cstddef>
#include <vector>

namespace ganmut::onednn {

/// Channels that lie side by side in memory.
constexpr int block = 8;

/// A view of one picture's feature map in oneDNN's layout nChw8c: [channels / 8, height, width, 8]. Maps that lie one
/// behind the other in memory are the concatenation of their channels.
struct FeatureMap {
  float *data = nullptr;
  int channels = 0, height = 0, width = 0; ///< channels: a multiple of 8
  std::ptrdiff_t row_step = 0;             ///< floats from one row to the next
  std::ptrdiff_t block_step = 0;           ///< floats from one block of channels to the next

  int blocks() const { return channels / block; }
  float *row(int of_block, int y) const { return data + of_block * block_step + y * row_step; }

  /// `count` channels from `first` on, both multiples of 8.
  FeatureMap part(int first, int count) const {
    FeatureMap result = *this;
    result.data += first / block * block_step;
    result.channels = count;
    return result;
  }
};

/// Memory of feature maps and of what lies between them; grows and never shrinks.
class Memory {
public:
  /// At least `count` floats, at the border of a cache line.
  float *floats(std::size_t count) {
    if (const auto needed = (count + 15) / 16; lines_.size() < needed)
      lines_.resize(needed);
    return lines_.data()->values;
  }

  /// A map with `border` pixels of zero around it.
  FeatureMap map(int channels, int height, int width, int border = 0) {
    FeatureMap map{nullptr, channels, height, width, std::ptrdiff_t{width + 2 * border} * block, 0};
    map.block_step = map.row_step * (height + 2 * border);
    map.data = floats(map.block_step * map.blocks()) + border * (map.row_step + block);
    return map;
  }

private:
  struct alignas(64) Line {
    float values[16] = {};
  };
  std::vector<Line> lines_;
};

/// Rounded up to whole blocks.
constexpr int whole_blocks(int channels) {
  return (channels + block - 1) / block * block;
}

} // namespace ganmut::onednn
