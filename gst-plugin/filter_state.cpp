#include "filter_state.h"

#include "bus_error.h"
#include "face_meta.h"
#include "frame_view.h"
#include "object_lock.h"

namespace ganmut::plugin {
namespace {

Model load(const std::string &name, GstBaseTransform *element) {
  if (name.empty())
    throw NotSet(ErrorKind::BadArgument,
                 "Property model is not set: give it a .safetensors or .ckpt file, or a model's name such as default.");
  auto model = Model::load(name);
  for (const auto &sentence : model.info().warnings)
    GST_ELEMENT_WARNING(element, RESOURCE, SETTINGS, ("%s", sentence.c_str()), ("%s", model.path().c_str()));
  return model;
}

} // namespace

Settings FilterState::settings() const {
  ObjectLock lock(element_);
  return settings_;
}

void FilterState::change(const std::function<void(Settings &)> &write) {
  notify(apply(write));
}

void FilterState::change_model(const std::string &name) {
  const auto set_name = [&name](Settings &settings) { settings.model = name; };
  {
    ObjectLock lock(element_);
    if (!space_)
      return set_name(settings_);
  }
  const Model model = load(name, element_);
  notify(worker_->run([&] {
    if (!editor_) // stopped in the meantime
      return apply(set_name);
    const Model old = editor_->model();
    editor_->set_model(model);
    try {
      return apply(set_name, &model.space());
    } catch (...) {
      editor_->set_model(old);
      throw;
    }
  }));
}

std::string FilterState::active_device() const {
  ObjectLock lock(element_);
  return device_;
}

GstStructure *FilterState::stats() const {
  ObjectLock lock(element_);
  return stats_.structure();
}

GstClockTime FilterState::latency() const {
  ObjectLock lock(element_);
  return latency_.latency();
}

void FilterState::start() {
  try {
    open();
  } catch (...) {
    stop();
    throw;
  }
}

void FilterState::open() {
  Settings initial = settings();
  const Model model = load(initial.model, element_);
  initial.target.resolve(model.space()); // an unknown emotion shows before the slow part
  if (!worker_)
    worker_.emplace();
  worker_->run([&] { editor_.emplace(model, initial.options); });
  tags_ = {};
  forget_faces_ = false;
  const std::string device = editor_->device();
  {
    ObjectLock lock(element_);
    device_ = device;
    stats_ = {};
    latency_ = {};
  }
  notify(apply([](Settings &) {}, &model.space()));
  g_object_notify(G_OBJECT(element_), "active-device");
  GST_INFO_OBJECT(element_, "model %s on %s", model.path().c_str(), device.c_str());

  const std::string wanted = settings().model;
  if (wanted != initial.model) // set while the first one was being loaded
    change_model(wanted);
}

void FilterState::stop() {
  {
    ObjectLock lock(element_);
    space_.reset();
    device_.clear();
  }
  if (worker_)
    worker_->run([this] { editor_.reset(); });
  g_object_notify(G_OBJECT(element_), "active-device");
}

void FilterState::edit(GstVideoFrame &frame) {
  const GstClockTime begin = gst_util_get_timestamp();
  const Frame view = view_of(frame);
  std::optional<double> seconds;
  if (GST_BUFFER_PTS_IS_VALID(frame.buffer))
    seconds = static_cast<double>(GST_BUFFER_PTS(frame.buffer)) / GST_SECOND;

  const EditReport report = worker_->run([&] {
    if (forget_faces_.exchange(false))
      editor_->reset();
    return editor_->edit(view, seconds, frame_settings(frame.buffer));
  });

  for (const EditedFace &face : report.faces)
    add_face_meta(frame.buffer, face, view.width, view.height);
  if (!report.faces.empty())
    if (GstEvent *tags = tags_.mark())
      gst_pad_push_event(GST_BASE_TRANSFORM_SRC_PAD(element_), tags);
  account(report, gst_util_get_timestamp() - begin);
}

FilterState::TargetChange FilterState::apply(const std::function<void(Settings &)> &write,
                                             const ConditionalSpace *entered) {
  ObjectLock lock(element_);
  Settings changed = settings_;
  write(changed);
  const ConditionalSpace *space = entered ? entered : space_ ? &*space_ : nullptr;
  if (space)
    changed.target.resolve(*space);
  if (entered)
    space_ = *entered;
  std::swap(settings_, changed);
  return {changed.target, settings_.target};
}

void FilterState::notify(const TargetChange &change) {
  const auto &[before, after] = change;
  const std::pair<const char *, bool> followers[] = {
      {"x", before.x() != after.x()},       {"y", before.y() != after.y()},
      {"z", before.z() != after.z()},       {"theta", before.theta() != after.theta()},
      {"rho", before.rho() != after.rho()}, {"emotion", before.emotion() != after.emotion()},
  };
  for (const auto &[name, changed] : followers)
    if (changed)
      g_object_notify(G_OBJECT(element_), name);
}

EditSettings FilterState::frame_settings(const GstBuffer *buffer) const {
  const GstClockTime time = gst_segment_to_stream_time(&element_->segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  const double seconds = GST_CLOCK_TIME_IS_VALID(time) ? static_cast<double>(time) / GST_SECOND : 0.0;
  ObjectLock lock(element_);
  EditSettings settings = settings_.edit;
  settings.point = settings_.target.point_at(seconds);
  return settings;
}

void FilterState::account(const EditReport &report, GstClockTime elapsed) {
  bool latency_changed = false;
  {
    ObjectLock lock(element_);
    stats_.add(report);
    latency_changed = latency_.add(elapsed);
  }
  if (latency_changed)
    gst_element_post_message(GST_ELEMENT_CAST(element_), gst_message_new_latency(GST_OBJECT_CAST(element_)));
}

} // namespace ganmut::plugin
