#include "trainer/evaluation/judged_model.h"

#include <algorithm>
#include <cmath>

#include "composite/compositor.h"
#include "geometry/alignment.h"
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

cv::Mat JudgedModel::crop(const cv::Mat &photo, const Face &face) const {
  const auto &info = model().info();
  const auto frame = frame_of(photo);
  if (info.alignment.kind == Alignment::Kind::Box)
    return cut_out_box(frame, face.box, info.image_size);
  return cut_out(frame, aligned_to_frame(info.alignment, info.image_size, face), info.image_size);
}

std::vector<cv::Mat> JudgedModel::render(const std::vector<cv::Mat> &crops, const std::vector<Point> &points) {
  constexpr std::size_t batch = 16;
  std::vector<cv::Mat> pictures;
  for (std::size_t first = 0; first < crops.size(); first += batch) {
    const auto last = std::min(first + batch, crops.size());
    const auto part = [&](const auto &all) {
      return std::vector(all.begin() + static_cast<std::ptrdiff_t>(first),
                         all.begin() + static_cast<std::ptrdiff_t>(last));
    };
    for (const auto &rendering : engine_->run(part(crops), part(points))) {
      pictures.emplace_back();
      rendering.picture.convertTo(pictures.back(), CV_32F, 255);
    }
  }
  return pictures;
}

} // namespace ganmut
