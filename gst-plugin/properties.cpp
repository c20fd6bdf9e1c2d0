#include "properties.h"

#include <string>
#include <vector>

#include <ganmut/error.h>
#include <ganmut/presets.h>

#include "debug.h"
#include "enums.h"
#include "property_table.h"

namespace ganmut::plugin {
namespace {

/// Properties that are not a field of Settings; their ids come before the table's.
enum { PROP_MODEL = 1, PROP_PRESET, PROP_ACTIVE_MODEL, PROP_ACTIVE_DEVICE, PROP_STATS, FIRST_IN_TABLE };

constexpr auto readable = static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

/// The properties of doubles. Each has a view of type float, for hosts in C that read a property into a gfloat
/// (g_object_get would write a double there, over what lies behind).
std::vector<const Property *> of_doubles() {
  std::vector<const Property *> doubles;
  for (const Property &property : property_table())
    if (G_IS_PARAM_SPEC_DOUBLE(property.spec))
      doubles.push_back(&property);
  return doubles;
}

void install_view_as_float(GObjectClass *klass, guint id, const Property &property) {
  const auto *spec = G_PARAM_SPEC_DOUBLE(property.spec);
  const std::string name = property.spec->name;
  g_object_class_install_property( // the texts are copied
      klass, id,
      g_param_spec_float((name + "-float").c_str(), (name + " as float").c_str(),
                         ("The property " + name + ", for hosts that read floats").c_str(),
                         static_cast<gfloat>(spec->minimum), static_cast<gfloat>(spec->maximum),
                         static_cast<gfloat>(spec->default_value),
                         static_cast<GParamFlags>(G_PARAM_READWRITE | GST_PARAM_MUTABLE_PLAYING)));
}

/// A value of a property's own type.
class OwnValue {
public:
  explicit OwnValue(const Property &property) { g_value_init(&value_, property.spec->value_type); }
  ~OwnValue() { g_value_unset(&value_); }
  OwnValue(const OwnValue &) = delete;
  OwnValue &operator=(const OwnValue &) = delete;
  GValue *get() { return &value_; }

private:
  GValue value_ = G_VALUE_INIT;
};

void set_from(const GValue *value, const Property &property, Settings &settings) {
  OwnValue own(property);
  g_value_transform(value, own.get());
  property.set(settings, own.get());
}

void get_into(GValue *value, const Property &property, const Settings &settings) {
  OwnValue own(property);
  property.get(settings, own.get());
  g_value_transform(own.get(), value);
}

void set_preset(FilterState &state, const GValue *value) {
  const gchar *name = g_value_get_string(value);
  const Preset preset = name && *name ? find_preset(name) : Preset();
  state.change(
      [&](Settings &settings) {
        settings.target.set_emotion(preset.emotion);
        settings.action_units = preset.action_units;
      },
      false);
}

/// Whose emotion and action units are set; "" when they are no preset's.
std::string name_of_preset(const Settings &settings) {
  try {
    for (const Preset &preset : presets())
      if (settings.target.emotion() == preset.emotion && settings.action_units == preset.action_units)
        return preset.name;
  } catch (const Error &error) { // setting one says it
    GST_DEBUG("%s", error.what());
  }
  return "";
}

/// Whose view, or itself, the property `id` is.
const Property &property_of(guint id) {
  static const std::vector<const Property *> doubles = of_doubles();
  const auto &table = property_table();
  const std::size_t index = id - FIRST_IN_TABLE;
  return index < table.size() ? table[index] : *doubles.at(index - table.size());
}

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
   * GstGanmutFilter:preset:
   *
   * A named smile or mood: it sets the emotion and the action units, and is empty when they are no longer its.
   * `ganmut-model info` lists the presets, which stand in presets.json beside the models.
   *
   * Since: 0.2
   */
  g_object_class_install_property(
      klass, PROP_PRESET,
      g_param_spec_string(
          "preset", "Preset",
          "Named smile or mood, as reward-smile, which sets emotion and action-units; `ganmut-model "
          "info` lists them; for models that have units of expression",
          "", static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING)));
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
  for (const Property *property : of_doubles())
    install_view_as_float(klass, id++, *property);
  for (const GType type : {detector_type(), face_selection_type(), composite_type(), draw_type(), easing_type()})
    gst_type_mark_as_plugin_api(type, static_cast<GstPluginAPIFlags>(0));
}

void set_property(FilterState &state, guint id, const GValue *value, bool at_once) {
  if (id == PROP_PRESET)
    return set_preset(state, value);
  if (id != PROP_MODEL)
    return state.change([&](Settings &settings) { set_from(value, property_of(id), settings); }, at_once);
  const gchar *model = g_value_get_string(value);
  state.change_model(model ? model : "");
}

void get_property(const FilterState &state, guint id, GValue *value) {
  switch (id) {
  case PROP_MODEL:
    g_value_set_string(value, state.settings().model.c_str());
    break;
  case PROP_PRESET:
    g_value_set_string(value, name_of_preset(state.settings()).c_str());
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
    get_into(value, property_of(id), state.settings());
  }
}

} // namespace ganmut::plugin
