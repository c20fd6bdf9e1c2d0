#include "properties.h"

#include "enums.h"
#include "property_table.h"

namespace ganmut::plugin {
namespace {

/// Properties that are not a field of Settings; their ids come before the table's.
enum { PROP_MODEL = 1, PROP_ACTIVE_MODEL, PROP_ACTIVE_DEVICE, PROP_STATS, FIRST_IN_TABLE };

constexpr auto readable = static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

} // namespace

void install_properties(GObjectClass *klass) {
  /**
   * GstGanmutFilter:model:
   *
   * The model: a file, or the name of an installed one. While PLAYING it is loaded aside and takes over between two
   * frames; when it cannot be loaded a warning is posted, and the property has the old name again.
   *
   * Since: 0.1
   */
  g_object_class_install_property(
      klass, PROP_MODEL,
      g_param_spec_string("model", "Model",
                          "Model to use: a .safetensors or official .ckpt file, or the name of an installed model. "
                          "While PLAYING the new one is loaded aside and takes over between two frames",
                          Settings().model.c_str(), // copied: no static string
                          static_cast<GParamFlags>(G_PARAM_READWRITE | GST_PARAM_MUTABLE_PLAYING)));
  /**
   * GstGanmutFilter:active-model:
   *
   * File of the model in use. Notifies when another one has taken over.
   *
   * Since: 0.2
   */
  g_object_class_install_property(klass, PROP_ACTIVE_MODEL,
                                  g_param_spec_string("active-model", "Active model",
                                                      "File of the model in use; empty in NULL and READY", "",
                                                      readable));
  /**
   * GstGanmutFilter:active-device:
   *
   * The device in use.
   *
   * Since: 0.1
   */
  g_object_class_install_property(klass, PROP_ACTIVE_DEVICE,
                                  g_param_spec_string("active-device", "Active device",
                                                      "Device in use: cpu or cuda:N; empty in NULL and READY", "",
                                                      readable));
  /**
   * GstGanmutFilter:stats:
   *
   * What was done since the start: a structure `application/x-ganmut-stats` with the fields `frames`, `faces`,
   * `find-us`, `generate-us` and `composite-us`, all guint64.
   *
   * Since: 0.1
   */
  g_object_class_install_property(
      klass, PROP_STATS,
      g_param_spec_boxed("stats", "Statistics",
                         "Since the start: frames, faces, and the mean microseconds of a frame's stages find-us, "
                         "generate-us and composite-us",
                         GST_TYPE_STRUCTURE, readable));
  guint id = FIRST_IN_TABLE;
  for (const Property &property : property_table())
    g_object_class_install_property(klass, id++, property.spec);
  for (const GType type : {detector_type(), face_selection_type(), composite_type(), draw_type()})
    gst_type_mark_as_plugin_api(type, static_cast<GstPluginAPIFlags>(0));
}

void set_property(FilterState &state, guint id, const GValue *value) {
  if (id != PROP_MODEL)
    return state.change([&](Settings &settings) { property_table()[id - FIRST_IN_TABLE].set(settings, value); });
  const gchar *model = g_value_get_string(value);
  state.change_model(model ? model : "");
}

void get_property(const FilterState &state, guint id, GValue *value) {
  switch (id) {
  case PROP_MODEL:
    g_value_set_string(value, state.settings().model.c_str());
    break;
  case PROP_ACTIVE_MODEL:
    g_value_set_string(value, state.active_model().c_str());
    break;
  case PROP_ACTIVE_DEVICE:
    g_value_set_string(value, state.active_device().c_str());
    break;
  case PROP_STATS:
    g_value_take_boxed(value, state.stats());
    break;
  default:
    property_table()[id - FIRST_IN_TABLE].get(state.settings(), value);
  }
}

} // namespace ganmut::plugin
