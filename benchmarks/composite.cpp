// What editing one face in a frame costs, against converting the whole frame to BGR and back with OpenCV, which is what
// a compositor that knows BGR only would need first. Both run in turn on one thread, so the ratio holds on a busy
// machine.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"

using namespace ganmut;

namespace {

constexpr int size = 128; // of the aligned picture

struct Case {
  const char *name;
  PixelFormat format;
  int rows_per_2; ///< rows of the frame's one Mat for two rows of picture
  int type;       ///< of that Mat
  int to_bgr;     ///< cv::cvtColor codes
  int from_bgr;   ///< -1: OpenCV has none
};
const Case cases[] = {
    {"RGBA", PixelFormat::RGBA, 2, CV_8UC4, cv::COLOR_RGBA2BGR, cv::COLOR_BGR2RGBA},
    {"I420", PixelFormat::I420, 3, CV_8UC1, cv::COLOR_YUV2BGR_I420, cv::COLOR_BGR2YUV_I420},
    {"NV12", PixelFormat::NV12, 3, CV_8UC1, cv::COLOR_YUV2BGR_NV12, cv::COLOR_BGR2YUV_I420},
    {"YUY2", PixelFormat::YUY2, 2, CV_8UC2, cv::COLOR_YUV2BGR_YUY2, -1},
};

Frame frame_in(cv::Mat &memory, const Case &c, int width, int height) {
  Frame frame;
  frame.format = c.format;
  frame.width = width;
  frame.height = height;
  uchar *chroma = memory.data + static_cast<std::ptrdiff_t>(width) * height;
  frame.planes = {memory.data, chroma, chroma + static_cast<std::ptrdiff_t>(width) * height / 4};
  frame.strides = {static_cast<std::ptrdiff_t>(memory.step), c.format == PixelFormat::NV12 ? width : width / 2,
                   width / 2};
  return frame;
}

double thread_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

template <class Work> double milliseconds(Work work) {
  const double start = thread_milliseconds();
  work();
  return thread_milliseconds() - start;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

/// What a network gives is smooth.
cv::Mat smooth(int type, double reach) {
  cv::Mat coarse(8, 8, type), fine;
  cv::randu(coarse, -reach, reach);
  cv::resize(coarse, fine, {size, size}, 0, 0, cv::INTER_CUBIC);
  return fine;
}

/// Layers that open the mouth of an upright face.
RenderedLayers opening_layers() {
  RenderedLayers layers;
  layers.upper = smooth(CV_32FC2, 3);
  layers.lower = smooth(CV_32FC2, 3) - cv::Scalar(0, 6);
  layers.gain = smooth(CV_32FC1, 0.3);
  layers.matte = smooth(CV_32FC1, 1) - cv::Scalar(4);
  layers.paint = cv::Mat(size, size, CV_32FC3, cv::Scalar::all(0.5));
  const auto ring = [&](std::size_t first, int count, cv::Point2f centre, cv::Point2f radius) {
    for (int i = 0; i < count; ++i) {
      const double angle = 2 * M_PI * i / count;
      layers.landmarks[first + static_cast<std::size_t>(i)] = {
          centre.x - radius.x * static_cast<float>(std::cos(angle)),
          centre.y - radius.y * static_cast<float>(std::sin(angle))};
    }
  };
  ring(36, 6, {41, 47}, {8, 4});
  ring(42, 6, {87, 47}, {8, 4});
  ring(60, 8, {64, 95}, {16, 3});
  return layers;
}

void measure(const Case &c, int width, int height, double face) {
  cv::Mat memory(height * c.rows_per_2 / 2, width, c.type);
  cv::randu(memory, 0, 255);
  const Frame frame = frame_in(memory, c, width, height);
  Rendering rendering;
  rendering.delta.create(size, size, CV_32FC3);
  cv::randu(rendering.delta, -0.1, 0.1);
  rendering.flow = smooth(CV_32FC2, 3);
  const RenderedLayers layers = opening_layers();
  const cv::Mat mask = soft_mask(size, 0.12F);
  const auto scale = static_cast<float>(face / size);
  const cv::Matx23f to_frame(scale, 0.1F, static_cast<float>(width) / 3, -0.1F, scale, static_cast<float>(height) / 4);

  std::vector<double> cut, add, in_layers, convert;
  cv::Mat bgr, back;
  for (int i = 0; i < 40; ++i) {
    cut.push_back(milliseconds([&] { cut_out(frame, to_frame, size); }));
    add.push_back(milliseconds([&] { add_residual(frame, rendering, to_frame, mask, 1.F); }));
    in_layers.push_back(milliseconds([&] { edit_layers(frame, layers, to_frame, mask, 1.F); }));
    convert.push_back(milliseconds([&] {
      cv::cvtColor(memory, bgr, c.to_bgr);
      if (c.from_bgr >= 0)
        cv::cvtColor(bgr, back, c.from_bgr);
    }));
  }
  const double ours = median(cut) + median(add);
  std::printf(
      "%s %4dx%-4d face %3.0f px: cut out %5.2f ms, add %5.2f ms (layers %5.2f); to BGR%s %5.2f ms; ratio %.2f\n",
      c.name, width, height, face, median(cut), median(add), median(in_layers), c.from_bgr >= 0 ? " and back" : "",
      median(convert), ours / median(convert));
}

} // namespace

int main() {
  cv::setNumThreads(1);
  for (const Case &c : cases)
    for (const double face : {200.0, 400.0}) {
      measure(c, 1280, 720, face);
      measure(c, 1920, 1080, face);
    }
}
