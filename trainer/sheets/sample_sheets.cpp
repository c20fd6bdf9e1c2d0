#include "trainer/sheets/sample_sheets.h"

#include "trainer/sheets/rendered.h"

namespace ganmut {

namespace {

Point scaled(const Point &point, float by) {
  return {point.x * by, point.y * by, point.z * by};
}

/// The original on the left, then a column for each of `points`.
cv::Mat sheet_of(GeneratorModule &generator, const torch::Tensor &pictures, const std::vector<Point> &points,
                 int dimensions) {
  std::vector<torch::Tensor> columns{pictures};
  for (const auto &point : points)
    columns.push_back(rendered(generator, pictures,
                               std::vector<Point>(static_cast<std::size_t>(pictures.size(0)), point), dimensions));
  return to_picture(torch::cat(torch::cat(columns, 3).unbind(0), 1));
}

} // namespace

cv::Mat emotions_sheet(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures) {
  const float strength = space.parametrization() == Parametrization::Linear ? 0.9F : 1.F;
  std::vector<Point> points;
  for (const auto &emotion : space.emotions())
    points.push_back(scaled(emotion.where, strength));
  return sheet_of(generator, pictures, points, space.dimensions());
}

std::vector<Sheet> sample_sheets(GeneratorModule &generator, const ConditionalSpace &space,
                                 const torch::Tensor &pictures) {
  std::vector<Sheet> sheets{{"images.jpg", "samples/images", emotions_sheet(generator, space, pictures)}};
  if (space.parametrization() != Parametrization::Linear)
    return sheets;
  for (std::size_t k = 1; k < space.emotions().size(); ++k) {
    const auto &[name, where, covariance] = space.emotions()[k];
    std::vector<Point> points;
    for (int tenths = 0; tenths <= 10; ++tenths)
      points.push_back(scaled(where, static_cast<float>(tenths) / 10.F));
    sheets.push_back({"images_emotion_" + std::to_string(k) + ".jpg", "samples/" + name,
                      sheet_of(generator, pictures, points, space.dimensions())});
  }
  return sheets;
}

} // namespace ganmut
