#include "trainer/sheets/sheets.h"

#include <fmt/format.h>
#include <ganmut/error.h>
#include <ganmut/space_grid.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "trainer/sheets/space_map.h"

namespace ganmut {

namespace {

/// The faces `pictures` [N, 3, S, S] by `generator`, which must outlive this.
Renderer renderer_of(GeneratorModule &generator, int dimensions, const torch::Tensor &pictures) {
  return [&generator, dimensions, pictures](const torch::Tensor &rows, const std::vector<Point> &points) {
    std::vector<float> numbers;
    for (const auto &point : points)
      numbers.insert(numbers.end(), {point.x, point.y, point.z});
    const auto codes = torch::tensor(numbers).view({-1, 3}).slice(1, 0, dimensions);
    return generator.forward(pictures.index_select(0, rows.to(pictures.device())), codes.to(pictures.device()));
  };
}

/// A picture [3, H, W] BGR in [-1, 1] as CV_8UC3 BGR.
cv::Mat to_picture(const torch::Tensor &picture) {
  const auto pixels =
      ((picture + 1) * 127.5).round().clamp(0, 255).to(torch::kCPU, torch::kByte).permute({1, 2, 0}).contiguous();
  return cv::Mat(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), CV_8UC3, pixels.data_ptr())
      .clone();
}

Point scaled(const Point &point, float by) {
  return {point.x * by, point.y * by, point.z * by};
}

/// The original on the left, then a column for each of `points`.
cv::Mat sheet_of(const Renderer &render, const torch::Tensor &pictures, const std::vector<Point> &points) {
  const auto n = pictures.size(0);
  std::vector<torch::Tensor> columns{pictures};
  for (const auto &point : points)
    columns.push_back(render(torch::arange(n), std::vector<Point>(static_cast<std::size_t>(n), point)));
  return to_picture(torch::cat(torch::cat(columns, 3).unbind(0), 1));
}

constexpr int cell_side = 96, label_width = 72, label_height = 22; // pixels

void write(cv::Mat &sheet, const std::string &text, const cv::Point &corner) {
  cv::putText(sheet, text, corner + cv::Point(4, 15), cv::FONT_HERSHEY_SIMPLEX, 0.42, cv::Scalar::all(0), 1,
              cv::LINE_AA);
}

cv::Mat slice(const Renderer &render, const ConditionalSpace &space, const cv::Size &grid, float z) {
  const auto cells = grid_over(space, grid.width, grid.height, z);
  cv::Mat sheet(label_height + grid.height * cell_side, label_width + grid.width * cell_side, CV_8UC3,
                cv::Scalar::all(255));
  for (int row = 0; row < grid.height; ++row) {
    const auto first = cells.begin() + row * grid.width;
    std::vector<Point> points;
    for (auto cell = first; cell != first + grid.width; ++cell)
      points.push_back(cell->point);
    const auto faces = render(torch::zeros({grid.width}, torch::kLong), points);
    const int top = label_height + row * cell_side;
    write(sheet, first->row, {0, top + (cell_side - label_height) / 2});
    for (int column = 0; column < grid.width; ++column) {
      const int left = label_width + column * cell_side;
      if (row == 0)
        write(sheet, first[column].column, {left, 0});
      const auto picture = to_picture(faces[column]);
      cv::resize(picture, sheet(cv::Rect(left, top, cell_side, cell_side)), {cell_side, cell_side}, 0, 0,
                 picture.cols > cell_side ? cv::INTER_AREA : cv::INTER_LINEAR);
    }
  }
  return sheet;
}

/// The first face all over `space` (see grid_over), coordinates at the columns and rows; a 3-D space in three slices
/// one below the other, each with its z in the corner. CV_8UC3 BGR.
cv::Mat gamut_sheet(const Renderer &render, const ConditionalSpace &space) {
  const bool linear = space.parametrization() == Parametrization::Linear;
  if (space.dimensions() == 2)
    return slice(render, space, linear ? cv::Size(12, 4) : cv::Size(9, 9), 0.F);
  std::vector<cv::Mat> slices;
  for (const float z : {0.75F, 0.F, -0.75F}) {
    slices.push_back(slice(render, space, linear ? cv::Size(12, 3) : cv::Size(9, 5), z));
    write(slices.back(), fmt::format("z {:.2f}", z), {0, 0});
  }
  cv::Mat sheet;
  cv::vconcat(slices, sheet);
  return sheet;
}

std::vector<Point> points_of_emotions(const ConditionalSpace &space) {
  const float strength = space.parametrization() == Parametrization::Linear ? 0.9F : 1.F;
  std::vector<Point> points;
  for (const auto &emotion : space.emotions())
    points.push_back(scaled(emotion.where, strength));
  return points;
}

/// The official sample sheets: `images.jpg` is emotions_sheet; in a linear space `images_emotion_K.jpg` shows the
/// original, then emotion K at 11 strengths from 0 to 1.
std::vector<Sheet> sample_sheets(const Renderer &render, const ConditionalSpace &space, const torch::Tensor &pictures) {
  std::vector<Sheet> sheets{{"images.jpg", "samples/images", sheet_of(render, pictures, points_of_emotions(space))}};
  if (space.parametrization() != Parametrization::Linear)
    return sheets;
  for (std::size_t k = 1; k < space.emotions().size(); ++k) {
    const auto &emotion = space.emotions()[k];
    std::vector<Point> points;
    for (int tenths = 0; tenths <= 10; ++tenths)
      points.push_back(scaled(emotion.where, static_cast<float>(tenths) / 10.F));
    sheets.push_back({"images_emotion_" + std::to_string(k) + ".jpg", "samples/" + emotion.name,
                      sheet_of(render, pictures, points)});
  }
  return sheets;
}

} // namespace

void write_sheet(const Sheet &sheet, const std::string &folder, std::int64_t number) {
  const auto path = folder + "/" + std::to_string(number) + "-" + sheet.file;
  if (!cv::imwrite(path, sheet.picture))
    throw Error(ErrorKind::Failed, "The picture " + path + " cannot be written.");
}

std::vector<Sheet> sheets_of(const Renderer &render, const ConditionalSpace &space, const torch::Tensor &pictures) {
  const torch::NoGradGuard no_grad;
  auto sheets = sample_sheets(render, space, pictures);
  sheets.push_back({"space.png", "space/map", space_map(space)});
  sheets.push_back({"gamut.jpg", "space/gamut", gamut_sheet(render, space)});
  return sheets;
}

std::vector<Sheet> sheets_of(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures) {
  const auto shown = pictures.to(generator.parameters().front().device());
  generator.eval(); // else the running statistics would follow what is looked at
  auto sheets = sheets_of(renderer_of(generator, space.dimensions(), shown), space, shown);
  generator.train();
  return sheets;
}

cv::Mat emotions_sheet(const Renderer &render, const ConditionalSpace &space, const torch::Tensor &pictures) {
  return sheet_of(render, pictures, points_of_emotions(space));
}

cv::Mat emotions_sheet(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures) {
  return emotions_sheet(renderer_of(generator, space.dimensions(), pictures), space, pictures);
}

} // namespace ganmut
