#include "harness.h"

#include <cstdlib>
#include <filesystem>

#include <check.h>
#include <gst/video/gstvideometa.h>
#include <opencv2/imgcodecs.hpp>

#include "video_frame.h"

namespace element {
namespace {

/// The pixels of a mapped BGR frame.
cv::Mat pixels_of(const GstVideoFrame &frame) {
  return {GST_VIDEO_FRAME_HEIGHT(&frame), GST_VIDEO_FRAME_WIDTH(&frame), CV_8UC3, GST_VIDEO_FRAME_PLANE_DATA(&frame, 0),
          static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0))};
}

Buffer converted(const Buffer &buffer, GstVideoInfo from, GstVideoInfo to) {
  Buffer result(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&to), nullptr));
  gst_buffer_memset(result.get(), 0, 0, GST_VIDEO_INFO_SIZE(&to)); // padding bytes are compared too
  GstVideoFrame source, target;
  ck_assert(gst_video_frame_map(&source, &from, buffer.get(), GST_MAP_READ));
  ck_assert(gst_video_frame_map(&target, &to, result.get(), GST_MAP_WRITE));
  GstVideoConverter *converter = gst_video_converter_new(&from, &to, nullptr);
  gst_video_converter_frame(converter, &source, &target);
  gst_video_converter_free(converter);
  gst_video_frame_unmap(&target);
  gst_video_frame_unmap(&source);
  return result;
}

} // namespace

std::string portrait_file() {
  const char *given = std::getenv("GANMUT_PORTRAIT");
  const char *sources = std::getenv("GANMUT_SOURCE_DIR");
  const std::string file = given ? given : std::string(sources ? sources : ".") + "/out/portrait.png";
  return std::filesystem::exists(file) ? file : "";
}

cv::Mat portrait() {
  return cv::imread(portrait_file(), cv::IMREAD_COLOR);
}

std::string model(const std::string &name) {
  const char *folder = std::getenv("GANMUT_TEST_MODELS");
  return std::string(folder ? folder : ".") + "/" + name + ".safetensors";
}

GstVideoInfo video_info(const std::string &format, cv::Size size) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, gst_video_format_from_string(format.c_str()), size.width, size.height);
  info.fps_n = 25;
  info.fps_d = 1;
  return info;
}

Buffer to_buffer(const cv::Mat &picture, const GstVideoInfo &info, GstClockTime pts) {
  GstVideoInfo bgr = video_info("BGR", picture.size());
  Buffer from(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&bgr), nullptr));
  GstVideoFrame source;
  ck_assert(gst_video_frame_map(&source, &bgr, from.get(), GST_MAP_WRITE));
  picture.copyTo(pixels_of(source));
  gst_video_frame_unmap(&source);
  Buffer to = converted(from, bgr, info);
  GST_BUFFER_PTS(to.get()) = pts;
  GST_BUFFER_DURATION(to.get()) = 40 * GST_MSECOND;
  return to;
}

cv::Mat to_picture(const Buffer &buffer, const GstVideoInfo &info) {
  GstVideoInfo bgr = video_info("BGR", {GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info)});
  const Buffer to = converted(buffer, info, bgr);
  GstVideoFrame target;
  ck_assert(gst_video_frame_map(&target, &bgr, to.get(), GST_MAP_READ));
  const cv::Mat picture = pixels_of(target).clone();
  gst_video_frame_unmap(&target);
  return picture;
}

bool same_bytes(const Buffer &a, const Buffer &b) {
  GstMapInfo map;
  ck_assert(gst_buffer_map(b.get(), &map, GST_MAP_READ));
  const bool same = gst_buffer_get_size(a.get()) == map.size && gst_buffer_memcmp(a.get(), 0, map.data, map.size) == 0;
  gst_buffer_unmap(b.get(), &map);
  return same;
}

ganmut::Point applied_point(const Buffer &buffer) {
  auto *meta = gst_buffer_get_video_region_of_interest_meta(buffer.get());
  ck_assert_ptr_nonnull(meta);
  const GstStructure *structure = gst_video_region_of_interest_meta_get_param(meta, "ganmut");
  ck_assert_ptr_nonnull(structure);
  double x = 0, y = 0, z = 0;
  ck_assert(
      gst_structure_get(structure, "x", G_TYPE_DOUBLE, &x, "y", G_TYPE_DOUBLE, &y, "z", G_TYPE_DOUBLE, &z, nullptr));
  return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)};
}

int face_count(const Buffer &buffer) {
  return static_cast<int>(gst_buffer_get_n_meta(buffer.get(), GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE));
}

Log::Log(std::string hold) : hold_(std::move(hold)) {
  gst_debug_remove_log_function(gst_debug_log_default);
  gst_debug_add_log_function(write, this, nullptr);
  gst_debug_set_threshold_for_name("ganmutfilter", GST_LEVEL_LOG);
}

Log::~Log() {
  release();
  gst_debug_unset_threshold_for_name("ganmutfilter");
  gst_debug_remove_log_function_by_data(this);
}

void Log::write(GstDebugCategory *category, GstDebugLevel level, const gchar *, const gchar *, gint, GObject *,
                GstDebugMessage *message, gpointer log) noexcept {
  if (!g_str_equal(gst_debug_category_get_name(category), "ganmutfilter"))
    return;
  auto &self = *static_cast<Log *>(log);
  std::unique_lock lock(self.mutex_);
  self.lines_.push_back({level, gst_debug_message_get(message)});
  if (self.hold_.empty() || self.held_ || self.lines_.back().text.find(self.hold_) == std::string::npos)
    return;
  self.held_ = true;
  self.changed_.notify_all();
  self.changed_.wait(lock, [&] { return self.released_; });
}

void Log::wait_until_held() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return held_; });
}

void Log::release() {
  const std::lock_guard lock(mutex_);
  released_ = true;
  changed_.notify_all();
}

std::vector<Log::Line> Log::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

Filter::Filter(const std::string &properties) : bus_(gst_bus_new()) {
  const bool has_model = properties.find("model=") == 0 || properties.find(" model=") != std::string::npos;
  const std::string line = "ganmutfilter name=filter max-faces=1 " +
                           (has_model ? std::string() : "model=" + model("east") + " ") + properties;
  harness_ = gst_harness_new_parse(line.c_str());
  element_ = gst_harness_find_element(harness_, "ganmutfilter");
  gst_harness_set_live(harness_, FALSE); // a file's frames, which are edited one by one
  gst_element_set_bus(element_, bus_);
  handler_ = g_signal_connect(element_, "notify::active-model", G_CALLBACK(model_notified), this);
}

Filter::~Filter() {
  g_signal_handler_disconnect(element_, handler_);
  gst_element_set_bus(element_, nullptr);
  gst_object_unref(element_);
  gst_harness_teardown(harness_);
  gst_object_unref(bus_);
}

void Filter::set_caps(const GstVideoInfo &info) {
  gst_harness_set_src_caps(harness_, gst_video_info_to_caps(const_cast<GstVideoInfo *>(&info)));
}

Buffer Filter::edit(Buffer buffer) {
  ck_assert_int_eq(gst_harness_push(harness_, buffer.release()), GST_FLOW_OK);
  return Buffer(gst_harness_try_pull(harness_));
}

double Filter::number(const char *property) const {
  double value = 0;
  g_object_get(element_, property, &value, nullptr);
  return value;
}

std::string Filter::text(const char *property) const {
  gchar *value = nullptr;
  g_object_get(element_, property, &value, nullptr);
  const std::string text = value ? value : "";
  g_free(value);
  return text;
}

Message Filter::message(GstMessageType kinds) const {
  return Message(gst_bus_pop_filtered(bus_, kinds));
}

Message Filter::wait_for(GstMessageType kinds) const {
  return Message(gst_bus_timed_pop_filtered(bus_, GST_CLOCK_TIME_NONE, kinds));
}

GstClockTime Filter::latency() const {
  GstQuery *query = gst_query_new_latency();
  GstPad *pad = gst_element_get_static_pad(element_, "src");
  ck_assert(gst_pad_query(pad, query));
  gst_object_unref(pad);
  GstClockTime latency = 0;
  gst_query_parse_latency(query, nullptr, &latency, nullptr);
  gst_query_unref(query);
  return latency;
}

void Filter::model_notified(GObject *, GParamSpec *, gpointer filter) {
  auto &self = *static_cast<Filter *>(filter);
  const std::lock_guard lock(self.mutex_);
  self.changed_.notify_all();
}

void Filter::wait_for_model(const std::string &file) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return text("active-model") == file; });
}

Reference::Reference(const std::string &model_file)
    : editor_(ganmut::Model::load(model_file), ganmut::EditorOptions()) {}

Buffer Reference::edit(const Buffer &buffer, const GstVideoInfo &info, const ganmut::Point &point, float strength) {
  ganmut::EditSettings settings;
  settings.point = point;
  settings.strength = strength;
  return edit(buffer, info, settings);
}

Buffer Reference::edit(const Buffer &buffer, const GstVideoInfo &info, ganmut::EditSettings settings) {
  Buffer copy(gst_buffer_copy_deep(buffer.get()));
  GstVideoFrame frame;
  ck_assert(gst_video_frame_map(&frame, const_cast<GstVideoInfo *>(&info), copy.get(), GST_MAP_READWRITE));
  settings.follow.max_faces = 1;
  editor_.edit(ganmut::plugin::view_of(frame), static_cast<double>(GST_BUFFER_PTS(copy.get())) / GST_SECOND, settings);
  gst_video_frame_unmap(&frame);
  return copy;
}

} // namespace element
