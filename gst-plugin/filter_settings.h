#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <ganmut/face_editor.h>

#include "emotion_target.h"
#include "ramps.h"

namespace ganmut::plugin {

/// What the user says of when faces are rendered.
enum class UpdateMode {
  Auto, ///< live where the pipeline is and nothing is logged
  Frame,
  Live,
};

/// What the user set. The initial values are the properties' defaults.
struct Settings {
  std::string model = "default"; ///< a file, or a name that Model::load looks up
  EmotionTarget target;
  bool sham = false;        ///< whether all is done but shown
  std::string action_units; ///< as they were written; what they mean to the running model is in `edit`
  EditorOptions options;    ///< read when the element goes from READY to PAUSED
  EditSettings edit;        ///< read for every frame; its point comes from `target`, its update from `update`
  UpdateMode update = UpdateMode::Auto;
  RampShape ramp;     ///< of the changes of `target` and `edit` to come
  std::string log;    ///< file of what is applied; empty: none
  int log_size = 256; ///< MiB, after which the log goes on in another file; 0: no limit
  std::string replay; ///< such a file, to be shown again; empty: none

  Settings() { edit.keep_speech = 1.F; } // people in videos speak
};

/// What a model understands.
struct Vocabulary {
  ConditionalSpace space;
  std::vector<std::string> units; ///< see ModelInfo::units
};

/// What the user asks for at one moment; ramps may not be there yet.
struct AskedSettings {
  std::string emotion;
  Point point;
  std::string action_units;
  float strength = 1.F;
  float keep_speech = 1.F;
};

/// The settings of one frame.
struct FrameSettings {
  EditSettings applied;
  AskedSettings asked;
};

/// The settings and what they mean to the running model. For any thread: the application sets and reads them
/// at any time, the streaming thread sets controlled ones, and the worker reads them for every frame.
class FilterSettings {
public:
  using Write = std::function<void(Settings &)>;
  /// Names of the properties that have moved with a change, as x and y follow theta.
  using Followers = std::vector<const char *>;

  Settings get() const;
  /// The settings of the frame at `seconds` of stream time; nothing: a frame without a time, which changes at once.
  FrameSettings at(std::optional<double> seconds);
  bool is_sham() const;

  /// Lets `write` change the settings: all of it counts, or nothing when it throws or sets an emotion or action
  /// units that the running model does not know (Error). A text is read once, when it is set. What moves goes the way
  /// of Settings::ramp, or is there at once.
  Followers change(const Write &write, bool at_once = false) { return apply(write, nullptr, at_once); }

  /// A model takes over: the emotion and the action units in force mean what `model` knows, and `write` may note it in
  /// the settings. All ramps end. Throws Error(BadArgument) when it does not know them; then nothing has changed.
  Followers enter(const Vocabulary &model, const Write &write) { return apply(write, &model, true); }

  /// No model is running: a text is only kept.
  void leave();

private:
  Followers apply(const Write &write, const Vocabulary *entered, bool at_once);

  // Order of locking: writing_, then mutex_. Neither is held while another class of the element is called.
  std::mutex writing_;              // one writer after the other; guards model_. Texts are read under it
  std::optional<Vocabulary> model_; ///< of the running model; nothing while stopped
  mutable std::mutex mutex_;        // guards what follows; held for a copy only, so that readers never wait for a text
  Settings settings_;
  Ramps ramps_;
};

} // namespace ganmut::plugin
