#include "property_table.h"

#include <string>

#include <gst/gst.h>

#include "enums.h"
#include "start_properties.h"

namespace ganmut::plugin {
namespace {

constexpr auto in_playing =
    static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
constexpr auto animatable = static_cast<GParamFlags>(in_playing | GST_PARAM_CONTROLLABLE);

std::string text(const GValue *value) {
  const gchar *string = g_value_get_string(value);
  return string ? string : "";
}

float number(const GValue *value) {
  return static_cast<float>(g_value_get_double(value));
}

std::vector<Property> target_properties() {
  return {
      /**
       * GstGanmutFilter:x:
       *
       * First coordinate of the emotion. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("x", "X",
                           "First coordinate of the emotion; a view of the same point as theta and rho. "
                           "Points outside the model's space (linear: the unit disc) act as the nearest one inside",
                           -1, 1, 0, animatable),
       [](Settings &s, const GValue *v) { s.target.set_x(g_value_get_double(v)); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.target.x()); }},
      /**
       * GstGanmutFilter:y:
       *
       * Second coordinate of the emotion. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("y", "Y", "Second coordinate of the emotion", -1, 1, 0, animatable),
       [](Settings &s, const GValue *v) { s.target.set_y(g_value_get_double(v)); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.target.y()); }},
      /**
       * GstGanmutFilter:z:
       *
       * Third coordinate of the emotion, of models with three. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("z", "Z", "Third coordinate of the emotion; counts for models with three dimensions only",
                           -1, 1, 0, animatable),
       [](Settings &s, const GValue *v) { s.target.set_z(g_value_get_double(v)); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.target.z()); }},
      /**
       * GstGanmutFilter:theta:
       *
       * Direction of the emotion in radians, counter-clockwise from the x axis. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("theta", "Theta", "Direction of the emotion in radians, counter-clockwise from the x axis",
                           -2 * G_PI, 2 * G_PI, 0, animatable),
       [](Settings &s, const GValue *v) { s.target.set_theta(g_value_get_double(v)); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.target.theta()); }},
      /**
       * GstGanmutFilter:rho:
       *
       * Distance of the emotion from the origin. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("rho", "Rho",
                           "Distance of the emotion from the origin: in linear models 0 is neutral and 1 the full "
                           "emotion; gaussian models reach beyond 1 in the corners of their square",
                           0, G_SQRT2, 0, animatable),
       [](Settings &s, const GValue *v) { s.target.set_rho(g_value_get_double(v)); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.target.rho()); }},
      /**
       * GstGanmutFilter:emotion:
       *
       * The emotion by name, as a mixture, or as a path through stream time: `happy`, `happy:0.6`,
       * `0.6*happy+0.4*surprise`, `neutral@0, happy@2.5`. Numbers have a decimal point in every locale.
       *
       * Since: 0.1
       */
      {g_param_spec_string("emotion", "Emotion",
                           "Emotion by name: happy, happy:0.6 or 0.6*happy+0.4*surprise, with the names of the model; "
                           "or emotions at stream times in seconds: neutral@0, happy@2. "
                           "Sets x, y, z, theta and rho; empty when one of these was set after it",
                           "", in_playing),
       [](Settings &s, const GValue *v) { s.target.set_emotion(text(v)); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.target.emotion().c_str()); }},
      /**
       * GstGanmutFilter:intensity:
       *
       * Scales a named emotion, also along a path. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("intensity", "Intensity",
                           "Scales the coordinates of a named emotion: 0 is the origin, 1 the emotion as the model "
                           "knows it. Does nothing when coordinates are given instead of a name",
                           0, 2, 1, animatable),
       [](Settings &s, const GValue *v) { s.target.set_intensity(g_value_get_double(v)); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.target.intensity()); }},
      /**
       * GstGanmutFilter:calibrated:
       *
       * Whether intensities (and weights) are parts of the change that is seen, so that equal steps are equal changes.
       * For models that were calibrated.
       *
       * Since: 0.2
       */
      {g_param_spec_boolean("calibrated", "Calibrated",
                            "Let intensities up to 1, and weights, be parts of the change that is seen, so that equal "
                            "steps are equal changes; for models that were calibrated",
                            FALSE, in_playing),
       [](Settings &s, const GValue *v) { s.target.set_calibrated(g_value_get_boolean(v)); },
       [](const Settings &s, GValue *v) { g_value_set_boolean(v, s.target.calibrated()); }},
      /**
       * GstGanmutFilter:action-units:
       *
       * FACS action units or face shapes, put on top of the emotion: `AU12=0.8,AU4L=0.3,jawOpen=0.1`. For models that
       * have units of expression. Numbers have a decimal point in every locale.
       *
       * Since: 0.2
       */
      {g_param_spec_string("action-units", "Action units",
                           "FACS action units or face shapes on top of the emotion: AU12=0.8,AU4L=0.3,jawOpen=0.1, "
                           "with L and R for one side and amounts from -2 to 2; for models that have units of "
                           "expression",
                           "", in_playing),
       [](Settings &s, const GValue *v) { s.action_units = text(v); },
       [](const Settings &s, GValue *v) { g_value_set_string(v, s.action_units.c_str()); }},
  };
}

std::vector<Property> edit_properties() {
  const EditSettings defaults;
  return {
      /**
       * GstGanmutFilter:strength:
       *
       * Part of the change that is applied; at 0 the element is passthrough. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("strength", "Strength",
                           "Part of the change that is applied; at 0 frames pass through bit for bit", 0, 1,
                           defaults.strength, animatable),
       [](Settings &s, const GValue *v) { s.edit.strength = number(v); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.edit.strength); }},
      /**
       * GstGanmutFilter:keep-speech:
       *
       * How much of the own jaw, lips and blinks stays. Controllable.
       *
       * Since: 0.2
       */
      {g_param_spec_double(
           "keep-speech", "Keep speech",
           "How much of the own jaw, lips and blinks stays while brows, cheeks and corners of the mouth "
           "change: 1 for people who speak, 0 to close an open mouth; for models that have units of "
           "expression",
           0, 1, Settings().edit.keep_speech, animatable),
       [](Settings &s, const GValue *v) { s.edit.keep_speech = number(v); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.edit.keep_speech); }},
      /**
       * GstGanmutFilter:update:
       *
       * When faces are rendered. `frame`: in every frame, which waits for the network; the same frames always give the
       * same pictures. `live`: beside the frames, which never wait; each shows what was rendered last, where the face
       * is by then, and a change comes about within a moment.
       *
       * Since: 0.2
       */
      {g_param_spec_enum("update", "Update",
                         "Whether every frame waits for the network, or shows what was rendered last where the face is "
                         "by then, so that a slow network costs no frames",
                         update_type(), static_cast<gint>(Settings().update), in_playing),
       [](Settings &s, const GValue *v) { s.update = static_cast<UpdateMode>(g_value_get_enum(v)); },
       [](const Settings &s, GValue *v) { g_value_set_enum(v, static_cast<gint>(s.update)); }},
      /**
       * GstGanmutFilter:ramp:
       *
       * How long a change of the point, the action units, the strength or the speech kept takes, in milliseconds of
       * stream time. It starts from where the last frame was, also in the middle of another ramp. Before the first
       * frame, and with another model, everything is there at once. A property that a control source animates goes as
       * the source does.
       *
       * Since: 0.2
       */
      {g_param_spec_int("ramp", "Ramp",
                        "Milliseconds of stream time in which a change of the point, action units, strength or "
                        "keep-speech comes about, from where the last frame was; 0 is at once",
                        0, G_MAXINT, Settings().ramp.milliseconds, in_playing),
       [](Settings &s, const GValue *v) { s.ramp.milliseconds = g_value_get_int(v); },
       [](const Settings &s, GValue *v) { g_value_set_int(v, s.ramp.milliseconds); }},
      /**
       * GstGanmutFilter:ramp-easing:
       *
       * How a ramp goes.
       *
       * Since: 0.2
       */
      {g_param_spec_enum("ramp-easing", "Ramp easing", "How a ramp goes: at one speed, or with a soft start and stop",
                         easing_type(), static_cast<gint>(Settings().ramp.easing), in_playing),
       [](Settings &s, const GValue *v) { s.ramp.easing = static_cast<Easing>(g_value_get_enum(v)); },
       [](const Settings &s, GValue *v) { g_value_set_enum(v, static_cast<gint>(s.ramp.easing)); }},
      /**
       * GstGanmutFilter:feather:
       *
       * Width of the soft edge of the edit. Controllable.
       *
       * Since: 0.1
       */
      {g_param_spec_double("feather", "Feather",
                           "Width of the edit's soft edge as a part of the width of the face's picture", 0, 0.5,
                           defaults.feather, animatable),
       [](Settings &s, const GValue *v) { s.edit.feather = number(v); },
       [](const Settings &s, GValue *v) { g_value_set_double(v, s.edit.feather); }},
      /**
       * GstGanmutFilter:composite:
       *
       * How the generated face goes back into the frame.
       *
       * Since: 0.1
       */
      {g_param_spec_enum("composite", "Composite", "How the generated face goes back into the frame", composite_type(),
                         static_cast<gint>(defaults.composite), in_playing),
       [](Settings &s, const GValue *v) { s.edit.composite = static_cast<Composite>(g_value_get_enum(v)); },
       [](const Settings &s, GValue *v) { g_value_set_enum(v, static_cast<gint>(s.edit.composite)); }},
      /**
       * GstGanmutFilter:face-select:
       *
       * Which faces of a frame are edited.
       *
       * Since: 0.1
       */
      {g_param_spec_enum("face-select", "Face selection", "Which faces of a frame are edited", face_selection_type(),
                         static_cast<gint>(defaults.follow.select), in_playing),
       [](Settings &s, const GValue *v) { s.edit.follow.select = static_cast<FaceSelection>(g_value_get_enum(v)); },
       [](const Settings &s, GValue *v) { g_value_set_enum(v, static_cast<gint>(s.edit.follow.select)); }},
      /**
       * GstGanmutFilter:max-faces:
       *
       * The most faces that are edited in a frame.
       *
       * Since: 0.1
       */
      {g_param_spec_int("max-faces", "Maximum number of faces",
                        "Faces edited in a frame at most, the largest first; 0 is no limit", 0, G_MAXINT,
                        defaults.follow.max_faces, in_playing),
       [](Settings &s, const GValue *v) { s.edit.follow.max_faces = g_value_get_int(v); },
       [](const Settings &s, GValue *v) { g_value_set_int(v, s.edit.follow.max_faces); }},
      /**
       * GstGanmutFilter:min-face-size:
       *
       * The narrowest face that is edited, in pixels of the frame.
       *
       * Since: 0.1
       */
      {g_param_spec_int("min-face-size", "Minimum face size", "Faces narrower than this are left alone, in pixels", 1,
                        G_MAXINT, defaults.follow.min_face_size, in_playing),
       [](Settings &s, const GValue *v) { s.edit.follow.min_face_size = g_value_get_int(v); },
       [](const Settings &s, GValue *v) { g_value_set_int(v, s.edit.follow.min_face_size); }},
      /**
       * GstGanmutFilter:detect-interval:
       *
       * Every how many frames faces are looked for. A search goes on beside the frames and counts when the next one
       * begins; at 1 every frame is searched through and waits.
       *
       * Since: 0.1
       */
      {g_param_spec_int("detect-interval", "Detection interval",
                        "A search for faces begins in every n-th frame, and they are followed in between; 1 searches "
                        "through every frame, at once",
                        1, G_MAXINT, defaults.follow.detect_interval, in_playing),
       [](Settings &s, const GValue *v) { s.edit.follow.detect_interval = g_value_get_int(v); },
       [](const Settings &s, GValue *v) { g_value_set_int(v, s.edit.follow.detect_interval); }},
      /**
       * GstGanmutFilter:sham:
       *
       * Whether all is done but shown: faces are found, rendered and composited on a copy, and the frame stays as it
       * was. Load and delay are those of the edit: the control condition of an experiment.
       *
       * Since: 0.2
       */
      {g_param_spec_boolean("sham", "Sham",
                            "Do all the work, at the same load and delay, but leave every frame as it was: the control "
                            "condition of an experiment",
                            FALSE, in_playing),
       [](Settings &s, const GValue *v) { s.sham = g_value_get_boolean(v) != FALSE; },
       [](const Settings &s, GValue *v) { g_value_set_boolean(v, s.sham ? TRUE : FALSE); }},
      /**
       * GstGanmutFilter:draw:
       *
       * What is drawn over the frame.
       *
       * Since: 0.1
       */
      {g_param_spec_enum("draw", "Draw", "What is drawn over the frame, to see what the element sees", draw_type(),
                         static_cast<gint>(defaults.draw), in_playing),
       [](Settings &s, const GValue *v) { s.edit.draw = static_cast<Draw>(g_value_get_enum(v)); },
       [](const Settings &s, GValue *v) { g_value_set_enum(v, static_cast<gint>(s.edit.draw)); }},
  };
}

} // namespace

const std::vector<Property> &property_table() {
  static const std::vector<Property> properties = [] {
    std::vector<Property> all = target_properties();
    for (auto part : {edit_properties(), start_properties()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return properties;
}

} // namespace ganmut::plugin
