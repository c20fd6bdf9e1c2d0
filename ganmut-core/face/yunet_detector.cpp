#include "face/detector.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include <ganmut/error.h>

namespace ganmut {
namespace {

constexpr auto published_file = "face_detection_yunet_2023mar.onnx";
constexpr int strides[] = {8, 16, 32}; // pixels from one cell to the next, in each of the three answers
constexpr int coarsest = 32;           // the sides of a picture are multiples of it

constexpr float sure_score = 0.6F;
constexpr float least_score = 0.3F;
constexpr float same_face = 0.3F; // intersection over union of two boxes

/// Of the network's outputs, four a stride.
std::vector<std::string> output_names() {
  std::vector<std::string> names;
  for (const int stride : strides)
    for (const char *what : {"cls_", "obj_", "bbox_", "kps_"})
      names.push_back(what + std::to_string(stride));
  return names;
}

int filled_up(int length) {
  return (length + coarsest - 1) / coarsest * coarsest;
}

/// What the network says of the cells of one stride, a row a cell.
struct Answer {
  cv::Mat classes, objects; ///< one column each; a face's score is their geometric mean
  cv::Mat boxes;            ///< centre from the cell's corner, logarithms of width and height; all in strides
  cv::Mat points;           ///< x, y of eyes, nose and corners of the mouth from the cell's corner, in strides
};

/// `output`, [1, cells, columns], as a table; throws cv::Exception where it has another size.
cv::Mat table(const cv::Mat &output, int cells, int columns) {
  CV_Assert(output.type() == CV_32F);
  return output.reshape(1, std::vector<int>{cells, columns});
}

/// The network's own box.
cv::Rect2d box_in(const Answer &answer, int cell, const cv::Point &corner, int stride) {
  const auto *values = answer.boxes.ptr<float>(cell);
  const double width = std::exp(values[2]) * stride, height = std::exp(values[3]) * stride;
  return {corner.x + values[0] * stride - width / 2, corner.y + values[1] * stride - height / 2, width, height};
}

/// The square that dlib's detector tends to give for the same face, which is what the landmarks begin with. It is made
/// from the five points, whose places are the same to everybody, and not from the network's box, whose edges are not.
Box dlib_box_in(const Answer &answer, int cell, const cv::Point &corner, int stride) {
  // Medians of (dlib's box against the same points of dlib's landmarks) over 6,168 photographs, in units of the
  // points' RMS radius.
  constexpr float side_per_radius = 3.99F;
  constexpr float rise_per_radius = 0.09F;
  const cv::Mat points = answer.points.row(cell).reshape(2); // two channels: x, y
  cv::Scalar mean, deviation;
  cv::meanStdDev(points, mean, deviation);
  const auto radius = static_cast<float>(stride * std::hypot(deviation[0], deviation[1]));
  const float side = side_per_radius * radius;
  const auto x = static_cast<float>(corner.x + stride * mean[0]), y = static_cast<float>(corner.y + stride * mean[1]);
  return {x - side / 2, y - rise_per_radius * radius - side / 2, side, side};
}

class YunetDetector final : public Detector {
public:
  explicit YunetDetector(const std::string &file) : file_(file) {
    if (file.empty())
      throw Error(ErrorKind::BadArgument,
                  std::string("The detector yunet needs a file: let detector-model name YuNet's ") + published_file +
                      ".");
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
      throw Error(ErrorKind::NotFound,
                  "There is no detector model '" + file + "'; name a copy of YuNet's " + published_file + ".");
    try {
      network_ = cv::dnn::readNetFromONNX(file);
    } catch (const std::exception &error) {
      throw Error(ErrorKind::BadFile,
                  "The detector model '" + file + "' is damaged or not YuNet's " + published_file + ".", error.what());
    }
    ask(cv::Mat::zeros(coarsest, 2 * coarsest, CV_8UC1)); // another network is refused now
  }

  double smallest_face() const override { return 20; } // the network needs about 10

private:
  double largest_scale(const cv::Size &) const override { return 1; }

  std::vector<Detection> look(const cv::Mat &picture, double) override {
    const std::vector<Answer> answers = ask(picture);
    std::vector<Detection> candidates;
    std::vector<cv::Rect2d> boxes;
    std::vector<float> scores;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const Answer &answer = answers[i];
      const int columns = filled_up(picture.cols) / strides[i];
      for (int cell = 0; cell < answer.objects.rows; ++cell) {
        const auto part = [&](const cv::Mat &values) { return std::clamp(values.at<float>(cell), 0.F, 1.F); };
        const float score = std::sqrt(part(answer.classes) * part(answer.objects));
        if (!(score >= least_score)) // NaN neither
          continue;
        const cv::Point corner = cv::Point(cell % columns, cell / columns) * strides[i];
        candidates.push_back({dlib_box_in(answer, cell, corner, strides[i]), score, score >= sure_score});
        boxes.push_back(box_in(answer, cell, corner, strides[i]));
        scores.push_back(score);
      }
    }
    std::vector<int> kept; // the best first
    cv::dnn::NMSBoxes(boxes, scores, least_score, same_face, kept);
    std::vector<Detection> detections;
    for (const int i : kept)
      detections.push_back(candidates[i]);
    return detections;
  }

  /// Runs the network on `picture` (CV_8UC1); an answer for each stride.
  std::vector<Answer> ask(const cv::Mat &picture) {
    cv::Mat filled; // black to the right and below
    const cv::Size size(filled_up(picture.cols), filled_up(picture.rows));
    cv::copyMakeBorder(picture, filled, 0, size.height - picture.rows, 0, size.width - picture.cols,
                       cv::BORDER_CONSTANT | cv::BORDER_ISOLATED);
    cv::cvtColor(filled, filled, cv::COLOR_GRAY2BGR); // the network looks at colours: grey is three equal channels
    try {
      network_.setInput(cv::dnn::blobFromImage(filled));
      std::vector<cv::Mat> outputs;
      network_.forward(outputs, names_);
      std::vector<Answer> answers;
      for (const int stride : strides) {
        const cv::Mat *output = &outputs[4 * answers.size()];
        const int cells = size.area() / (stride * stride);
        answers.push_back({table(output[0], cells, 1), table(output[1], cells, 1), table(output[2], cells, 4),
                           table(output[3], cells, 10)});
      }
      return answers;
    } catch (const std::exception &error) {
      throw Error(ErrorKind::WrongKind,
                  "The detector model '" + file_ + "' does not answer as YuNet's " + published_file + " does.",
                  error.what());
    }
  }

  std::string file_;
  cv::dnn::Net network_;
  std::vector<std::string> names_ = output_names();
};

} // namespace

std::unique_ptr<Detector> make_yunet_detector(const std::string &path) {
  return std::make_unique<YunetDetector>(path);
}

} // namespace ganmut
