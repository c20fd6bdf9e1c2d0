#include "frame_record.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

namespace ganmut::plugin {
namespace {

constexpr std::pair<Course, const char *> courses[] = {
    {Course::Edited, "edited"},
    {Course::StrengthZero, "strength-zero"},
    {Course::Interlaced, "interlaced"},
    {Course::Dropped, "dropped"},
};
constexpr std::pair<Composite, const char *> composites[] = {
    {Composite::Residual, "residual"},
    {Composite::Replace, "replace"},
};
constexpr std::pair<Draw, const char *> drawings[] = {
    {Draw::None, "none"},
    {Draw::Boxes, "boxes"},
    {Draw::Landmarks, "landmarks"},
};

template <typename Value, std::size_t N> Json name_of(Value value, const std::pair<Value, const char *> (&names)[N]) {
  return std::find_if(names, names + N, [&](const auto &each) { return each.first == value; })->second;
}

template <typename Value, std::size_t N>
Value named(const Json &name, const std::pair<Value, const char *> (&names)[N]) {
  const auto *found = std::find_if(names, names + N, [&](const auto &each) { return name == each.second; });
  if (found == names + N)
    throw Json::other_error::create(501, "'" + name.get<std::string>() + "' is unknown", nullptr);
  return found->first;
}

Json json_of(GstClockTime time) {
  return GST_CLOCK_TIME_IS_VALID(time) ? Json(time) : Json();
}

GstClockTime time_from(const Json &json) {
  return json.is_null() ? GST_CLOCK_TIME_NONE : json.get<GstClockTime>();
}

Json json_of(const Point &point) {
  return Json::array({point.x, point.y, point.z});
}

Point point_from(const Json &json) {
  return {json.at(0).get<float>(), json.at(1).get<float>(), json.at(2).get<float>()};
}

std::string text_of_wall(std::int64_t microseconds) {
  struct Unref {
    void operator()(GDateTime *time) const { g_date_time_unref(time); }
  };
  const std::unique_ptr<GDateTime, Unref> second(g_date_time_new_from_unix_utc(microseconds / G_USEC_PER_SEC));
  const std::unique_ptr<GDateTime, Unref> exact(g_date_time_add(second.get(), microseconds % G_USEC_PER_SEC));
  const std::unique_ptr<gchar, decltype(&g_free)> text(g_date_time_format_iso8601(exact.get()), g_free);
  return text.get();
}

Json json_of(const EditedFace &edited) {
  const auto &[face, point] = edited;
  Json landmarks = Json::array();
  for (const Pixel &landmark : face.landmarks) {
    landmarks.push_back(landmark.x);
    landmarks.push_back(landmark.y);
  }
  return {{"id", face.id},
          {"box", Json::array({face.box.x, face.box.y, face.box.width, face.box.height})},
          {"confidence", face.confidence},
          {"presence", face.presence},
          {"point", json_of(point)},
          {"landmarks", std::move(landmarks)}};
}

EditedFace face_from(const Json &json) {
  EditedFace edited;
  edited.face.id = json.at("id").get<int>();
  edited.face.confidence = json.at("confidence").get<float>();
  edited.face.presence = json.value("presence", 1.F); // older logs have none
  const Json &box = json.at("box"), &landmarks = json.at("landmarks");
  edited.face.box = {box.at(0).get<float>(), box.at(1).get<float>(), box.at(2).get<float>(), box.at(3).get<float>()};
  for (std::size_t i = 0; i < edited.face.landmarks.size(); ++i)
    edited.face.landmarks[i] = {landmarks.at(2 * i).get<float>(), landmarks.at(2 * i + 1).get<float>()};
  edited.point = point_from(json.at("point"));
  return edited;
}

Json json_of(const AskedSettings &asked) {
  return {{"emotion", asked.emotion},
          {"point", json_of(asked.point)},
          {"action-units", asked.action_units},
          {"strength", asked.strength},
          {"keep-speech", asked.keep_speech}};
}

Json json_of(const EditSettings &applied, bool sham) {
  return {{"point", json_of(applied.point)},
          {"action-units", applied.action_units},
          {"strength", applied.strength},
          {"keep-speech", applied.keep_speech},
          {"composite", name_of(applied.composite, composites)},
          {"feather", applied.feather},
          {"draw", name_of(applied.draw, drawings)},
          {"sham", sham}};
}

EditSettings settings_from(const Json &json) {
  EditSettings settings;
  settings.point = point_from(json.at("point"));
  settings.action_units = json.at("action-units").get<std::vector<float>>();
  settings.strength = json.at("strength").get<float>();
  settings.keep_speech = json.at("keep-speech").get<float>();
  settings.composite = named(json.at("composite"), composites);
  settings.feather = json.at("feather").get<float>();
  settings.draw = named(json.at("draw"), drawings);
  return settings;
}

} // namespace

Json to_json(const FrameRecord &record) {
  Json line{{"frame", name_of(record.course, courses)},
            {"pts", json_of(record.pts)},
            {"running-time", json_of(record.running_time)},
            {"wall", text_of_wall(record.wall)},
            {"late-us", record.late ? Json(*record.late) : Json()}};
  if (record.course != Course::Edited)
    return line;
  line["asked"] = json_of(record.settings.asked);
  line["applied"] = json_of(record.settings.applied, record.sham);
  Json &faces = line["faces"] = Json::array();
  for (const EditedFace &face : record.report.faces)
    faces.push_back(json_of(face));
  const StageTimes &times = record.report.times;
  line["us"] = {
      {"find", times.find}, {"generate", times.generate}, {"composite", times.composite}, {"all", record.elapsed}};
  return line;
}

FrameRecord frame_from_json(const Json &line) {
  FrameRecord record;
  record.course = named(line.at("frame"), courses);
  record.pts = time_from(line.at("pts"));
  record.running_time = time_from(line.at("running-time"));
  if (record.course != Course::Edited)
    return record;
  record.settings.applied = settings_from(line.at("applied"));
  record.sham = line.at("applied").at("sham").get<bool>();
  for (const Json &face : line.at("faces"))
    record.report.faces.push_back(face_from(face));
  return record;
}

std::optional<std::int64_t> late(GstElement *element, GstClockTime running_time, GstClockTime latency) {
  const std::unique_ptr<GstClock, decltype(&gst_object_unref)> clock(gst_element_get_clock(element), gst_object_unref);
  if (!clock || !GST_CLOCK_TIME_IS_VALID(running_time))
    return std::nullopt;
  const GstClockTime turn = gst_element_get_base_time(element) + running_time + latency;
  return GST_CLOCK_DIFF(turn, gst_clock_get_time(clock.get())) / static_cast<std::int64_t>(GST_USECOND);
}

} // namespace ganmut::plugin
