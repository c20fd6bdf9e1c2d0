#include "stream_figures.h"

#include <chrono>
#include <ctime>
#include <fstream>
#include <thread>

#include <opencv2/imgproc.hpp>
#include <unistd.h>

namespace ganmut::bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto frame_time = std::chrono::microseconds(1'000'000 / 30);
constexpr Scene scene{1280, 720, 1, 400};

/// Calls work(number) at 30 frames a second until it says so, at most `most` times.
template <class Work> void play(int most, const Work &work) {
  auto next = Clock::now();
  for (int i = 0; i < most && !work(i); ++i)
    std::this_thread::sleep_until(next += frame_time);
}

cv::Mat luma(const Frame &frame) {
  return {frame.height, frame.width, CV_8UC1, frame.planes[0], static_cast<std::size_t>(frame.strides[0])};
}

double seconds_of_processor() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

double milliseconds_to_show(FaceEditor &editor, const cv::Mat &picture, const Box &box) {
  MovingFaces video(picture, box, scene), plain(picture, box, scene);
  EditSettings settings;
  settings.update = Update::Live;
  settings.strength = 1.F;
  editor.reset();
  int number = 0;
  /// How much the next frame is changed, grey levels of all its pixels.
  const auto change = [&] {
    const Frame frame = video.frame(number), before = plain.frame(number);
    editor.edit(frame, number++ / 30.0, settings);
    return cv::norm(luma(frame), luma(before), cv::NORM_L1) / luma(frame).size().area();
  };
  const auto mean_of = [&](int frames) {
    double sum = 0;
    play(frames, [&](int) { return sum += change(), false; });
    return sum / frames;
  };
  const Point calm = settings.point = editor.model().space().point("neutral");
  const Point other = editor.model().space().point("surprise");
  play(60, [&](int) { return change(), false; });
  const double little = mean_of(15);
  settings.point = other;
  play(60, [&](int) { return change(), false; });
  const double much = mean_of(15);
  settings.point = calm;
  play(60, [&](int) { return change(), false; });

  const auto begin = Clock::now();
  settings.point = other;
  play(60, [&](int) { return (change() - (little + much) / 2) * (much - little) > 0; });
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double part_of_a_core_without_a_face(FaceEditor &editor) {
  const cv::Size size(scene.width, scene.height * 3 / 2);
  cv::Mat noise(9, 16, CV_8UC1), picture;
  cv::RNG(1).fill(noise, cv::RNG::UNIFORM, 60, 200);
  cv::resize(noise, picture, size, 0, 0, cv::INTER_CUBIC);
  EditSettings settings;
  settings.point = editor.model().space().point("happy");
  settings.update = Update::Live;
  editor.reset();
  Frame frame;
  frame.format = PixelFormat::I420;
  frame.width = scene.width;
  frame.height = scene.height;
  frame.planes = {picture.data, picture.data + scene.width * scene.height,
                  picture.data + scene.width * scene.height * 5 / 4};
  frame.strides = {scene.width, scene.width / 2, scene.width / 2};
  constexpr int first = 300, measured = 600; // by then every part of the frame was searched
  play(first, [&](int i) { return editor.edit(frame, i / 30.0, settings), false; });
  const auto begin = Clock::now();
  const double before = seconds_of_processor();
  play(measured, [&](int i) { return editor.edit(frame, (first + i) / 30.0, settings), false; });
  return (seconds_of_processor() - before) / std::chrono::duration<double>(Clock::now() - begin).count();
}

double growth_over(FaceEditor &editor, const cv::Mat &picture, const Box &box, int frames) {
  MovingFaces video(picture, box, scene);
  EditSettings settings;
  settings.point = editor.model().space().point("happy");
  editor.reset();
  int number = 0;
  const auto edit = [&](int count) {
    for (int i = 0; i < count; ++i, ++number)
      editor.edit(video.frame(number), number / 30.0, settings);
  };
  edit(100);
  const double before = resident_bytes();
  edit(frames);
  return resident_bytes() - before;
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

} // namespace ganmut::bench
