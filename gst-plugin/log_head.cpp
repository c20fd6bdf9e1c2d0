#include "log_head.h"

#include <memory>

#include <ganmut/libraries.h>

#include "ganmutfilter.h"

namespace ganmut::plugin {
namespace {

struct Free {
  void operator()(void *memory) const { g_free(memory); }
};

std::string text(gchar *owned) {
  const std::unique_ptr<gchar, Free> text(owned);
  return text ? text.get() : "";
}

Json json_of(const GValue *value) {
  if (G_VALUE_HOLDS_STRING(value))
    return g_value_get_string(value) ? g_value_get_string(value) : "";
  if (G_VALUE_HOLDS_BOOLEAN(value))
    return g_value_get_boolean(value) != FALSE;
  if (G_VALUE_HOLDS_INT(value))
    return g_value_get_int(value);
  if (G_VALUE_HOLDS_DOUBLE(value))
    return static_cast<float>(g_value_get_double(value));
  return text(gst_value_serialize(value)); // an enum's nick
}

/// Of what the element defines, all that can be written; floats are views of doubles.
Json properties_of(GstElement *element) {
  guint count = 0;
  const std::unique_ptr<GParamSpec *, Free> specs(g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &count));
  Json properties = Json::object();
  for (guint i = 0; i < count; ++i) {
    const GParamSpec *spec = specs.get()[i];
    if (spec->owner_type != GST_TYPE_GANMUT_FILTER || (spec->flags & G_PARAM_WRITABLE) == 0 ||
        G_IS_PARAM_SPEC_FLOAT(spec))
      continue;
    GValue value = G_VALUE_INIT;
    g_object_get_property(G_OBJECT(element), spec->name, &value);
    properties[spec->name] = json_of(&value);
    g_value_unset(&value);
  }
  return properties;
}

} // namespace

Json log_video(const GstVideoInfo &info) {
  return {{"format", gst_video_format_to_string(GST_VIDEO_INFO_FORMAT(&info))},
          {"width", GST_VIDEO_INFO_WIDTH(&info)},
          {"height", GST_VIDEO_INFO_HEIGHT(&info)},
          {"colorimetry", text(gst_video_colorimetry_to_string(&info.colorimetry))}};
}

Json log_head(GstElement *element, const Model &model, const std::string &device, const GstVideoInfo *video) {
  return {
      {"log", "ganmutfilter"},
      {"format", 1},
      {"versions", {{"ganmut", GANMUT_VERSION}, {"gstreamer", text(gst_version_string())}, {"libraries", libraries()}}},
      {"model", {{"file", model.path()}, {"sha256", model.info().sha256}, {"training", model.info().training}}},
      {"device", device},
      {"video", video ? log_video(*video) : Json()},
      {"properties", properties_of(element)}};
}

LoggedModel logged_model(const Json &head) {
  const Json &model = head.at("model");
  return {model.at("file").get<std::string>(), model.at("sha256").get<std::string>()};
}

} // namespace ganmut::plugin
