#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ganmut/export.h>
#include <ganmut/face.h>
#include <ganmut/frame.h>
#include <ganmut/model.h>

namespace ganmut {

enum class DetectorKind {
  Dlib,    ///< dlib's frontal face detector; needs no file
  Cascade, ///< an OpenCV cascade (XML file)
  Yunet,   ///< the network YuNet (ONNX file)
  Given,   ///< boxes are handed to edit(), from another detector
};

/// How the generator's answer goes back into the frame.
enum class Composite {
  Residual, ///< only the difference is added, under a soft mask
  Replace,  ///< the generated picture is pasted (the official notebook)
};

/// When the faces of a video are rendered.
enum class Update {
  Frame, ///< in every frame, which waits for the network; the same frames always give the same pictures
  Live,  ///< beside the frames, which never wait: each shows what was rendered last, where the face is by then
};

/// What is fixed when an editor is made.
struct EditorOptions {
  std::string device = "auto"; ///< auto | cpu | cuda | cuda:N
  /// CPU threads of the network. 0: as many as processors, at most 8; with LibTorch, its own choice. LibTorch's number
  /// holds for the whole process.
  int threads = 0;
  DetectorKind detector = DetectorKind::Dlib;
  /// File of the detector. Cascade: empty is Debian's haarcascade_frontalface_default.xml; Yunet: needs one, YuNet's
  /// face_detection_yunet_2023mar.onnx; the others have none.
  std::string detector_model;
  std::string landmarks_model; ///< 68-point predictor; empty: Debian's file
  /// What runs the network: auto | torch | onednn. `auto`: oneDNN on the CPU, for the networks that it knows, else
  /// LibTorch; `onednn` falls back to LibTorch for networks that it does not know. See FaceEditor::engine().
  std::string engine = "auto";
};

/// What may differ from frame to frame.
struct EditSettings {
  Point point;          ///< where in the conditional space
  float strength = 1.F; ///< [0, 1]: part of the change that is applied; 0 leaves the frame untouched
  /// How much of the face's own jaw, lips and blinks stays, [0, 1]: 0 for photographs, 1 for people who speak. An
  /// emotion parts the lips the less the more of them stays, and the wider they stand open. Models without units do not
  /// look at it.
  float keep_speech = 0.F;
  /// Put on top of the emotion: see action_units(), made for the model in use; empty: nothing.
  std::vector<float> action_units;
  FollowSettings follow; ///< which faces
  Update update = Update::Frame;
  Composite composite = Composite::Residual;
  float feather = 0.12F; ///< width of the mask's soft edge as a part of the aligned picture, [0, 0.5]
  Draw draw = Draw::None;
};

/// Microseconds spent in each stage.
struct StageTimes {
  std::int64_t find = 0;      ///< detector, landmarks, smoothing
  std::int64_t generate = 0;  ///< cutting out and the network, which Update::Live does not wait for
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

/// A model built on a device and warmed up, ready to take over in a FaceEditor. Movable, not copyable.
class GANMUT_API PreparedModel {
public:
  PreparedModel(PreparedModel &&) noexcept;
  PreparedModel &operator=(PreparedModel &&) noexcept;
  ~PreparedModel();

  const Model &model() const;
  /// The device in use: "cpu" or "cuda:N".
  const std::string &device() const;
  /// The engine in use: "torch" or "onednn".
  const std::string &engine() const;
  /// Microseconds that the network took for one face at the end of the warm-up: what to expect of a frame before
  /// the first one was edited.
  std::int64_t warm_up_time() const;

private:
  friend class FaceEditor;
  struct State;
  explicit PreparedModel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Edits the faces of frames in place. Not thread-safe: one editor, one thread at a time.
class GANMUT_API FaceEditor {
public:
  /// Loads the detector, builds the network on the device and warms it up.
  /// Throws Error: NoDevice, BadArgument (device or engine), NotFound (detector, landmarks), BadFile.
  FaceEditor(const Model &model, const EditorOptions &options);
  FaceEditor(FaceEditor &&) noexcept;
  FaceEditor &operator=(FaceEditor &&) noexcept;
  ~FaceEditor();

  /// Finds the faces in `frame` and re-renders them in place. `pts` is the frame's time in seconds;
  /// nothing: a single photograph (no smoothing, every face detected anew).
  /// Without a face, or with strength 0, no byte changes. Throws Error(Failed, BadArgument); with Update::Live also
  /// what went wrong beside the frames since the last call.
  EditReport edit(const Frame &frame, std::optional<double> pts, const EditSettings &settings);

  /// The same with boxes that another detector has found in this frame, for DetectorKind::Given: landmarks are sought
  /// in them, and the faces are followed. A face is lost that is in none of the boxes of several frames which have
  /// some, or come FollowSettings::detect_interval frames after those. Where boxes of faces end differs from detector
  /// to detector; from the brows to the chin is best.
  EditReport edit(const Frame &frame, const std::vector<Box> &boxes, std::optional<double> pts,
                  const EditSettings &settings);

  /// The same with faces found elsewhere; always waits for the network.
  EditReport edit(const Frame &frame, const std::vector<Face> &faces, const EditSettings &settings);

  /// Builds `model` on the device that `options` names and warms it up. Slow, and independent of any editor: may run on
  /// any thread while an editor edits. Throws Error: NoDevice, BadArgument (device or engine), WrongKind, Failed.
  static PreparedModel prepare(const Model &model, const EditorOptions &options);

  /// Replaces the model at once and returns the old one; faces being followed are kept.
  PreparedModel set_model(PreparedModel model);

  /// Prepares `model` with the editor's own options and replaces the old one. On an error the old model stays.
  void set_model(const Model &model);

  /// Forgets the faces being followed (after a seek or a cut).
  void reset();

  const Model &model() const;
  /// The device in use: "cpu" or "cuda:N".
  const std::string &device() const;
  /// The engine in use: "torch" or "onednn".
  const std::string &engine() const;
  /// See PreparedModel::warm_up_time().
  std::int64_t warm_up_time() const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace ganmut
