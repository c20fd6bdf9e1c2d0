#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <ganmut/face_editor.h>

namespace ganmut::edit {

/// `--grid COLUMNSxROWS`: theta by rho in a linear space, x by y in a gaussian one.
struct Grid {
  int columns = 0;
  int rows = 0;
};

/// What the command line asked for.
struct Options {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path output;
  std::string model = "default";
  std::string device = "auto";

  std::string log;    ///< file of what is applied to a video; empty: none
  std::string replay; ///< such a file, which says what is applied; empty: the target does

  // One of the three, or a grid; nothing with action units, which then stand at the origin.
  std::optional<std::string> emotion;
  std::optional<Point> point;
  std::optional<Polar> polar;
  std::optional<Grid> grid;

  float intensity = 1.F;
  bool calibrated = false; ///< whether it is a part of the change that is seen
  float strength = 1.F;
  std::string action_units;
  std::optional<float> keep_speech; ///< nothing: 1 for a video, 0 for a photograph
  Composite composite = Composite::Residual;
  FaceSelection faces = FaceSelection::All;
};

/// Reads the command line. Throws what cli::parse throws, and cli::UsageError for options that do not go together.
Options parse_options(int argc, char **argv);

} // namespace ganmut::edit
