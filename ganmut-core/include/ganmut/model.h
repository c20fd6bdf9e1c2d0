#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ganmut/conditional_space.h>
#include <ganmut/export.h>

namespace ganmut {

/// How a generator is told the coordinates.
enum class Conditioning {
  Planes, ///< official: constant planes beside the three colours
  Film,   ///< scale and shift of every normalization, from a small MLP of the coordinates
};

/// What a generator returns.
enum class OutputKind {
  Direct,   ///< official: the new picture
  Residual, ///< a difference: picture = x + delta
  Warp,     ///< a flow and a difference: picture = warp(x, flow) + delta
  Layers,   ///< two sheets of flow, gain, matte and paint, from the picture and its 68 landmarks
};

/// How a face is brought to the picture that a generator expects.
struct Alignment {
  enum class Kind {
    Box,        ///< the detector's box, stretched (the official notebook)
    Similarity, ///< rotation, scale and shift that bring eyes and nose to a template
  };
  Kind kind = Kind::Box;
  /// Similarity only: where the centres of the person's right eye, left eye and the nose lie,
  /// x and y as parts of the picture's width and height.
  std::array<std::array<float, 2>, 3> template_points{};
};

/// Everything a model file says about itself.
struct ModelInfo {
  int format_version = 1;
  Parametrization parametrization = Parametrization::Linear;
  int dimensions = 2; ///< of the conditional space: 2 or 3
  int classes = 7;    ///< emotions, neutral included
  int width = 64;     ///< channels after the first convolution
  int blocks = 6;     ///< residual blocks
  Conditioning conditioning = Conditioning::Planes;
  OutputKind output = OutputKind::Direct;
  int image_size = 128; ///< side of the aligned picture, pixels
  std::string colour_order = "BGR";
  Alignment alignment;
  std::vector<std::string> emotions; ///< in class order
  std::vector<std::string> units;    ///< output Layers: names of the units of expression, as mouthSmile_L; else empty
  /// How emotions grow, by their names; see Emotion::calibration. Those that are not here were not measured.
  std::map<std::string, std::vector<float>> calibration;
  std::string licence;
  std::string training;              ///< one-line summary
  std::string sha256;                ///< of the tensors' bytes in the order of their names, hexadecimal
  std::string storage;               ///< "float32" or "float16"
  std::vector<std::string> warnings; ///< sentences: what an imported official file means otherwise here; not stored
};

/// A generator's weights and what they mean. Immutable; cheap to copy.
class GANMUT_API Model {
public:
  /// Loads a `.safetensors` file of ours or an official `.ckpt` (kind and sizes are inferred from the
  /// shapes). `name_or_path` without a slash and without an extension is looked up as
  /// `NAME.safetensors` in `$GANMUT_MODEL_PATH` (folders separated by ':') and then in the installed folder.
  /// Throws Error: NotFound, Unreadable, BadFile, WrongKind, Failed (out of memory).
  static Model load(const std::string &name_or_path);

  const ModelInfo &info() const;
  const ConditionalSpace &space() const;
  /// The file that it was loaded from.
  const std::string &path() const;

private:
  struct Content;
  friend struct ModelAccess; // how the library itself comes to the weights
  explicit Model(std::shared_ptr<const Content> content);

  std::shared_ptr<const Content> content_;
};

/// The file that `name_or_path` stands for (see Model::load). Throws Error(NotFound) that lists the folders searched.
GANMUT_API std::string find_model(const std::string &name_or_path);

} // namespace ganmut
