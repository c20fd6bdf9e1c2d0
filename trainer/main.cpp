#include <exception>
#include <iostream>

#include <ganmut/error.h>

#include "trainer/official/official_training.h"
#include "trainer/options.h"
#include "trainer/warp/warp_training.h"

namespace {

void run(const ganmut::OfficialOptions &options) {
  ganmut::run_official(options);
}
void run(const ganmut::WarpOptions &options) {
  ganmut::run_warp(options);
}

} // namespace

int main(int argc, char **argv) {
  try {
    if (const auto options = ganmut::parse_options(argc, argv))
      std::visit([](const auto &chosen) { run(chosen); }, *options);
    return 0;
  } catch (const ganmut::Error &error) {
    std::cerr << "ganmut-train: " << error.what() << "\n";
    if (!error.detail().empty())
      std::cerr << error.detail() << "\n";
  } catch (const std::exception &error) {
    std::cerr << "ganmut-train: the training failed.\n" << error.what() << "\n";
  }
  return 1;
}
