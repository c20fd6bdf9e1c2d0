#include "options.h"

#include <cstdio>

#include <ganmut/presets.h>

#include "cli/program.h"

namespace ganmut::edit {
namespace {

/// Throws cli::UsageError beside another target.
void use(const Preset &preset, Options &options) {
  if (options.emotion || options.point || options.polar || options.grid || !options.action_units.empty())
    throw cli::UsageError("--preset says emotion and action units; leave other targets and --au away.");
  options.emotion = preset.emotion;
  options.action_units = preset.action_units;
}

Grid parse_grid(const std::string &text) {
  constexpr int most = 64;
  Grid grid;
  char rest = 0;
  const int fields = std::sscanf(text.c_str(), "%dx%d%c", &grid.columns, &grid.rows, &rest);
  if (fields != 2 || grid.columns < 1 || grid.rows < 1 || grid.columns > most || grid.rows > most)
    throw cli::UsageError("--grid takes COLUMNSxROWS with numbers from 1 to 64, such as 8x3; \"" + text +
                          "\" is not that.");
  return grid;
}

void check(const Options &options) {
  const int targets =
      options.emotion.has_value() + options.point.has_value() + options.polar.has_value() + options.grid.has_value();
  if (!options.replay.empty() && (targets > 0 || !options.action_units.empty()))
    throw cli::UsageError("--replay does what its log says; leave the target away.");
  if (targets > 1 || (targets == 0 && options.action_units.empty() && options.replay.empty()))
    throw cli::UsageError("Say where the faces shall go in one way: --emotion NAME, --x X --y Y, "
                          "--theta THETA --rho RHO, or --grid COLUMNSxROWS; or with --au UNITS alone.");
  if (options.grid && options.inputs.size() != 1)
    throw cli::UsageError("--grid makes a sheet of one photograph; give one input.");
  if (!(options.log.empty() && options.replay.empty()) && options.inputs.size() != 1)
    throw cli::UsageError("--log and --replay are for one video; give one input.");
}

} // namespace

Options parse_options(int argc, char **argv) {
  CLI::App app{"Changes the emotion of the faces in photographs and videos.", "ganmut-edit"};
  app.footer("Examples:\n"
             "  ganmut-edit portrait.jpg -o smiling.jpg --emotion happy\n"
             "  ganmut-edit talk.mp4 -o calm.mp4 --emotion neutral\n"
             "  ganmut-edit *.jpg -o edited --theta 1.2 --rho 0.9\n"
             "  ganmut-edit portrait.jpg -o sheet.png --grid 8x3\n"
             "  ganmut-edit portrait.jpg -o frowning.jpg --au AU4=0.8,AU15=0.5\n"
             "  ganmut-edit dry.mkv -o shown.mkv --replay call.jsonl");

  Options options;
  Point point;
  Polar polar;
  std::string emotion, grid, preset;
  app.add_option("IN", options.inputs, "Photographs and videos")->required();
  app.add_option("-o,--output", options.output, "File to write; a folder when there are several inputs")
      ->type_name("FILE")
      ->required();

  constexpr char target[] =
      "Target: --emotion, --x with --y, --theta with --rho, --preset, or --grid; --au beside them or alone";
  app.add_option("--emotion", emotion,
                 "happy, happy:0.6 or 0.6*happy+0.4*surprise; in videos also at times in seconds: neutral@0, happy@2")
      ->group(target);
  auto *x = app.add_option("--x", point.x, "First coordinate, with --y")->check(CLI::Range(-1.0, 1.0))->group(target);
  auto *y = app.add_option("--y", point.y, "Second coordinate")->check(CLI::Range(-1.0, 1.0))->group(target);
  auto *z =
      app.add_option("--z", point.z, "Third coordinate of a 3-D model")->check(CLI::Range(-1.0, 1.0))->group(target);
  auto *theta =
      app.add_option("--theta", polar.theta, "Direction in radians, with --rho")->check(CLI::Number)->group(target);
  auto *rho =
      app.add_option("--rho", polar.rho, "Distance from the origin")->check(CLI::Range(0.0, 1.4143))->group(target);
  x->needs(y);
  y->needs(x);
  z->needs(x);
  theta->needs(rho);
  rho->needs(theta);
  app.add_option("--grid", grid, "Sheet of the largest face over the space: THETAxRHO (linear) or XxY (gaussian)")
      ->type_name("COLUMNSxROWS")
      ->group(target);

  app.add_option("--au", options.action_units,
                 "FACS action units or face shapes on top, of models that have units: AU12=0.8,AU4L=0.3,jawOpen=0.1")
      ->type_name("UNITS")
      ->group(target);

  app.add_option("--preset", preset,
                 "Named smile or mood, as reward-smile, of models that have units; `ganmut-model info` lists them")
      ->type_name("NAME")
      ->group(target);

  constexpr char change[] = "Change";
  app.add_option("--intensity", options.intensity, "Scales the emotion's coordinates")
      ->check(CLI::Range(0.0, 2.0))
      ->capture_default_str()
      ->group(change);
  app.add_flag("--calibrated", options.calibrated,
               "Let the intensity, and weights, be the part of the change that is seen, of models that were calibrated")
      ->group(change);
  app.add_option("--strength", options.strength, "Part of the change that is applied")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(change);
  app.add_option(
         "--keep-speech", options.keep_speech,
         "How much of the own jaw, lips and blinks stays, of models with units; if not given, 1 in a video and 0 "
         "in a photograph")
      ->check(CLI::Range(0.0, 1.0))
      ->group(change);
  cli::add_choice<Composite>(app, "--composite", options.composite,
                             {{"residual", Composite::Residual}, {"replace", Composite::Replace}},
                             "How a face goes back")
      ->group(change);
  cli::add_choice<FaceSelection>(
      app, "--faces", options.faces,
      {{"all", FaceSelection::All}, {"largest", FaceSelection::Largest}, {"center", FaceSelection::Center}},
      "Which faces")
      ->group(change);

  constexpr char record[] = "Record of a video";
  app.add_option("--log", options.log, "Say of every frame what was applied to it, in lines of JSON")
      ->type_name("FILE")
      ->group(record);
  app.add_option("--replay", options.replay,
                 "Show what a log says was shown, of --log or of ganmutfilter; in place of a target")
      ->type_name("FILE")
      ->group(record);

  constexpr char model[] = "Model";
  app.add_option("--model", options.model, "Model file, or name of an installed model")
      ->type_name("FILE")
      ->capture_default_str()
      ->group(model);
  app.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")->capture_default_str()->group(model);
  cli::add_conventions(app);
  cli::parse(app, argc, argv);

  if (!emotion.empty())
    options.emotion = emotion;
  if (*x)
    options.point = point;
  if (*theta)
    options.polar = polar;
  if (!grid.empty())
    options.grid = parse_grid(grid);
  if (!preset.empty())
    use(find_preset(preset), options);
  check(options);
  return options;
}

} // namespace ganmut::edit
