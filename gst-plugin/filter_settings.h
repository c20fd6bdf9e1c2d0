#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <ganmut/face_editor.h>

#include "emotion_target.h"

namespace ganmut::plugin {

/// What the user set. The initial values are the properties' defaults.
struct Settings {
  std::string model = "default"; ///< a file, or a name that Model::load looks up
  EmotionTarget target;
  EditorOptions options; ///< read when the element goes from READY to PAUSED
  EditSettings edit;     ///< read for every frame; its point comes from `target`
};

/// The settings and what they mean in the running model's space. For any thread: the application sets and reads them
/// at any time, the streaming thread sets controlled ones, and the worker reads them for every frame.
class FilterSettings {
public:
  using Write = std::function<void(Settings &)>;
  /// Names of the properties that have moved with a change, as x and y follow theta.
  using Followers = std::vector<const char *>;

  Settings get() const;
  /// The settings of the frame at `seconds` of stream time.
  EditSettings at(double seconds) const;

  /// Lets `write` change the settings: all of it counts, or nothing when it throws or sets an emotion that the running
  /// model does not know (Error). A text is read once, when it is set.
  Followers change(const Write &write) { return apply(write, nullptr); }

  /// A model takes over: the emotion in force means what `space` knows, and `write` may note it in the settings.
  /// Throws Error(BadArgument) when `space` does not know the emotion; then nothing has changed.
  Followers enter(const ConditionalSpace &space, const Write &write) { return apply(write, &space); }

  /// No model is running: a text is only kept.
  void leave();

private:
  Followers apply(const Write &write, const ConditionalSpace *entered);

  // Order of locking: writing_, then mutex_. Neither is held while another class of the element is called.
  std::mutex writing_;                    // one writer after the other; guards space_. Texts are read under it
  std::optional<ConditionalSpace> space_; ///< of the running model; nothing while stopped
  mutable std::mutex mutex_; // guards settings_; held for a copy only, so that readers never wait for a text
  Settings settings_;
};

} // namespace ganmut::plugin
