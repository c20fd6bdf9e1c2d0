#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

#include <ganmut/face_editor.h>

#include "edit_tags.h"
#include "latency_meter.h"
#include "settings.h"
#include "stats.h"
#include "worker.h"

namespace ganmut::plugin {

/// Everything that one ganmutfilter owns.
///
/// Threads: the application sets and reads properties at any time, the streaming thread brings frames, and the
/// worker runs the network. What they share is guarded by the element's object lock, which is never held
/// across loading, the network or a signal.
class FilterState {
public:
  /// `element` outlives this object.
  explicit FilterState(GstBaseTransform *element) : element_(element) {}

  // ---- the application's side
  Settings settings() const;
  /// Lets `write` change the settings: all of it counts, or nothing when it names an emotion that the running model
  /// does not know (throws Error). Notifies the properties that follow another one, as x and y follow theta.
  void change(const std::function<void(Settings &)> &write);
  /// Before start() the name is only kept. Later the file is loaded in the caller's thread and takes over
  /// between two frames; when that cannot be, throws Error and the old model stays.
  void change_model(const std::string &name);
  std::string active_device() const; ///< "" while stopped
  GstStructure *stats() const;       ///< the caller owns it
  GstClockTime latency() const;

  // ---- READY <-> PAUSED
  /// Loads and warms the model. Throws Error.
  void start();
  void stop();

  // ---- the streaming thread
  /// The next frame has nothing to do with the one before (a seek, another size).
  void forget_faces() { forget_faces_ = true; }
  /// Edits `frame` in place, adds metadata to its buffer, sends tags ahead of it. Throws Error.
  void edit(GstVideoFrame &frame);
  EditTags &tags() { return tags_; }

private:
  struct TargetChange {
    EmotionTarget before, after;
  };
  void open();
  /// change() without the notifications; `entered`: the space of a model that takes over.
  TargetChange apply(const std::function<void(Settings &)> &write, const ConditionalSpace *entered = nullptr);
  void notify(const TargetChange &change);
  EditSettings frame_settings(const GstBuffer *buffer) const;
  void account(const EditReport &report, GstClockTime elapsed);

  GstBaseTransform *const element_;

  // Under the object lock.
  Settings settings_;
  std::optional<ConditionalSpace> space_; ///< of the running model; nothing while stopped
  std::string device_;
  Stats stats_;
  LatencyMeter latency_;

  std::optional<FaceEditor> editor_; ///< touched on the worker only
  std::optional<Worker> worker_;     ///< from the first start() to the end of the element
  EditTags tags_;
  std::atomic<bool> forget_faces_{false};
};

} // namespace ganmut::plugin
