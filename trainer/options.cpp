#include "trainer/options.h"

#include <CLI/CLI.hpp>
#include <ganmut/error.h>
#include <ganmut/model.h>

#include "trainer/flags.h"
#include "trainer/warp/warp_flags.h"

namespace ganmut {

namespace {

void add_network_flags(Flags &flags, NetworkOptions &o) {
  flags.choice("conditioning", o.conditioning, {{"planes", Conditioning::Planes}, {"film", Conditioning::Film}},
               "how the generator is told the coordinates: planes (official; they act through the rim only), or film: "
               "they scale and shift every normalized map (Perez et al. 2018)");
  flags.choice("output", o.output,
               {{"direct", OutputKind::Direct}, {"residual", OutputKind::Residual}, {"warp", OutputKind::Warp}},
               "what the generator returns: direct, the picture (official); residual, a difference to it; warp, a flow "
               "and a difference, trained by our own recipe: local discriminators, flow supervised by landmarks");
}

/// What the generator returns decides which flags there are, so its flag is read first and alone.
bool asks_for_warp(int argc, const char *const *argv) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  NetworkOptions options;
  Flags flags(app);
  add_network_flags(flags, options);
  app.parse(argc, argv);
  return options.output == OutputKind::Warp;
}

template <typename T> std::optional<Options> parse_as(int argc, const char *const *argv, T options) {
  CLI::App app("Trains a generator that edits the emotion of faces.\n"
               "Add --output warp for our own recipe; --help then shows its flags.",
               "ganmut-train");
  Flags flags(app);
  add_network_flags(flags, options);
  add_flags(flags, options);
  try {
    app.parse(argc, argv);
    if (options.cache.empty())
      options.cache = options.model_save_dir + "/crops";
    options.settings = flags.settings();
  } catch (const CLI::Success &asked) {
    app.exit(asked);
    return std::nullopt;
  }
  return options;
}

} // namespace

std::optional<Options> parse_options(int argc, const char *const *argv) {
  try {
    return asks_for_warp(argc, argv) ? parse_as(argc, argv, WarpOptions()) : parse_as(argc, argv, OfficialOptions());
  } catch (const CLI::ParseError &error) {
    throw Error(ErrorKind::BadArgument, std::string(error.what()) + " (ganmut-train --help lists the flags.)");
  }
}

} // namespace ganmut
