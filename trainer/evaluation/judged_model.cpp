#include "trainer/evaluation/judged_model.h"

#include <algorithm>
#include <cmath>

#include "composite/compositor.h"
#include "trainer/data/picture_file.h"
#include "trainer/evaluation/evaluation_data.h"

namespace ganmut {

namespace {

EditorOptions editor_options(const std::string &device) {
  EditorOptions options;
  options.device = device;
  return options;
}

} // namespace

JudgedModel::JudgedModel(const Model &model, const std::vector<std::string> &emotions, const std::string &device)
    : editor_(model, editor_options(device)), engine_(make_torch_engine(model, device, 0)) {
  for (const auto &name : emotions)
    places_.push_back(model.space().point(name));
}

Point JudgedModel::on_the_way(int emotion, double part) const {
  const auto from = places_.front(), to = places_[static_cast<std::size_t>(emotion)];
  const auto between = [t = static_cast<float>(part)](float a, float b) { return a + t * (b - a); };
  return {between(from.x, to.x), between(from.y, to.y), between(from.z, to.z)};
}

Point JudgedModel::towards(double theta, double radius) const {
  const bool square = model().info().parametrization == Parametrization::Gaussian;
  const double border = square ? 1 / std::max(std::abs(std::cos(theta)), std::abs(std::sin(theta))) : 1;
  return model().space().clamp(to_point({static_cast<float>(theta), static_cast<float>(radius * border)}));
}

void JudgedModel::edit(cv::Mat &photo, const Face &face, const Point &point) {
  EditSettings settings;
  settings.point = point;
  editor_.edit(frame_of(photo), std::vector<Face>{face}, settings);
}

std::optional<Face> JudgedModel::edit_next(cv::Mat &frame, double pts, const Point &point) {
  EditSettings settings;
  settings.point = point;
  settings.keep_speech = 1;
  settings.follow.select = FaceSelection::Largest;
  const auto report = editor_.edit(frame_of(frame), pts, settings);
  return report.faces.empty() ? std::nullopt : std::optional<Face>(report.faces.front().face);
}

void JudgedModel::edit(cv::Mat &photo, const Face &face, const RenderedLayers &layers) const {
  const auto mask = soft_mask(model().info().image_size, EditSettings().feather);
  edit_layers(frame_of(photo), layers, placement(photo, face).to_frame(), mask, 1);
}

RenderedLayers JudgedModel::layers(const FaceCrop &crop, const Point &point) {
  return engine_->run({{crop.picture, point, crop.face.landmarks}}).front().layers.value();
}

Placement JudgedModel::placement(const cv::Mat &photo, const Face &face) const {
  return {model().info().alignment, model().info().image_size, photo.size(), face};
}

FaceCrop JudgedModel::crop(const cv::Mat &photo, const Face &face) const {
  const auto placement = this->placement(photo, face);
  FaceCrop crop{cut_out(frame_of(photo), placement), face};
  crop.face.landmarks = placement.aligned(face.landmarks);
  const auto scale = 1 / static_cast<float>(cv::norm(placement.to_frame().col(0)));
  Landmarks corner{};
  corner[0] = {face.box.x, face.box.y};
  const auto [x, y] = placement.aligned(corner)[0];
  crop.face.box = {x, y, scale * face.box.width, scale * face.box.height};
  return crop;
}

std::vector<cv::Mat> JudgedModel::render(const std::vector<FaceCrop> &crops, const std::vector<Point> &points) {
  constexpr std::size_t batch = 16;
  std::vector<cv::Mat> pictures;
  for (std::size_t first = 0; first < crops.size(); first += batch) {
    std::vector<FaceRequest> requests;
    for (std::size_t i = first; i < std::min(first + batch, crops.size()); ++i)
      requests.push_back({crops[i].picture, points[i], crops[i].face.landmarks});
    for (const auto &rendering : engine_->run(requests)) {
      pictures.emplace_back();
      rendering.picture.convertTo(pictures.back(), CV_32F, 255);
    }
  }
  return pictures;
}

} // namespace ganmut
