#include "trainer/cli/command_line.h"

#include <ganmut/model.h>

#include "cli/program.h"
#include "trainer/cli/flags.h"

namespace ganmut {

namespace {

constexpr const char *program = "ganmut-train";

enum class RecipeKind { Official, Warp, Rig };

CLI::Option *add_recipe_flag(Flags &flags, RecipeKind &recipe) {
  return flags.choice("recipe", recipe,
                      {{"official", RecipeKind::Official}, {"warp", RecipeKind::Warp}, {"rig", RecipeKind::Rig}},
                      "how the generator is trained: official, as in GANmut; warp, our own way: local "
                      "discriminators, a flow supervised by landmarks; or rig: a face rig teaches expressions, which "
                      "needs no labels. Each recipe has its own flags and defaults");
}

CLI::Option *add_output_flag(Flags &flags, OutputKind &output) {
  return flags.choice(
      "output", output,
      {{"direct", OutputKind::Direct}, {"residual", OutputKind::Residual}, {"warp", OutputKind::Warp}},
      "what the generator returns: direct, the picture (official); residual, a difference to it; warp, a flow and a "
      "difference (warp alone also means --recipe warp)");
}

/// The recipe decides which flags there are, so it is read first and alone.
RecipeKind chosen_recipe(int argc, const char *const *argv) {
  CLI::App app("", program);
  app.set_help_flag();
  app.allow_extras();
  Flags flags(app);
  auto recipe = RecipeKind::Official;
  auto output = OutputKind::Direct;
  const auto *recipe_flag = add_recipe_flag(flags, recipe);
  const auto *output_flag = add_output_flag(flags, output);
  cli::parse(app, argc, argv);
  const auto trained_by = output == OutputKind::Warp ? RecipeKind::Warp : RecipeKind::Official;
  if (recipe_flag->count() == 0)
    return trained_by;
  if (output_flag->count() == 0 || trained_by == recipe)
    return recipe;
  if (recipe == RecipeKind::Rig)
    throw cli::UsageError("--recipe rig trains generators of layers only; leave --output out.");
  throw cli::UsageError(recipe == RecipeKind::Warp
                            ? "--recipe warp trains generators of --output warp only; leave --output out."
                            : "--recipe official cannot train a generator of --output warp; choose --recipe warp, "
                              "or --output direct or residual.");
}

const char *text_of(RecipeKind recipe) {
  switch (recipe) {
  case RecipeKind::Warp:
    return "warp";
  case RecipeKind::Rig:
    return "rig";
  case RecipeKind::Official:
    break;
  }
  return "official";
}

/// Which network it is, where the recipe leaves a choice.
template <typename Chosen> void add_network_flags(Flags &flags, Chosen &options) {
  flags.choice("conditioning", options.network.conditioning,
               {{"planes", Conditioning::Planes}, {"film", Conditioning::Film}},
               "how the generator is told the coordinates: planes (official; they act through the rim only), or "
               "film: they scale and shift every normalized map (Perez et al. 2018)");
  add_output_flag(flags, options.network.output);
}
void add_network_flags(Flags &, RigOptions &) {}

/// All flags of one recipe, and what they were set to.
template <typename Chosen> struct CommandLine {
  explicit CommandLine(RecipeKind chosen)
      : recipe(chosen), app(std::string("Trains a generator that edits the emotion of faces, and judges it. These are "
                                        "the flags of --recipe ") +
                                text_of(chosen) + "; --recipe NAME --help shows those of official, warp or rig.",
                            program),
        flags(app) {
    flags.section("Recipe and networks");
    add_recipe_flag(flags, recipe);
    add_network_flags(flags, options);
    add_flags(flags, options);
  }

  RecipeKind recipe;
  Chosen options;
  CLI::App app;
  Flags flags;
};

template <typename Chosen> Options parse_as(RecipeKind recipe, int argc, const char *const *argv) {
  CommandLine<Chosen> line(recipe);
  const CommandLine<WarpOptions> warp(RecipeKind::Warp);
  const CommandLine<RigOptions> rig(RecipeKind::Rig);
  cli::add_conventions(line.app, {{"Options with --recipe warp", &warp.app}, {"Options with --recipe rig", &rig.app}});
  cli::parse(line.app, argc, argv);
  auto &options = line.options;
  if (options.data.cache.empty())
    options.data.cache = options.run.model_save_dir + "/crops";
  options.run.settings = line.flags.settings();
  return options;
}

} // namespace

Options parse_command_line(int argc, const char *const *argv) {
  const cli::PointLocale locale;
  try {
    const auto recipe = chosen_recipe(argc, argv);
    switch (recipe) {
    case RecipeKind::Warp:
      return parse_as<WarpOptions>(recipe, argc, argv);
    case RecipeKind::Rig:
      return parse_as<RigOptions>(recipe, argc, argv);
    case RecipeKind::Official:
      break;
    }
    return parse_as<OfficialOptions>(recipe, argc, argv);
  } catch (const Error &error) {
    if (error.kind() == ErrorKind::BadArgument)
      throw cli::UsageError(error.what());
    throw;
  }
}

} // namespace ganmut
