#pragma once

#include <string>

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

} // namespace ganmut::plugin
