// Shows and converts model files.
#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>
#include <spdlog/fmt/fmt.h>

#include <ganmut/error.h>
#include <ganmut/model.h>

#include "checkpoint/model_file.h"
#include "emotion/space_table.h"

namespace {

using ganmut::Model;

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

Model opened(const std::string &name_or_path) {
  auto model = Model::load(name_or_path);
  for (const auto &sentence : model.info().warnings)
    std::cerr << "ganmut-model: warning: " << sentence << '\n';
  return model;
}

void print_info(const Model &model) {
  const auto &info = model.info();
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
  line("storage", info.storage);
  line("licence", info.licence.empty() ? "not stated" : info.licence);
  line("training", info.training.empty() ? "not stated" : info.training);
  line("sha256", info.sha256);
  std::cout << '\n';
  print(std::cout, model.space());
}

void convert(const std::string &from, const std::string &to, const Changes &changes) {
  if (std::filesystem::path(to).extension() != ".safetensors")
    throw ganmut::Error(ganmut::ErrorKind::BadArgument, "'" + to + "' must end in .safetensors.");
  const auto model = opened(from);
  auto info = model.info();
  if (!changes.emotions.empty())
    info.emotions = ganmut::names_from(changes.emotions);
  if (!changes.alignment.empty())
    info.alignment = ganmut::alignment_from(changes.alignment);
  if (!changes.licence.empty())
    info.licence = changes.licence;
  if (!changes.training.empty())
    info.training = changes.training;
  if (changes.half)
    info.storage = "float16";
  ganmut::save_model(to, info, ganmut::ModelAccess::weights(model));
  fmt::print("'{}' holds {} emotions: {}.\n", to, info.classes, joined(info.emotions));
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Shows and converts GANmut models.");
  app.require_subcommand(1);
  bool verbose = false;
  app.add_flag("-v,--verbose", verbose, "After an error, also print its technical cause");

  std::string file;
  auto *info = app.add_subcommand("info", "Print what a model file says about itself, and where its emotions lie");
  info->add_option("FILE", file, "A .safetensors or official .ckpt file, or the name of an installed model")
      ->required();

  std::string to;
  Changes changes;
  auto *conversion = app.add_subcommand("convert", "Write a model as .safetensors");
  conversion->add_option("IN", file, "A .safetensors or official .ckpt file, or the name of an installed model")
      ->required();
  conversion->add_option("OUT", to, "The .safetensors file to write")->required();
  conversion->add_option("--emotions", changes.emotions, "Names in class order, separated by commas");
  conversion->add_option("--alignment", changes.alignment,
                         "box, or {\"kind\":\"similarity\",\"right_eye\":[x,y],\"left_eye\":[x,y],\"nose\":[x,y]}");
  conversion->add_option("--licence", changes.licence, "Licence of the weights");
  conversion->add_option("--training", changes.training, "One line about the training");
  conversion->add_flag("--half", changes.half, "Store the weights as float16");

  try {
    app.parse(argc, argv);
    if (*info)
      print_info(opened(file));
    else
      convert(file, to, changes);
    return 0;
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 1;
  } catch (const ganmut::Error &error) {
    std::cerr << "ganmut-model: " << error.what() << '\n';
    if (verbose && !error.detail().empty())
      std::cerr << "  " << error.detail() << '\n';
  } catch (const std::exception &error) {
    std::cerr << "ganmut-model: Something failed: " << error.what() << '\n';
  }
  return 1;
}
