#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <opencv2/core.hpp>

namespace ganmut {

/// A picture brought to the size that a recipe trains on.
struct Crop {
  enum class State : std::uint32_t {
    Good,
    Damaged, ///< the picture cannot be read
    NoFace,  ///< no face can be found and aligned in it
  };
  State state = State::Good;
  cv::Mat picture;                    ///< CV_8UC3 BGR, square; unless Good, empty or black
  std::array<float, 136> landmarks{}; ///< x0, y0 ... x67, y67, [-1, 1] coordinates of the crop; 0 where not asked for
};

/// How pictures become crops of one kind.
class CropMaker {
public:
  virtual ~CropMaker() = default;

  /// Side of the crops, pixels.
  virtual int size() const = 0;

  /// Everything beside the pictures that all crops depend on, as text.
  virtual std::string settings() const = 0;

  /// A hash of what the crop of this picture depends on beside its bytes and the settings.
  virtual std::uint64_t dependency_hash(const std::string &path) const { return 0; }

  /// The crop of one picture. Safe to call from several threads.
  virtual Crop make(const std::string &path) const = 0;
};

} // namespace ganmut
