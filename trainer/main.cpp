#include <exception>
#include <iostream>

#include <ganmut/error.h>

#include "emotion/space_table.h"
#include "trainer/official/official_training.h"
#include "trainer/options.h"
#include "trainer/run/saved_model.h"
#include "trainer/warp/warp_training.h"

namespace {

using namespace ganmut;

void train(const OfficialOptions &options) {
  run_official(options);
}
void train(const WarpOptions &options) {
  run_warp(options);
}

template <typename T> void print_axes(const T &options) {
  const auto model = saved_generator(options.model_save_dir, options.test_iters, options.emotions, options.image_size);
  print(std::cout, space_of(model.info, model.tensors));
}

template <typename T> void run(const T &options) {
  switch (options.mode) {
  case Mode::Train:
    return train(options);
  case Mode::PrintAxes:
    return print_axes(options);
  case Mode::Test:
  case Mode::Evaluate:
    break;
  }
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
