#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <gst/gst.h>

#include <ganmut/face_editor.h>

#include "accounting.h"
#include "worker.h"

namespace ganmut::plugin {

/// Loads a model for the element. Throws Error; NotSet for an empty name.
Model load_model(const std::string &name);

/// The model at work: its editor, the thread that edits, and the thread that loads the next model meanwhile.
///
/// The worker owns the editor, so whatever touches it happens between two frames. The loader builds and warms a model
/// while frames go on with the old one; only the exchange itself is the worker's. Waiting goes one way: callers and the
/// loader wait for the worker, nobody waits for the loader but the destructor.
class Session {
public:
  /// `element` is named in the log and outlives this object.
  explicit Session(GstElement *element) : element_(element) {}
  /// Waits for a model that is being loaded.
  ~Session();

  /// What the user calls a model, and the file that this was.
  struct Running {
    std::string name, path, device;
  };

  // ---- READY <-> PAUSED
  /// Builds `model`, warms it up, and tries the detector as `follow` asks for it, and the compositor. Throws Error;
  /// then nothing runs.
  ExpectedTimes start(const std::string &name, const Model &model, const EditorOptions &options,
                      const FollowSettings &follow);
  /// At once, also while a model is being loaded: it will be dropped.
  void stop();

  // ---- any thread
  /// Empty strings while stopped.
  Running running() const;

  /// What becomes of a change_model().
  struct Change {
    /// Between two frames, just before the model takes over. What it throws keeps the old model.
    std::function<void(const Model &)> enter;
    /// At the end, in the loader's thread: null, or why the old model stays. Throws nothing. Not called for a change
    /// that a later one or stop() has overtaken before the model took over.
    std::function<void(std::exception_ptr)> done;
  };
  /// Loads the model aside and lets it take over; returns at once. Of several calls the last counts. Nothing happens
  /// while stopped.
  void change_model(const std::string &name, Change change);

  /// The next frame has nothing to do with the one before (a seek, another size).
  void forget_faces() { forget_faces_ = true; }

  // ---- the streaming thread
  struct Edited {
    EditReport report;
    Model model;                 ///< that did it
    bool beside_loading = false; ///< a model was being loaded meanwhile
  };
  /// Lets `work` edit a frame when its turn has come. Throws what it throws.
  Edited edit(const std::function<EditReport(FaceEditor &)> &work);

private:
  void load_aside(std::uint64_t turn, const std::string &name, const EditorOptions &options, const Change &change);
  bool take_over(std::uint64_t turn, const std::string &name, PreparedModel &next, const Change &change);
  bool is_current(std::uint64_t turn) const;

  GstElement *const element_;

  mutable std::mutex mutex_; // guards what follows up to the editor; nothing else is called or locked under it
  bool started_ = false;
  Running running_;
  EditorOptions options_;
  std::uint64_t turn_ = 0; ///< of the newest change_model() or stop()
  bool loading_ = false;

  std::optional<FaceEditor> editor_; ///< touched on the worker only
  std::atomic<bool> forget_faces_{false};
  std::optional<Worker> worker_; ///< from the first start() on
  std::optional<Worker> loader_; ///< the same; last, because it ends first: it uses all the others
};

} // namespace ganmut::plugin
