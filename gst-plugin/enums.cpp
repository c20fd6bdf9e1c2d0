#include "enums.h"

#include <ganmut/face_editor.h>

#include "filter_settings.h"

namespace ganmut::plugin {

GType detector_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(DetectorKind::Dlib), "dlib's frontal face detector", "dlib"},
      {static_cast<gint>(DetectorKind::Cascade), "OpenCV cascade", "cascade"},
      {static_cast<gint>(DetectorKind::Yunet), "YuNet, a small network", "yunet"},
      {static_cast<gint>(DetectorKind::Given), "Regions of interest of type face, from an element before this", "meta"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstGanmutDetector", values);
  return type;
}

GType face_selection_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(FaceSelection::All), "Every face", "all"},
      {static_cast<gint>(FaceSelection::Largest), "The largest face only", "largest"},
      {static_cast<gint>(FaceSelection::Center), "The face nearest to the middle of the frame only", "center"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstGanmutFaceSelection", values);
  return type;
}

GType composite_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(Composite::Residual), "Add the difference under a soft mask", "residual"},
      {static_cast<gint>(Composite::Replace), "Paste the generated picture, as the official notebook does", "replace"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstGanmutComposite", values);
  return type;
}

GType draw_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(Draw::None), "Nothing", "none"},
      {static_cast<gint>(Draw::Boxes), "Boxes around faces", "boxes"},
      {static_cast<gint>(Draw::Landmarks), "Boxes and the 68 landmarks", "landmarks"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstGanmutDraw", values);
  return type;
}

GType easing_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(Easing::Linear), "At one speed", "linear"},
      {static_cast<gint>(Easing::Smooth), "With a soft start and stop", "smooth"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstGanmutEasing", values);
  return type;
}

GType update_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(UpdateMode::Auto), "Live where the pipeline is live and nothing is logged, else frame",
       "auto"},
      {static_cast<gint>(UpdateMode::Frame), "Every frame waits for the network", "frame"},
      {static_cast<gint>(UpdateMode::Live), "Frames show what was rendered last", "live"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstGanmutUpdate", values);
  return type;
}

} // namespace ganmut::plugin
