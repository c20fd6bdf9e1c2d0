#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

#include "accounting.h"
#include "applied_log.h"
#include "edit_tags.h"
#include "filter_settings.h"
#include "frame_copy.h"
#include "replay.h"
#include "session.h"

namespace ganmut::plugin {

/// Everything that one ganmutfilter owns: the settings, the session, the accounting, the log and what is shown again,
/// which do not know each other, and the words to the outside: notifications, messages, metadata and tags.
///
/// Threads: the application sets and reads properties at any time, the streaming thread brings frames, and the session
/// has two of its own. Each part guards its data itself; no lock is held here.
class FilterState {
public:
  /// `element` outlives this object.
  explicit FilterState(GstBaseTransform *element)
      : element_(element), weak_element_(element), session_(GST_ELEMENT_CAST(element)) {}

  // ---- the application's side
  Settings settings() const { return settings_.get(); }
  /// Lets `write` change the settings: all of it counts, or nothing when it names an emotion or action units that
  /// the running model does not know (throws Error). Notifies the properties that follow another one, as x and y follow
  /// theta. `at_once`: without a ramp.
  void change(const FilterSettings::Write &write, bool at_once);
  /// Before start() the name is only kept. Later the model is loaded aside and takes over between two frames; when that
  /// cannot be, the old one goes on, the settings have its name again, and a warning is posted. Returns at once.
  void change_model(const std::string &name);
  std::string active_device() const { return session_.running().device; } ///< "" while stopped
  std::string active_model() const { return session_.running().path; }    ///< "" while stopped
  GstStructure *stats() const { return accounting_.stats(); }             ///< the caller owns it
  /// `live`: what comes from upstream is.
  GstClockTime latency(bool live) { return accounting_.latency(update_for(live) == Update::Live); }

  // ---- READY <-> PAUSED
  /// Loads and warms the model. Throws Error.
  void start();
  void stop();

  // ---- the streaming thread
  /// The next frame has nothing to do with the one before (a seek).
  void forget_faces() { session_.forget_faces(); }
  /// The frames to come are such. Throws Error(BadArgument) when others shall be shown again.
  void begin_video(const GstVideoInfo &info);
  /// The pipeline's latency, nanoseconds.
  void set_pipeline_latency(GstClockTime latency) { pipeline_latency_ = latency; }
  /// Whether a frame at `pts` goes on: all do, but those that a log that is shown again has not.
  bool shows(GstClockTime pts);
  /// False when `buffer` shall pass through untouched: at strength 0, and when it is interlaced.
  bool edits(const GstVideoInfo &info, GstBuffer *buffer);
  /// The frame at `pts` passed through, or was dropped because it came too late for the sink. Throws NotWritten.
  void leave_alone(GstClockTime pts, bool dropped);
  /// Edits `frame` in place, adds metadata to its buffer, sends tags ahead of it. Throws Error.
  void edit(GstVideoFrame &frame);
  EditTags &tags() { return tags_; }
  /// The stream ends. Throws Error: NotWritten; BadArgument when no frame was shown again.
  void finish();

private:
  /// What a model that took over has moved.
  struct Entered {
    std::optional<Model> model;
    FilterSettings::Followers followers;
  };

  /// A reference that does not keep the element alive. For the loader's thread.
  struct WeakReference {
    explicit WeakReference(gpointer object) { g_weak_ref_init(&reference, object); }
    ~WeakReference() { g_weak_ref_clear(&reference); }
    WeakReference(const WeakReference &) = delete;
    WeakReference &operator=(const WeakReference &) = delete;
    GWeakRef reference;
  };

  void open();
  void close_log();
  FrameRecord record_of(GstClockTime pts) const;
  EditReport edit_now(FaceEditor &editor, const Frame &view, GstBuffer *buffer, FrameRecord &record);
  Update update_for(bool live_source) const;
  EditReport show_again(FaceEditor &editor, const Frame &view, FrameRecord &record) const;
  void add_to_log(FrameRecord record);
  void begin_log(const Model &model);
  void request_model(const std::string &name);
  void finish_change(const std::string &name, const Entered &entered, std::exception_ptr trouble);
  void later(std::function<void()> work);
  std::string emotion_text() const;
  void notify(const std::vector<const char *> &properties);
  void warn_of(const Model &model);
  void note(Course course);
  void trace(const EditReport &report, GstClockTime pts, GstClockTime elapsed);

  GstBaseTransform *const element_;
  WeakReference weak_element_;
  FilterSettings settings_;
  Accounting accounting_;

  // Of the streaming thread; start() makes them anew before there is one.
  EditTags tags_;
  FrameCopy sham_frame_;
  std::optional<Course> course_; ///< of the frames of the moment
  bool warned_of_fields_ = false;
  std::vector<int> faces_in_view_; ///< ids, sorted
  std::optional<GstVideoInfo> video_;
  bool is_live_ = false; ///< the stream's source
  DetectorKind detector_ = DetectorKind::Dlib;
  std::optional<AppliedLog> log_;
  std::string logged_model_; ///< SHA-256
  std::optional<Replay> replay_;
  std::size_t shown_again_ = 0; ///< frames
  std::atomic<GstClockTime> pipeline_latency_{0};

  Session session_; ///< last, because it ends first: its loader uses all the others
};

} // namespace ganmut::plugin
