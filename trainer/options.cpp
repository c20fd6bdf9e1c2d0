#include "trainer/options.h"

#include <CLI/CLI.hpp>
#include <ganmut/error.h>

#include "trainer/flags.h"
#include "trainer/warp/warp_flags.h"

namespace ganmut {

namespace {

enum class Network { Official, Warp };

void add_network_flags(CLI::App &app, Conditioning &conditioning, OutputKind &output) {
  Flags flags(app);
  flags.choice("conditioning", conditioning, {{"planes", Conditioning::Planes}, {"film", Conditioning::Film}},
               "how the generator is told the coordinates: planes (official) or film (our own)");
  flags.choice("output", output, {{"direct", OutputKind::Direct}, {"warp", OutputKind::Warp}},
               "what the generator returns: direct (official) or warp (our own)");
}

/// The network decides which flags there are, so its two flags are read first and alone.
Network chosen_network(int argc, const char *const *argv) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  auto conditioning = Conditioning::Planes;
  auto output = OutputKind::Direct;
  add_network_flags(app, conditioning, output);
  app.parse(argc, argv);
  if (conditioning == Conditioning::Planes && output == OutputKind::Direct)
    return Network::Official;
  if (conditioning == Conditioning::Film && output == OutputKind::Warp)
    return Network::Warp;
  throw Error(ErrorKind::BadArgument, "There is no network with this combination of --conditioning and --output; use "
                                      "planes with direct, or film with warp.");
}

template <typename T> std::optional<Options> parse_as(int argc, const char *const *argv, T options) {
  CLI::App app("Trains a generator that edits the emotion of faces.\n"
               "Add --conditioning film --output warp for our own network; --help then shows its flags.",
               "ganmut-train");
  auto conditioning = Conditioning::Planes;
  auto output = OutputKind::Direct;
  add_network_flags(app, conditioning, output);
  Flags flags(app);
  add_flags(flags, options);
  try {
    app.parse(argc, argv);
    options.settings = app.config_to_str(/*default_also=*/true);
  } catch (const CLI::Success &asked) {
    app.exit(asked);
    return std::nullopt;
  }
  return options;
}

} // namespace

std::optional<Options> parse_options(int argc, const char *const *argv) {
  try {
    return chosen_network(argc, argv) == Network::Official ? parse_as(argc, argv, OfficialOptions())
                                                           : parse_as(argc, argv, WarpOptions());
  } catch (const CLI::ParseError &error) {
    throw Error(ErrorKind::BadArgument, std::string(error.what()) + " (ganmut-train --help lists the flags.)");
  }
}

} // namespace ganmut
