#include "session.h"

#include <vector>

#include "bus_error.h"
#include "debug.h"

namespace ganmut::plugin {
namespace {

/// A picture of usual size, of which only the size counts.
struct Rehearsal {
  Rehearsal() : grey(640 * 480, 128) {
    frame.format = PixelFormat::GRAY8;
    frame.width = 640;
    frame.height = 480;
    frame.planes[0] = grey.data();
    frame.strides[0] = frame.width;
  }
  std::vector<std::uint8_t> grey;
  Frame frame;
};

/// Nanoseconds that the detector takes where there is no face.
GstClockTime time_of_detection(FaceEditor &editor, const FollowSettings &follow) {
  const Rehearsal rehearsal;
  EditSettings settings;
  settings.follow = follow;
  return static_cast<GstClockTime>(editor.edit(rehearsal.frame, std::nullopt, settings).times.find) * GST_USECOND;
}

/// Nanoseconds that the compositor takes for the samples of a face as large as the picture.
GstClockTime time_of_composite(FaceEditor &editor) {
  const Rehearsal rehearsal;
  const auto &[format, width, height, planes, strides, matrix, range] = rehearsal.frame;
  Face face;
  face.box = {0.2F * width, 0.2F * height, 0.6F * height, 0.6F * height};
  for (std::size_t i = 0; i < face.landmarks.size(); ++i) // right eye, left eye; all others where the nose is
    face.landmarks[i] = {(i >= 36 && i < 42   ? 0.35F
                          : i >= 42 && i < 48 ? 0.65F
                                              : 0.5F) *
                             static_cast<float>(width),
                         (i >= 36 && i < 48 ? 0.4F : 0.6F) * static_cast<float>(height)};
  return static_cast<GstClockTime>(editor.edit(rehearsal.frame, {face}, EditSettings()).times.composite) * GST_USECOND;
}

} // namespace

Model load_model(const std::string &name) {
  if (name.empty())
    throw NotSet(ErrorKind::BadArgument,
                 "Property model is not set: give it a .safetensors or .ckpt file, or a model's name such as default.");
  return Model::load(name);
}

Session::~Session() {
  std::lock_guard lock(mutex_);
  ++turn_; // what is still being loaded is for nobody
}

ExpectedTimes Session::start(const std::string &name, const Model &model, const EditorOptions &options,
                             const FollowSettings &follow) {
  if (!worker_)
    worker_.emplace();
  if (!loader_)
    loader_.emplace();
  Running running{name, model.path(), {}};
  const ExpectedTimes expected = worker_->run([&] {
    FaceEditor editor(model, options);
    running.device = editor.device();
    const auto network = static_cast<GstClockTime>(editor.warm_up_time()) * GST_USECOND;
    const GstClockTime detection = time_of_detection(editor, follow);
    const GstClockTime composite = time_of_composite(editor);
    GST_INFO_OBJECT(element_,
                    "model %s on %s by %s; a face takes %" G_GUINT64_FORMAT " us, a detection %" G_GUINT64_FORMAT
                    " us, compositing %" G_GUINT64_FORMAT " us",
                    running.path.c_str(), running.device.c_str(), editor.engine().c_str(), network / GST_USECOND,
                    detection / GST_USECOND, composite / GST_USECOND);
    editor_.emplace(std::move(editor));
    return ExpectedTimes{network + detection + composite, 2 * composite}; // colour, landmarks
  });
  forget_faces_ = false;
  std::lock_guard lock(mutex_);
  started_ = true;
  loading_ = false;
  running_ = running;
  options_ = options;
  return expected;
}

void Session::stop() {
  {
    std::lock_guard lock(mutex_);
    ++turn_;
    started_ = loading_ = false;
    running_ = {};
  }
  if (worker_)
    worker_->run([this] { editor_.reset(); });
}

Session::Running Session::running() const {
  std::lock_guard lock(mutex_);
  return running_;
}

bool Session::is_current(std::uint64_t turn) const {
  std::lock_guard lock(mutex_);
  return turn == turn_;
}

void Session::change_model(const std::string &name, Change change) {
  std::uint64_t turn = 0;
  EditorOptions options;
  {
    std::lock_guard lock(mutex_);
    if (!started_)
      return;
    options = options_;
    turn = ++turn_;
    loading_ = true;
  }
  loader_->post([this, turn, name, options, change = std::move(change)] {
    try {
      load_aside(turn, name, options, change);
    } catch (...) { // only without any memory, and a thread has nobody above it
      GST_ERROR_OBJECT(element_, "the change to model '%s' came to no end", name.c_str());
    }
  });
}

void Session::load_aside(std::uint64_t turn, const std::string &name, const EditorOptions &options,
                         const Change &change) {
  if (!is_current(turn))
    return;
  std::exception_ptr trouble;
  bool current = true;
  try {
    GST_INFO_OBJECT(element_, "loading model '%s' while frames go on", name.c_str());
    PreparedModel next = FaceEditor::prepare(load_model(name), options);
    GST_DEBUG_OBJECT(element_, "model '%s' is ready, and waits for the end of a frame", name.c_str());
    current = worker_->run([&] { return take_over(turn, name, next, change); });
    // Here `next` is the old model: it is destroyed in this thread, not between two frames.
  } catch (...) {
    trouble = std::current_exception();
    current = worker_->run([&] { // on the worker, so that no frame is half beside it
      std::lock_guard lock(mutex_);
      loading_ = loading_ && turn != turn_;
      return turn == turn_;
    });
  }
  if (current)
    change.done(trouble);
  else
    GST_INFO_OBJECT(element_, "model '%s' is no longer wanted", name.c_str());
}

bool Session::take_over(std::uint64_t turn, const std::string &name, PreparedModel &next, const Change &change) {
  if (!is_current(turn))
    return false;
  change.enter(next.model());
  next = editor_->set_model(std::move(next));
  const Running running{name, editor_->model().path(), editor_->device()};
  GST_INFO_OBJECT(element_, "model %s takes over from %s on %s", running.path.c_str(), next.model().path().c_str(),
                  running.device.c_str());
  std::lock_guard lock(mutex_);
  if (started_)
    running_ = running;
  loading_ = loading_ && turn != turn_;
  return true;
}

Session::Edited Session::edit(const std::function<EditReport(FaceEditor &)> &work) {
  return worker_->run([&] {
    if (forget_faces_.exchange(false)) {
      GST_DEBUG_OBJECT(element_, "forgetting the faces: the stream goes on somewhere else");
      editor_->reset();
    }
    EditReport report = work(*editor_);
    Edited edited{std::move(report), editor_->model(), false};
    std::lock_guard lock(mutex_); // whatever ends a load does so between two frames
    edited.beside_loading = loading_;
    return edited;
  });
}

} // namespace ganmut::plugin
