#include <algorithm>
#include <chrono>
#include <cmath>

#include <ganmut/error.h>
#include <ganmut/face_editor.h>

#include "composite/compositor.h"
#include "engine/engine.h"
#include "engine/live_engine.h"
#include "error/translate.h"
#include "face/face_follower.h"
#include "face/worn_glasses.h"
#include "geometry/placement.h"

namespace ganmut {

namespace {

/// Microseconds since it was last asked.
class Stopwatch {
public:
  std::int64_t lap() {
    const auto now = std::chrono::steady_clock::now();
    const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(now - last_);
    last_ = now;
    return spent.count();
  }

private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

std::unique_ptr<Detector> make_detector(const EditorOptions &options) {
  switch (options.detector) {
  case DetectorKind::Cascade:
    return make_cascade_detector(options.detector_model);
  case DetectorKind::Yunet:
    return make_yunet_detector(options.detector_model);
  case DetectorKind::Dlib:
  case DetectorKind::Given:
    break;
  }
  return make_dlib_detector();
}

void check(const Frame &frame) {
  if (frame.width <= 0 || frame.height <= 0 || frame.planes[0] == nullptr)
    throw Error(ErrorKind::BadArgument, "The frame is empty: it needs a width, a height and pixels.");
}

void check(const EditSettings &settings) {
  const auto demand = [](bool met, const char *sentence) {
    if (!met)
      throw Error(ErrorKind::BadArgument, sentence);
  };
  demand(settings.strength >= 0.F && settings.strength <= 1.F, "The strength must be between 0 and 1.");
  demand(settings.feather >= 0.F && settings.feather <= 0.5F, "The feather must be between 0 and 0.5.");
  demand(settings.keep_speech >= 0.F && settings.keep_speech <= 1.F, "The speech to keep must be between 0 and 1.");
  demand(std::isfinite(settings.point.x + settings.point.y + settings.point.z), "The point is not a number.");
  demand(std::all_of(settings.action_units.begin(), settings.action_units.end(),
                     [](float amount) { return std::isfinite(amount); }),
         "An action unit is not a number.");
  demand(settings.follow.detect_interval >= 1, "The detect interval must be at least 1 frame.");
}

void check(const std::vector<float> &action_units, const ModelInfo &info) {
  if (!action_units.empty() && action_units.size() != info.units.size())
    throw Error(ErrorKind::BadArgument, "The action units are those of another model; read them for the one in use.");
}

std::vector<int> ids_of(const std::vector<Face> &faces) {
  std::vector<int> ids;
  for (const auto &face : faces)
    ids.push_back(face.id);
  return ids;
}

} // namespace

struct PreparedModel::State {
  Model model;
  std::shared_ptr<Engine> engine; ///< shared with what is being rendered when another model takes over
};

PreparedModel::PreparedModel(std::unique_ptr<State> state) : state_(std::move(state)) {}
PreparedModel::PreparedModel(PreparedModel &&) noexcept = default;
PreparedModel &PreparedModel::operator=(PreparedModel &&) noexcept = default;
PreparedModel::~PreparedModel() = default;

const Model &PreparedModel::model() const {
  return state_->model;
}

const std::string &PreparedModel::device() const {
  return state_->engine->device();
}

const std::string &PreparedModel::engine() const {
  return state_->engine->name();
}

std::int64_t PreparedModel::warm_up_time() const {
  return state_->engine->warm_up_time();
}

// Hidden: a class inside an exported one would be exported with it.
struct __attribute__((visibility("hidden"))) FaceEditor::State {
  State(PreparedModel with, const EditorOptions &asked)
      : options(asked), prepared(std::move(with)),
        follower(make_detector(asked), std::make_unique<Landmarker>(asked.landmarks_model)) {}

  const cv::Mat &mask_for(int size, float feather) {
    if (mask.rows != size || mask_feather != feather) {
      mask = soft_mask(size, feather);
      mask_feather = feather;
    }
    return mask;
  }

  /// `boxes`: those of another detector, or null.
  EditReport edit(const Frame &frame, const std::vector<Box> *boxes, std::optional<double> pts,
                  const EditSettings &settings);
  /// `are_followed`: whether their ids mean the same faces in the frame before; photographs have nothing in common.
  EditReport edit(const Frame &frame, const std::vector<Face> &faces, const EditSettings &settings, bool are_followed);
  EditReport edit_live(const Frame &frame, const std::vector<Face> &faces, double pts, const EditSettings &settings);
  Placement placement_of(const Face &face, const Frame &frame) const;
  /// `id`: the face's, 0 where it is not followed.
  FaceRequest request_of(const Frame &frame, const Face &face, int id, const Placement &placement,
                         const EditSettings &settings);
  void put_back(const Frame &frame, const Placement &placement, const Rendering &rendering,
                const EditSettings &settings, float presence);

  /// With a point of the model's space. Throws Error(BadArgument) for action units of another model.
  EditSettings checked(EditSettings settings) const {
    check(settings.action_units, model().info());
    settings.point = model().space().clamp(settings.point);
    return settings;
  }

  const Model &model() const { return prepared.model(); }
  Engine &engine() const { return *prepared.state_->engine; }

  EditorOptions options;
  PreparedModel prepared;
  FaceFollower follower;
  cv::Mat mask;
  float mask_feather = -1.F;
  Workspace workspace;
  WornGlasses glasses;
  LiveEngine live;
};

void FaceEditor::State::put_back(const Frame &frame, const Placement &placement, const Rendering &rendering,
                                 const EditSettings &settings, float presence) {
  const auto &mask = mask_for(placement.image_size(), settings.feather);
  const float strength = settings.strength * presence;
  if (settings.composite == Composite::Residual)
    add_residual(frame, rendering, placement.to_frame(), mask, strength, &workspace);
  else
    paste(frame, rendering, placement, mask, strength);
}

Placement FaceEditor::State::placement_of(const Face &face, const Frame &frame) const {
  const auto &info = model().info();
  return {info.alignment, info.image_size, {frame.width, frame.height}, face};
}

FaceRequest FaceEditor::State::request_of(const Frame &frame, const Face &face, int id, const Placement &placement,
                                          const EditSettings &settings) {
  FaceRequest request{cut_out(frame, placement), settings.point, placement.aligned(face.landmarks),
                      settings.keep_speech, settings.action_units};
  if (model().info().output == OutputKind::Layers)
    request.glasses = glasses.look(id, request.crop, request.landmarks);
  request.id = id;
  request.picture = settings.composite == Composite::Replace;
  return request;
}

EditReport FaceEditor::State::edit(const Frame &frame, const std::vector<Face> &faces, const EditSettings &settings,
                                   bool are_followed) {
  EditReport report;
  Stopwatch watch;
  glasses.keep_only(ids_of(faces));
  std::vector<Placement> placements;
  std::vector<FaceRequest> requests;
  for (const auto &face : faces) {
    placements.push_back(placement_of(face, frame));
    requests.push_back(request_of(frame, face, are_followed ? face.id : 0, placements.back(), settings));
  }
  live.finish();
  const auto renderings = engine().run(requests);
  report.times.generate = watch.lap();
  for (std::size_t i = 0; i < faces.size(); ++i) {
    put_back(frame, placements[i], renderings[i], settings, faces[i].presence);
    report.faces.push_back({faces[i], settings.point});
  }
  draw_faces(frame, faces, settings.draw);
  report.times.composite = watch.lap();
  return report;
}

EditReport FaceEditor::State::edit_live(const Frame &frame, const std::vector<Face> &faces, double pts,
                                        const EditSettings &settings) {
  EditReport report;
  Stopwatch watch;
  live.advance(pts);
  auto ids = ids_of(faces);
  live.keep_only(ids);
  glasses.keep_only(ids);
  if (live.is_due() && !faces.empty()) {
    std::vector<FaceRequest> requests;
    for (const auto &face : faces)
      requests.push_back(request_of(frame, face, face.id, placement_of(face, frame), settings));
    const auto &info = model().info();
    live.begin({prepared.state_->engine, info.alignment, info.image_size}, std::move(ids), std::move(requests));
  }
  report.times.generate = watch.lap();
  for (const auto &face : faces) {
    const auto *shown = live.shown(face.id);
    if (shown == nullptr || (settings.composite == Composite::Replace && shown->rendering.picture.empty()))
      continue;
    const auto &[engine, alignment, image_size] = shown->source;
    const Placement placement(alignment, image_size, {frame.width, frame.height}, face);
    const FaceRequest now{{},
                          settings.point,
                          placement.aligned(face.landmarks),
                          settings.keep_speech,
                          settings.action_units,
                          glasses.share(face.id)};
    const bool is_of_this_model = engine == prepared.state_->engine; // the settings are, too
    put_back(frame, placement, is_of_this_model ? engine->carried_on(shown->rendering, now) : shown->rendering,
             settings, face.presence);
    report.faces.push_back({face, settings.point});
  }
  draw_faces(frame, faces, settings.draw);
  report.times.composite = watch.lap();
  return report;
}

FaceEditor::FaceEditor(const Model &model, const EditorOptions &options)
    : state_(translated("make a face editor",
                        [&] { return std::make_unique<State>(prepare(model, options), options); })) {}
FaceEditor::FaceEditor(FaceEditor &&) noexcept = default;
FaceEditor &FaceEditor::operator=(FaceEditor &&) noexcept = default;
FaceEditor::~FaceEditor() = default;

EditReport FaceEditor::edit(const Frame &frame, std::optional<double> pts, const EditSettings &settings) {
  return state_->edit(frame, nullptr, pts, settings);
}

EditReport FaceEditor::edit(const Frame &frame, const std::vector<Box> &boxes, std::optional<double> pts,
                            const EditSettings &settings) {
  return state_->edit(frame, &boxes, pts, settings);
}

EditReport FaceEditor::State::edit(const Frame &frame, const std::vector<Box> *boxes, std::optional<double> pts,
                                   const EditSettings &settings) {
  check(frame);
  check(settings);
  if (settings.strength <= 0.F)
    return {};
  Stopwatch watch;
  const bool is_live = settings.update == Update::Live && pts;
  const auto faces = translated("find the faces of the frame", [&] {
    const cv::Mat grey = grey_of(frame);
    return boxes != nullptr ? follower.follow(grey, *boxes, pts, settings.follow)
                            : follower.follow(grey, pts, settings.follow, !is_live);
  });
  const auto find_time = watch.lap();
  auto report = translated("edit the frame", [&] {
    return is_live         ? edit_live(frame, faces, *pts, checked(settings))
           : faces.empty() ? EditReport()
                           : edit(frame, faces, checked(settings), pts.has_value());
  });
  report.times.find = find_time;
  return report;
}

EditReport FaceEditor::edit(const Frame &frame, const std::vector<Face> &faces, const EditSettings &settings) {
  check(frame);
  check(settings);
  if (faces.empty() || settings.strength <= 0.F)
    return {};
  return translated("edit the frame", [&] { return state_->edit(frame, faces, state_->checked(settings), true); });
}

PreparedModel FaceEditor::prepare(const Model &model, const EditorOptions &options) {
  return translated("prepare the model '" + model.path() + "'", [&] {
    return PreparedModel(std::make_unique<PreparedModel::State>(
        PreparedModel::State{model, make_engine(model, {options.device, options.threads, options.engine})}));
  });
}

PreparedModel FaceEditor::set_model(PreparedModel model) {
  std::swap(state_->prepared, model);
  return model;
}

void FaceEditor::set_model(const Model &model) {
  set_model(prepare(model, state_->options));
}

void FaceEditor::reset() {
  state_->follower.reset();
  state_->glasses.forget();
}

const Model &FaceEditor::model() const {
  return state_->prepared.model();
}

const std::string &FaceEditor::device() const {
  return state_->prepared.device();
}

const std::string &FaceEditor::engine() const {
  return state_->prepared.engine();
}

std::int64_t FaceEditor::warm_up_time() const {
  return state_->prepared.warm_up_time();
}

} // namespace ganmut
