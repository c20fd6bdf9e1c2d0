#include "filter_state.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <string_view>

#include "bus_error.h"
#include "debug.h"
#include "log_head.h"
#include "segment_times.h"
#include "video_frame.h"

namespace ganmut::plugin {
namespace {

/// Seconds of stream time, by which animated emotions and ramps go.
std::optional<double> stream_seconds(const GstBaseTransform *element, GstClockTime pts) {
  const GstClockTime time = stream_time(element, pts);
  return GST_CLOCK_TIME_IS_VALID(time) ? std::optional(static_cast<double>(time) / GST_SECOND) : std::nullopt;
}

/// For the log; printf would write numbers as the locale has them.
std::string text_of(const Point &point) {
  std::string text;
  for (const float number : {point.x, point.y, point.z}) {
    char digits[48];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number, std::chars_format::fixed, 3).ptr;
    text += (text.empty() ? "" : ", ") + std::string(digits, end);
  }
  return text;
}

/// What comes from upstream is live, as a camera is.
bool has_live_source(const GstBaseTransform *element) {
  const std::unique_ptr<GstQuery, decltype(&gst_query_unref)> query(gst_query_new_latency(), gst_query_unref);
  gboolean live = FALSE;
  if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(element), query.get()))
    gst_query_parse_latency(query.get(), &live, nullptr, nullptr);
  return live != FALSE;
}

Vocabulary vocabulary_of(const Model &model) {
  return {model.space(), model.info().units};
}

} // namespace

void FilterState::change(const FilterSettings::Write &write, bool at_once) {
  const auto followers = settings_.change(write, at_once);
  const bool named =
      std::any_of(followers.begin(), followers.end(), [](std::string_view follower) { return follower == "emotion"; });
  if (!followers.empty())
    GST_CAT_LEVEL_LOG(GST_CAT_DEFAULT, named ? GST_LEVEL_DEBUG : GST_LEVEL_LOG, element_, "%s", emotion_text().c_str());
  notify(followers);
}

void FilterState::change_model(const std::string &name) {
  settings_.change([&](Settings &settings) { settings.model = name; });
  request_model(name);
}

void FilterState::request_model(const std::string &name) {
  const auto entered = std::make_shared<Entered>();
  session_.change_model(
      name, {[this, name, entered](const Model &model) {
               entered->followers = settings_.enter(vocabulary_of(model), [&](Settings &s) { s.model = name; });
               entered->model = model;
             },
             [this, name, entered](std::exception_ptr trouble) { finish_change(name, *entered, trouble); }});
}

void FilterState::finish_change(const std::string &name, const Entered &entered, std::exception_ptr trouble) {
  if (trouble)
    settings_.change([&, running = session_.running().name](Settings &settings) {
      if (settings.model == name && !running.empty()) // stopped: the next start will say what is wrong
        settings.model = running;
    });
  later([this, entered, trouble] {
    if (trouble)
      post(GST_ELEMENT_CAST(element_), GST_MESSAGE_WARNING, trouble);
    else
      warn_of(*entered.model);
    notify(entered.followers);
    notify({"model", "active-model"});
  });
}

void FilterState::later(std::function<void()> work) {
  struct Call {
    GstElement *element;
    std::function<void()> work;
  };
  auto *element = static_cast<GstElement *>(g_weak_ref_get(&weak_element_.reference));
  if (!element) // it is being finalized, nobody listens
    return;
  // One of GStreamer's threads runs it and drops the reference, perhaps the last: finalize() waits for the loader,
  // which therefore must not be the one who calls it.
  gst_element_call_async(
      element,
      [](GstElement *of, gpointer call) { guarded(of, 0, [&] { return static_cast<Call *>(call)->work(), 0; }); },
      new Call{element, std::move(work)},
      [](gpointer data) {
        const std::unique_ptr<Call> call(static_cast<Call *>(data));
        gst_object_unref(call->element);
      });
}

void FilterState::start() {
  try {
    open();
  } catch (...) {
    log_.reset();
    stop();
    throw;
  }
}

void FilterState::open() {
  const Settings initial = settings();
  GST_INFO_OBJECT(element_, "starting with model '%s' on device '%s'", initial.model.c_str(),
                  initial.options.device.c_str());
  if (!initial.log.empty())
    log_.emplace(initial.log, static_cast<std::uintmax_t>(initial.log_size) << 20U);
  if (!initial.replay.empty())
    replay_.emplace(initial.replay, initial.model);
  const Model model = replay_ ? replay_->first_model() : load_model(initial.model);
  warn_of(model);
  notify(settings_.enter(vocabulary_of(model), [](Settings &) {})); // unknown words show before the slow part
  tags_ = {};
  course_.reset();
  detector_ = initial.options.detector;
  video_.reset();
  shown_again_ = 0;
  warned_of_fields_ = false;
  faces_in_view_.clear();
  accounting_.start(session_.start(initial.model, model, initial.options, initial.edit.follow));
  begin_log(model);
  notify({"active-device", "active-model"});
  GST_INFO_OBJECT(element_, "started; the first frames are expected to take %" GST_TIME_FORMAT,
                  GST_TIME_ARGS(accounting_.latency()));

  const std::string wanted = settings().model;
  if (wanted != initial.model) // set while the first one was being loaded
    request_model(wanted);
}

void FilterState::stop() {
  session_.stop();
  settings_.leave();
  replay_.reset();
  close_log();
  GST_INFO_OBJECT(element_, "stopped: %" GST_PTR_FORMAT,
                  std::unique_ptr<GstStructure, decltype(&gst_structure_free)>(stats(), gst_structure_free).get());
  notify({"active-device", "active-model"});
}

void FilterState::close_log() {
  try {
    if (log_)
      log_->finish();
  } catch (...) { // nobody pushes frames any more who would hear of it
    post(GST_ELEMENT_CAST(element_), GST_MESSAGE_ERROR, std::current_exception());
  }
  log_.reset();
}

void FilterState::begin_log(const Model &model) {
  if (!log_)
    return;
  log_->begin(log_head(GST_ELEMENT_CAST(element_), model, active_device(), video_ ? &*video_ : nullptr));
  logged_model_ = model.info().sha256;
}

void FilterState::finish() {
  if (log_)
    log_->finish();
  if (!replay_ || shown_again_ == replay_->frames())
    return;
  if (shown_again_ == 0)
    throw Error(ErrorKind::BadArgument, "No frame has a running time at which the log shows one; replay a recording of "
                                        "the same stream that has kept its times.");
  GST_ELEMENT_WARNING(element_, STREAM, FAILED,
                      ("The log shows %" G_GSIZE_FORMAT " frames, of which %" G_GSIZE_FORMAT " were in the video.",
                       replay_->frames(), shown_again_),
                      (nullptr));
}

void FilterState::begin_video(const GstVideoInfo &info) {
  forget_faces();
  video_ = info;
  is_live_ = has_live_source(element_);
  GST_INFO_OBJECT(element_, "the source is %slive", is_live_ ? "" : "not ");
  if (replay_) {
    const std::string difference = replay_->difference_to(info);
    if (!difference.empty())
      GST_ELEMENT_WARNING(element_, STREAM, FORMAT, ("%s", difference.c_str()), (nullptr));
  }
  if (log_)
    session_.edit([this](FaceEditor &editor) { return begin_log(editor.model()), EditReport(); });
}

bool FilterState::shows(GstClockTime pts) {
  if (!replay_)
    return true;
  const bool shown = replay_->at(record_of(pts).running_time) != nullptr;
  shown_again_ += shown ? 1 : 0;
  return shown;
}

bool FilterState::edits(const GstVideoInfo &info, GstBuffer *buffer) {
  const bool interlaced = is_interlaced(info, buffer);
  if (interlaced && !warned_of_fields_) {
    warned_of_fields_ = true;
    GST_ELEMENT_WARNING(element_, STREAM, FORMAT,
                        ("Interlaced video passes through unedited; put the element deinterlace before this one."),
                        ("interlace-mode=%s", gst_video_interlace_mode_to_string(info.interlace_mode)));
  }
  const GstClockTime pts = GST_BUFFER_PTS(buffer);
  float strength = 0.F;
  if (!replay_)
    strength = settings_.at(stream_seconds(element_, pts)).applied.strength;
  else if (const auto *again = replay_->at(record_of(pts).running_time); again && !again->record.sham)
    strength = again->record.course == Course::Edited ? again->record.settings.applied.strength : 0.F;
  note(interlaced ? Course::Interlaced : strength == 0.F ? Course::StrengthZero : Course::Edited);
  return course_ == Course::Edited;
}

void FilterState::note(Course course) {
  if (course == course_)
    return;
  course_ = course;
  GST_INFO_OBJECT(element_, "%s",
                  course == Course::Edited       ? "frames are edited"
                  : course == Course::Interlaced ? "the video is interlaced: frames pass through"
                                                 : "strength is 0: frames pass through");
}

FrameRecord FilterState::record_of(GstClockTime pts) const {
  FrameRecord record;
  record.pts = pts;
  record.running_time = running_time(element_, pts);
  return record;
}

Update FilterState::update_for(bool live_source) const {
  const Settings set = settings();
  const bool live =
      set.update == UpdateMode::Live || (set.update == UpdateMode::Auto && live_source && set.log.empty());
  return live ? Update::Live : Update::Frame;
}

EditReport FilterState::edit_now(FaceEditor &editor, const Frame &view, GstBuffer *buffer, FrameRecord &record) {
  record.settings = settings_.at(stream_seconds(element_, record.pts));
  record.settings.applied.update = update_for(is_live_);
  std::optional<double> seconds; // by which faces are followed
  if (GST_CLOCK_TIME_IS_VALID(record.running_time))
    seconds = static_cast<double>(record.running_time) / GST_SECOND;
  if (detector_ == DetectorKind::Given)
    return editor.edit(view, face_regions(buffer), seconds, record.settings.applied);
  return editor.edit(view, seconds, record.settings.applied);
}

EditReport FilterState::show_again(FaceEditor &editor, const Frame &view, FrameRecord &record) const {
  const Replay::Frame *again = replay_->at(record.running_time);
  if (!again)
    return {};
  if (editor.model().info().sha256 != again->sha256)
    editor.set_model(replay_->model(again->sha256));
  record.settings.applied = again->record.settings.applied;
  std::vector<Face> faces;
  for (const EditedFace &edited : again->record.report.faces)
    faces.push_back(edited.face);
  return editor.edit(view, faces, record.settings.applied);
}

void FilterState::leave_alone(GstClockTime pts, bool dropped) {
  if (!log_)
    return;
  FrameRecord record = record_of(pts);
  record.course = dropped ? Course::Dropped : course_.value_or(Course::StrengthZero);
  add_to_log(std::move(record));
}

void FilterState::add_to_log(FrameRecord record) {
  record.wall = g_get_real_time();
  record.late = late(GST_ELEMENT_CAST(element_), record.running_time, pipeline_latency_);
  log_->add(std::move(record));
}

void FilterState::edit(GstVideoFrame &frame) {
  const GstClockTime begin = gst_util_get_timestamp();
  FrameRecord record = record_of(GST_BUFFER_PTS(frame.buffer));
  const bool sham = record.sham = settings_.is_sham();
  const Frame view = view_of(sham ? sham_frame_.of(frame) : frame);

  const auto [report, model, beside_loading] = session_.edit([&](FaceEditor &editor) {
    return replay_ ? show_again(editor, view, record) : edit_now(editor, view, frame.buffer, record);
  });

  for (const EditedFace &face : report.faces)
    add_face_meta(frame.buffer, face, view.width, view.height);
  if (!report.faces.empty() && !sham)
    if (GstEvent *tags = tags_.mark()) {
      GST_INFO_OBJECT(element_, "the first face is edited: the stream's tags say so from now on");
      gst_pad_push_event(GST_BASE_TRANSFORM_SRC_PAD(element_), tags);
    }
  const GstClockTime elapsed = gst_util_get_timestamp() - begin;
  trace(report, record.pts, elapsed);
  if (accounting_.add(report, elapsed, !beside_loading)) {
    GST_INFO_OBJECT(element_, "latency is now %" GST_TIME_FORMAT, GST_TIME_ARGS(accounting_.latency()));
    gst_element_post_message(GST_ELEMENT_CAST(element_), gst_message_new_latency(GST_OBJECT_CAST(element_)));
  }
  if (!log_)
    return;
  if (model.info().sha256 != logged_model_)
    begin_log(model);
  record.report = report;
  record.elapsed = static_cast<std::int64_t>(elapsed / GST_USECOND);
  add_to_log(std::move(record));
}

void FilterState::trace(const EditReport &report, GstClockTime pts, GstClockTime elapsed) {
  std::vector<int> ids;
  for (const EditedFace &edited : report.faces)
    ids.push_back(edited.face.id);
  std::sort(ids.begin(), ids.end());
  for (const int id : ids)
    if (!std::binary_search(faces_in_view_.begin(), faces_in_view_.end(), id))
      GST_DEBUG_OBJECT(element_, "face %d found at %" GST_TIME_FORMAT, id, GST_TIME_ARGS(pts));
  for (const int id : faces_in_view_)
    if (!std::binary_search(ids.begin(), ids.end(), id))
      GST_DEBUG_OBJECT(element_, "face %d lost at %" GST_TIME_FORMAT, id, GST_TIME_ARGS(pts));
  faces_in_view_ = std::move(ids);
  GST_LOG_OBJECT(element_,
                 "frame at %" GST_TIME_FORMAT ": %u faces; finding took %" G_GINT64_FORMAT
                 " us, generating %" G_GINT64_FORMAT " us, compositing %" G_GINT64_FORMAT
                 " us, all in all %" G_GUINT64_FORMAT " us",
                 GST_TIME_ARGS(pts), static_cast<guint>(report.faces.size()), report.times.find, report.times.generate,
                 report.times.composite, elapsed / GST_USECOND);
}

std::string FilterState::emotion_text() const {
  const EmotionTarget target = settings().target;
  return "emotion '" + target.emotion() + "' at (" + text_of(target.point()) + ")";
}

void FilterState::notify(const std::vector<const char *> &properties) {
  for (const char *property : properties)
    g_object_notify(G_OBJECT(element_), property);
}

void FilterState::warn_of(const Model &model) {
  for (const auto &sentence : model.info().warnings)
    GST_ELEMENT_WARNING(element_, RESOURCE, SETTINGS, ("%s", sentence.c_str()), ("%s", model.path().c_str()));
}

} // namespace ganmut::plugin
