#include "trainer/sheets/gamut_sheet.h"

#include <cstdio>

#include <ganmut/space_grid.h>
#include <opencv2/imgproc.hpp>

#include "trainer/sheets/rendered.h"

namespace ganmut {

namespace {

constexpr int cell_side = 96, label_width = 72, label_height = 22; // pixels

void write(cv::Mat &sheet, const std::string &text, const cv::Point &corner) {
  cv::putText(sheet, text, corner + cv::Point(4, 15), cv::FONT_HERSHEY_SIMPLEX, 0.42, cv::Scalar::all(0), 1,
              cv::LINE_AA);
}

cv::Mat slice(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &face,
              const cv::Size &grid, float z) {
  const auto cells = grid_over(space, grid.width, grid.height, z);
  cv::Mat sheet(label_height + grid.height * cell_side, label_width + grid.width * cell_side, CV_8UC3,
                cv::Scalar::all(255));
  for (int row = 0; row < grid.height; ++row) {
    const auto first = cells.begin() + row * grid.width;
    std::vector<Point> points;
    for (auto cell = first; cell != first + grid.width; ++cell)
      points.push_back(cell->point);
    const auto faces = rendered(generator, face.expand({grid.width, -1, -1, -1}), points, space.dimensions());
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

} // namespace

cv::Mat gamut_sheet(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &face) {
  const bool linear = space.parametrization() == Parametrization::Linear;
  if (space.dimensions() == 2)
    return slice(generator, space, face, linear ? cv::Size(12, 4) : cv::Size(9, 9), 0.F);
  std::vector<cv::Mat> slices;
  for (const float z : {0.75F, 0.F, -0.75F}) {
    slices.push_back(slice(generator, space, face, linear ? cv::Size(12, 3) : cv::Size(9, 5), z));
    std::array<char, 16> label{};
    std::snprintf(label.data(), label.size(), "z %.2f", z);
    write(slices.back(), label.data(), {0, 0});
  }
  cv::Mat sheet;
  cv::vconcat(slices, sheet);
  return sheet;
}

} // namespace ganmut
