#pragma once

#include <glib-object.h>

namespace ganmut::plugin {

/// GEnum types whose values are those of the enums in <ganmut/face_editor.h>, and of our own.
GType detector_type();
GType face_selection_type();
GType composite_type();
GType draw_type();
GType easing_type(); ///< of Easing
GType update_type(); ///< of UpdateMode

} // namespace ganmut::plugin
