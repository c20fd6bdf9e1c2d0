// Shows and converts model files.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

#include <spdlog/fmt/fmt.h>

#include <ganmut/error.h>
#include <ganmut/model.h>
#include <ganmut/presets.h>

#include "checkpoint/model_file.h"
#include "cli/program.h"
#include "emotion/space_table.h"

namespace {

using ganmut::Model;

constexpr char program[] = "ganmut-model";

struct Changes {
  std::string emotions;
  std::string alignment;
  std::string licence;
  std::string training;
  bool half = false;
};

std::string joined(const std::vector<std::string> &names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

void print_warnings(const ganmut::ModelInfo &info) {
  for (const auto &sentence : info.warnings)
    std::cerr << program << ": warning: " << sentence << '\n';
}

/// `happy  mouthSmile_L 0.80, mouthSmile_R 0.80, ...`: the units that each emotion adds most of.
void print_expressions(const Model &model) {
  constexpr std::size_t most = 8;
  constexpr float least = 0.05F;
  const auto &info = model.info();
  const auto expressions = ganmut::expressions_of(info, ganmut::ModelAccess::weights(model));
  fmt::print("\n{:<12} adds to a calm face\n", "emotion");
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    std::vector<std::pair<float, std::string>> units;
    for (std::size_t unit = 0; unit < info.units.size(); ++unit)
      if (std::abs(expressions[i][unit]) >= least)
        units.emplace_back(expressions[i][unit], info.units[unit]);
    std::stable_sort(units.begin(), units.end(),
                     [](const auto &a, const auto &b) { return std::abs(a.first) > std::abs(b.first); });
    std::vector<std::string> texts;
    for (std::size_t unit = 0; unit < std::min(most, units.size()); ++unit)
      texts.push_back(fmt::format("{} {:.2f}", units[unit].second, units[unit].first));
    fmt::print("{:<12} {}\n", info.emotions[i], texts.empty() ? "nothing" : joined(texts));
  }
}

/// How emotions grow: the intensity at which each part of their whole change is seen.
void print_calibration(const ganmut::ModelInfo &info) {
  if (info.calibration.empty())
    return;
  fmt::print("\n{:<12} intensities for equal steps of change\n", "emotion");
  for (const auto &[name, curve] : info.calibration)
    fmt::print("{:<12} {:.2f}\n", name, fmt::join(curve, " "));
}

void print_presets() {
  std::vector<ganmut::Preset> all;
  try {
    all = ganmut::presets();
  } catch (const ganmut::Error &error) { // the model has nothing to do with it
    std::cerr << program << ": warning: " << error.what() << '\n';
    return;
  }
  fmt::print("\n{:<20} shows\n", "preset");
  for (const auto &preset : all)
    fmt::print("{:<20} {}{}{}\n{:<20} {}: {}\n", preset.name, preset.emotion, preset.action_units.empty() ? "" : ", ",
               preset.action_units, "", preset.says, preset.source);
}

void print_info(const Model &model) {
  const auto &info = model.info();
  print_warnings(info);
  const auto line = [](const char *key, const auto &value) { fmt::print("{:<16} {}\n", key, value); };
  line("file", model.path());
  line("format version", info.format_version);
  line("parametrization", ganmut::text_of(info.parametrization));
  line("dimensions", info.dimensions);
  line("classes", info.classes);
  line("width", info.width);
  line("blocks", info.blocks);
  line("conditioning", ganmut::text_of(info.conditioning));
  line("output", ganmut::text_of(info.output));
  line("image size", info.image_size);
  line("colour order", info.colour_order);
  line("alignment", ganmut::text_of(info.alignment));
  line("emotions", joined(info.emotions));
  if (!info.units.empty())
    line("units", fmt::format("{}: {}", info.units.size(), joined(info.units)));
  line("storage", info.storage);
  line("licence", info.licence.empty() ? "not stated" : info.licence);
  line("training", info.training.empty() ? "not stated" : info.training);
  line("sha256", info.sha256);
  std::cout << '\n';
  print(std::cout, model.space());
  print_calibration(info);
  if (info.units.empty())
    return;
  print_expressions(model);
  print_presets();
}

void rename_emotions(ganmut::ModelInfo &info, const std::vector<std::string> &names) {
  decltype(info.calibration) renamed;
  for (std::size_t i = 0; i < std::min(names.size(), info.emotions.size()); ++i)
    if (const auto found = info.calibration.find(info.emotions[i]); found != info.calibration.end())
      renamed[names[i]] = found->second;
  info.calibration = renamed;
  info.emotions = names;
}

void convert(const std::string &from, const std::string &to, const Changes &changes) {
  if (std::filesystem::path(to).extension() != ".safetensors")
    throw ganmut::Error(ganmut::ErrorKind::BadArgument, "'" + to + "' must end in .safetensors.");
  auto [info, tensors] = ganmut::read_model(ganmut::find_model(from));
  print_warnings(info);
  if (!changes.emotions.empty())
    rename_emotions(info, ganmut::names_from(changes.emotions));
  if (!changes.alignment.empty())
    info.alignment = ganmut::alignment_from(changes.alignment);
  if (!changes.licence.empty())
    info.licence = changes.licence;
  if (!changes.training.empty())
    info.training = changes.training;
  if (changes.half)
    info.storage = "float16";
  ganmut::save_model(to, info, tensors);
  fmt::print("'{}' holds {} emotions: {}.\n", to, info.classes, joined(info.emotions));
}

int run(int argc, const char *const *argv) {
  CLI::App app("Shows and converts GANmut models.", program);
  app.require_subcommand(1);
  constexpr char any_model[] = "A .safetensors or official .ckpt file, or the name of an installed model";

  std::string file;
  auto *info = app.add_subcommand("info", "Print what a model file says about itself, and where its emotions lie");
  info->add_option("FILE", file, any_model)->required();

  std::string to;
  Changes changes;
  auto *conversion = app.add_subcommand("convert", "Write a model as .safetensors");
  conversion->add_option("IN", file, any_model)->required();
  conversion->add_option("OUT", to, "The .safetensors file to write")->required();
  constexpr char metadata[] = "What the new file says";
  conversion->add_option("--emotions", changes.emotions, "Names in class order, separated by commas")->group(metadata);
  conversion
      ->add_option("--alignment", changes.alignment,
                   "box, or {\"kind\":\"similarity\",\"right_eye\":[x,y],\"left_eye\":[x,y],\"nose\":[x,y]}")
      ->group(metadata);
  conversion->add_option("--licence", changes.licence, "Licence of the weights")->group(metadata);
  conversion->add_option("--training", changes.training, "One line about the training")->group(metadata);
  conversion->add_flag("--half", changes.half, "Store the weights as float16")->group("Storage");

  ganmut::cli::add_conventions(app);
  ganmut::cli::parse(app, argc, argv);
  if (*info)
    print_info(Model::load(file));
  else
    convert(file, to, changes);
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  return ganmut::cli::run_program(program, [=] { return run(argc, argv); });
}
