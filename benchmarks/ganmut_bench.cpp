// What a frame costs: stages and all in all, as faces, their size and the frame grow; both ways of updating, one after
// the other. Prints a table, and writes it as JSON where a file is named.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include <ganmut/error.h>
#include <ganmut/face_editor.h>

#include "moving_faces.h"
#include "stream_figures.h"

using namespace ganmut;
using namespace ganmut::bench;

namespace {

struct Options {
  std::string picture = "out/portrait.png";
  std::string model = "default";
  std::string device = "auto";
  int threads = 0;
  int frames = 120;
  int long_run = 1000;
  std::string json;
};

const Scene scenes[] = {
    {1280, 720, 1, 400},   {1280, 720, 1, 100}, {1280, 720, 1, 200},  {1920, 1080, 1, 800}, {1920, 1080, 4, 200},
    {1920, 1080, 16, 100}, {640, 480, 1, 200},  {1920, 1080, 1, 400}, {3840, 2160, 1, 400},
};

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Milliseconds a frame.
struct Costs {
  double find = 0, generate = 0, composite = 0; ///< means: searches come now and then
  double median = 0, least = 0;                 ///< all in all
  double rate = 0;                              ///< frames a second
  double faces = 0;                             ///< edited in a frame
};

Costs costs_of(FaceEditor &editor, MovingFaces &video, const Scene &scene, Update update, int frames) {
  EditSettings settings;
  settings.point = editor.model().space().point("happy");
  settings.keep_speech = 1.F;
  settings.follow.max_faces = scene.faces;
  settings.update = update;
  editor.reset();
  Costs costs;
  std::vector<double> all;
  int i = 0;
  const auto next = [&](int frame_time) { // milliseconds
    const Frame frame = video.frame(i);
    const auto begin = std::chrono::steady_clock::now();
    const EditReport report = editor.edit(frame, i++ / 30.0, settings);
    const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
    std::this_thread::sleep_until(begin + std::chrono::milliseconds(frame_time));
    return std::pair(report, spent);
  };
  constexpr int most_warm_up = 200, frame_time = 30;
  while (i < most_warm_up && (i < 20 || next(frame_time).first.faces.size() < static_cast<std::size_t>(scene.faces)))
    next(frame_time); // faces of a live video are found beside the frames
  for (int measured = 0; measured < frames; ++measured) {
    const auto [report, spent] = next(0);
    all.push_back(spent.count());
    costs.find += static_cast<double>(report.times.find) / 1000 / frames;
    costs.generate += static_cast<double>(report.times.generate) / 1000 / frames;
    costs.composite += static_cast<double>(report.times.composite) / 1000 / frames;
    costs.faces += static_cast<double>(report.faces.size()) / frames;
    costs.rate += spent.count();
  }
  costs.median = median(all);
  costs.least = *std::min_element(all.begin(), all.end());
  costs.rate = 1000 * frames / costs.rate;
  return costs;
}

void run(const Options &options) {
  const cv::Mat picture = cv::imread(options.picture, cv::IMREAD_COLOR);
  if (picture.empty())
    throw Error(ErrorKind::NotFound, "There is no picture '" + options.picture +
                                         "'; name one of a face with --picture, or run scripts/fetch-portrait.");
  EditorOptions editor_options;
  editor_options.device = options.device;
  editor_options.threads = options.threads;
  const double at_first = resident_bytes();
  FaceEditor editor(Model::load(options.model), editor_options);

  Frame still;
  still.width = picture.cols;
  still.height = picture.rows;
  cv::Mat copy = picture.clone();
  still.planes[0] = copy.data;
  still.strides[0] = static_cast<std::ptrdiff_t>(copy.step);
  EditSettings settings;
  const auto faces = editor.edit(still, std::nullopt, settings).faces;
  if (faces.empty())
    throw Error(ErrorKind::BadArgument, "There is no face in '" + options.picture + "'.");

  std::printf("%s on %s, %d frames each; milliseconds a frame\n\n"
              "frame       faces  size  update    find  generate  composite  median   least  frames/s  edited\n",
              options.model.c_str(), editor.device().c_str(), options.frames);
  auto rows = nlohmann::json::array();
  double first_stream = 0; // bytes
  for (const Scene &scene : scenes) {
    MovingFaces video(picture, faces[0].face.box, scene);
    for (const Update update : {Update::Frame, Update::Live}) {
      const char *name = update == Update::Live ? "live" : "frame";
      const Costs costs = costs_of(editor, video, scene, update, options.frames);
      std::printf("%4dx%-6d %5d %5d  %-6s %7.2f %9.2f %10.2f %7.2f %7.2f %9.1f %7.1f\n", scene.width, scene.height,
                  scene.faces, scene.face_size, name, costs.find, costs.generate, costs.composite, costs.median,
                  costs.least, costs.rate, costs.faces);
      std::fflush(stdout);
      rows.push_back({{"width", scene.width},
                      {"height", scene.height},
                      {"faces", scene.faces},
                      {"face_size", scene.face_size},
                      {"update", name},
                      {"find_ms", costs.find},
                      {"generate_ms", costs.generate},
                      {"composite_ms", costs.composite},
                      {"median_ms", costs.median},
                      {"least_ms", costs.least},
                      {"frames_a_second", costs.rate},
                      {"faces_edited", costs.faces}});
    }
    if (&scene == scenes)
      first_stream = resident_bytes() - at_first;
  }
  const double to_show = milliseconds_to_show(editor, picture, faces[0].face.box);
  const double idle = part_of_a_core_without_a_face(editor);
  const double growth = growth_over(editor, picture, faces[0].face.box, options.long_run);
  constexpr double mib = 1 << 20;
  std::printf("\nlive, half of a change shows after     %6.0f ms\n"
              "no face, 30 frames a second            %6.1f %% of a core\n"
              "memory, added by model and one stream  %6.0f MiB\n"
              "memory, growth over %6d frames      %6.1f MiB\n",
              to_show, 100 * idle, first_stream / mib, options.long_run, growth / mib);
  if (options.json.empty())
    return;
  std::ofstream file(options.json);
  file << nlohmann::json{{"model", options.model},       {"device", editor.device()},    {"rows", rows},
                         {"change_shows_ms", to_show},   {"no_face_part_of_core", idle}, {"memory_bytes", first_stream},
                         {"memory_growth_bytes", growth}}
              .dump(2)
       << "\n";
  if (!file.flush())
    throw Error(ErrorKind::Failed, "The file '" + options.json + "' cannot be written.");
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("What a frame costs, as faces, their size and the frame grow");
  Options options;
  app.add_option("--picture", options.picture, "Picture of one face")->capture_default_str();
  app.add_option("--model", options.model, "Model: a file or the name of an installed one")->capture_default_str();
  app.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  app.add_option("--threads", options.threads, "CPU threads of the network; 0: as many as there are cores");
  app.add_option("--frames", options.frames, "Frames that are measured of each")
      ->check(CLI::Range(10, 100000))
      ->capture_default_str();
  app.add_option("--long-run", options.long_run, "Frames over which memory must not grow")
      ->check(CLI::Range(10, 1000000))
      ->capture_default_str();
  app.add_option("--json", options.json, "File for the same in JSON");
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
    return 0;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "ganmut-bench: %s\n", error.what());
    return 1;
  }
}
