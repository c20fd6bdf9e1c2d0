#include "face/landmarker.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <dlib/image_processing/shape_predictor.h>
#include <dlib/opencv.h>

#include <ganmut/error.h>

namespace ganmut {

struct Landmarker::State {
  dlib::shape_predictor predictor;
};

Landmarker::Landmarker(const std::string &path) : state_(std::make_unique<State>()) {
  const std::string file = path.empty() ? GANMUT_LANDMARKS : path;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored))
    throw Error(ErrorKind::NotFound,
                "There is no landmarks model '" + file +
                    "'; install Debian's libdlib-data or name a 68-point shape predictor of dlib.");
  try {
    dlib::deserialize(file) >> state_->predictor;
  } catch (const std::exception &error) { // a damaged file also shows as bad_alloc or length_error
    throw Error(ErrorKind::BadFile, "The landmarks model '" + file + "' is damaged or no shape predictor of dlib.",
                error.what());
  }
  if (state_->predictor.num_parts() != Landmarks().size())
    throw Error(ErrorKind::WrongKind, "The landmarks model '" + file + "' does not give the 68 points of iBUG 300-W.",
                "it gives " + std::to_string(state_->predictor.num_parts()));
}

Landmarker::~Landmarker() = default;

Landmarks Landmarker::find(const cv::Mat &grey, const Box &box) const {
  const dlib::rectangle rectangle(std::lround(box.x), std::lround(box.y), std::lround(box.x + box.width) - 1,
                                  std::lround(box.y + box.height) - 1);
  const auto shape = state_->predictor(dlib::cv_image<unsigned char>(grey), rectangle);
  Landmarks landmarks;
  for (std::size_t i = 0; i < landmarks.size(); ++i)
    landmarks[i] = {static_cast<float>(shape.part(i).x()), static_cast<float>(shape.part(i).y())};
  return landmarks;
}

Box box_around(const Landmarks &landmarks) {
  // Medians of (dlib's box against dlib's landmarks) over 6,000 press photographs, in units of the points' RMS radius.
  constexpr float side_per_radius = 2.93F;
  constexpr float rise_per_radius = 0.17F;
  const auto count = static_cast<float>(landmarks.size());
  float x = 0.F;
  float y = 0.F;
  for (const Pixel &p : landmarks) {
    x += p.x / count;
    y += p.y / count;
  }
  float square = 0.F;
  for (const Pixel &p : landmarks)
    square += ((p.x - x) * (p.x - x) + (p.y - y) * (p.y - y)) / count;
  const float radius = std::sqrt(square);
  const float side = side_per_radius * radius;
  return {x - side / 2.F, y - rise_per_radius * radius - side / 2.F, side, side};
}

} // namespace ganmut
