#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ganmut/face.h>
#include <ganmut/frame.h>
#include <ganmut/model.h>

namespace ganmut {

enum class DetectorKind {
  Dlib,    ///< dlib's frontal face detector; needs no file
  Cascade, ///< an OpenCV cascade (XML file)
};

enum class FaceSelection { All, Largest };

/// How the generator's answer goes back into the frame.
enum class Composite {
  Residual, ///< only the difference is added, under a soft mask
  Replace,  ///< the generated picture is pasted (the official notebook)
};

enum class Draw { None, Boxes, Landmarks };

/// What is fixed when an editor is made.
struct EditorOptions {
  std::string device = "auto"; ///< auto | cpu | cuda | cuda:N
  int threads = 0;             ///< CPU threads of the network; process-wide; 0 leaves it alone
  DetectorKind detector = DetectorKind::Dlib;
  std::string detector_model;  ///< cascade file; empty: Debian's haarcascade_frontalface_default.xml
  std::string landmarks_model; ///< 68-point predictor; empty: Debian's file
};

/// What may differ from frame to frame.
struct EditSettings {
  Point point;             ///< where in the conditional space
  float strength = 1.F;    ///< [0, 1]: part of the change that is applied; 0 leaves the frame untouched
  int detect_interval = 5; ///< frames between two detections, >= 1
  int min_face_size = 60;  ///< pixels, smaller boxes are ignored
  int max_faces = 8;       ///< largest first; 0: no limit
  FaceSelection select = FaceSelection::All;
  Composite composite = Composite::Residual;
  float feather = 0.12F; ///< width of the mask's soft edge as a part of the aligned picture, [0, 0.5]
  Draw draw = Draw::None;
};

/// Microseconds spent in each stage.
struct StageTimes {
  std::int64_t find = 0;      ///< detector, landmarks, smoothing
  std::int64_t generate = 0;  ///< cutting out and the network
  std::int64_t composite = 0; ///< putting the pixels back
};

struct EditedFace {
  Face face;
  Point point; ///< coordinates applied
};

struct EditReport {
  std::vector<EditedFace> faces; ///< the faces that were edited
  StageTimes times;
};

/// Edits the faces of frames in place. Not thread-safe: one editor, one thread at a time.
class FaceEditor {
public:
  /// Loads the detector, builds the network on the device and warms it up.
  /// Throws Error: NoDevice, NotFound (detector, landmarks), BadFile.
  FaceEditor(const Model &model, const EditorOptions &options);
  FaceEditor(FaceEditor &&) noexcept;
  FaceEditor &operator=(FaceEditor &&) noexcept;
  ~FaceEditor();

  /// Finds the faces in `frame` and re-renders them in place. `pts` is the frame's time in seconds;
  /// nothing: a single photograph (no smoothing, every face detected anew).
  /// Without a face, or with strength 0, no byte changes. Throws Error(Failed, BadArgument).
  EditReport edit(const Frame &frame, std::optional<double> pts, const EditSettings &settings);

  /// The same with faces found elsewhere.
  EditReport edit(const Frame &frame, const std::vector<Face> &faces, const EditSettings &settings);

  /// Replaces the model; faces being followed are kept. On an error the old model stays.
  void set_model(const Model &model);

  /// Forgets the faces being followed (after a seek or a cut).
  void reset();

  const Model &model() const;
  /// The device in use: "cpu" or "cuda:N".
  const std::string &device() const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace ganmut
