#include "start_properties.h"

#include <string>

#include <gst/gst.h>

#include "enums.h"

namespace ganmut::plugin {
namespace {

constexpr auto in_ready =
    static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);

std::string text(const GValue *value) {
  const gchar *string = g_value_get_string(value);
  return string ? string : "";
}

} // namespace

std::vector<Property> start_properties() {
  const EditorOptions defaults;
  return {
      /**
       * GstGanmutFilter:device:
       *
       * Where the network shall run. #GstGanmutFilter:active-device says where it does.
       *
       * Since: 0.1
       */
      {g_param_spec_string("device", "Device", "Where the network runs: auto, cpu, cuda or cuda:N", "auto", in_ready),
       [](Settings &s, const GValue *v) { s.options.device = text(v); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.options.device.c_str()); }},
      /**
       * GstGanmutFilter:engine:
       *
       * What runs the network: `torch`, `onednn`, or `auto`, which is oneDNN on the CPU for the networks that it knows,
       * where it is built in.
       *
       * Since: 0.2
       */
      {g_param_spec_string("engine", "Engine",
                           "What runs the network: torch, onednn (on the CPU alone, and faster there), or auto, the "
                           "faster one that knows the network",
                           "auto", in_ready),
       [](Settings &s, const GValue *v) { s.options.engine = text(v); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.options.engine.c_str()); }},
      /**
       * GstGanmutFilter:threads:
       *
       * CPU threads of the network; LibTorch's number holds for the whole process.
       *
       * Since: 0.1
       */
      {g_param_spec_int("threads", "Threads",
                        "CPU threads of the network; 0: one a processor, at most 8, or LibTorch's choice", 0, 1024,
                        defaults.threads, in_ready),
       [](Settings &s, const GValue *v) { s.options.threads = g_value_get_int(v); },
       [](const Settings &s, GValue *v) { g_value_set_int(v, s.options.threads); }},
      /**
       * GstGanmutFilter:detector:
       *
       * What finds faces: `dlib`, `cascade` and `yunet` look for them; `meta` takes the regions of interest of type
       * `face` (#GstVideoRegionOfInterestMeta) that an element before this one adds to the frames.
       *
       * Since: 0.1
       */
      {g_param_spec_enum("detector", "Detector", "What finds faces", detector_type(),
                         static_cast<gint>(defaults.detector), in_ready),
       [](Settings &s, const GValue *v) { s.options.detector = static_cast<DetectorKind>(g_value_get_enum(v)); },
       [](const Settings &s, GValue *v) { g_value_set_enum(v, static_cast<gint>(s.options.detector)); }},
      /**
       * GstGanmutFilter:detector-model:
       *
       * The file of the detectors `cascade` and `yunet`. `yunet` needs one, OpenCV Zoo's
       * face_detection_yunet_2023mar.onnx.
       *
       * Since: 0.1
       */
      {g_param_spec_string(
           "detector-model", "Detector model",
           "Cascade file (XML) for detector=cascade, empty is OpenCV's frontal face cascade; YuNet file (ONNX) "
           "for detector=yunet",
           "", in_ready),
       [](Settings &s, const GValue *v) { s.options.detector_model = text(v); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.options.detector_model.c_str()); }},
      /**
       * GstGanmutFilter:landmarks-model:
       *
       * The file of dlib's predictor of 68 landmarks.
       *
       * Since: 0.1
       */
      {g_param_spec_string("landmarks-model", "Landmarks model",
                           "dlib predictor of 68 landmarks; empty is the one that the system installs", "", in_ready),
       [](Settings &s, const GValue *v) { s.options.landmarks_model = text(v); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.options.landmarks_model.c_str()); }},
      /**
       * GstGanmutFilter:log:
       *
       * A file that says of every frame what was applied to it, in lines of JSON; docs/experimenters.md describes them.
       * One that is there already gets a number behind its name. It holds no pictures, but landmarks of faces. When it
       * cannot be written the element stops with an error.
       *
       * Since: 0.2
       */
      {g_param_spec_string("log", "Log",
                           "File that says of every frame what was asked for, what was applied, and when, in lines of "
                           "JSON; one that is there already gets a number behind its name; empty is no log",
                           "", in_ready),
       [](Settings &s, const GValue *v) { s.log = text(v); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.log.c_str()); }},
      /**
       * GstGanmutFilter:log-size:
       *
       * The size from which the log goes on in another file.
       *
       * Since: 0.2
       */
      {g_param_spec_int(
           "log-size", "Log size",
           "MiB after which the log gets a number behind its name and goes on in a new file; 0 is no limit", 0, 1 << 20,
           Settings().log_size, in_ready),
       [](Settings &s, const GValue *v) { s.log_size = g_value_get_int(v); },
       [](const Settings &s, GValue *v) { g_value_set_int(v, s.log_size); }},
      /**
       * GstGanmutFilter:replay:
       *
       * A log, whose frames are shown again: each frame is edited as the log says of its running time, without looking
       * for faces, and one that was not shown is dropped. Other properties of the edit count for nothing.
       *
       * Since: 0.2
       */
      {g_param_spec_string("replay", "Replay",
                           "Log to show again: frames are edited as it says of their running time, bit for bit, and "
                           "those that were not shown are dropped; empty is none",
                           "", in_ready),
       [](Settings &s, const GValue *v) { s.replay = text(v); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.replay.c_str()); }},
  };
}

} // namespace ganmut::plugin
