#include "trainer/official/network_files.h"

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "checkpoint/model_file.h"
#include "checkpoint/official_checkpoint.h"
#include "checkpoint/official_import.h"
#include "network/state.h"

namespace ganmut {

namespace {

std::string path_of(const std::string &folder, std::int64_t iteration, const char *ending) {
  return folder + "/" + std::to_string(iteration) + ending;
}

} // namespace

ModelInfo describe(const OfficialOptions &options, std::int64_t iteration) {
  ModelInfo info;
  info.parametrization = options.parametrization;
  info.dimensions = options.dimensions();
  info.classes = options.c_dim;
  info.width = options.g_conv_dim;
  info.blocks = options.g_repeat_num;
  info.conditioning = options.conditioning;
  info.output = options.output;
  info.image_size = options.image_size;
  info.emotions = class_names(options, options.c_dim);
  info.training = std::to_string(iteration) + " iterations of " + std::to_string(options.batch_size) + " pictures";
  info.storage = "float32";
  return info;
}

void write_network_pair(OfficialStep &step, const std::string &folder, std::int64_t iteration) {
  write_official_checkpoint(path_of(folder, iteration, "-G.ckpt"), state_of(step.generator()));
  write_official_checkpoint(path_of(folder, iteration, "-D.ckpt"), state_of(step.discriminator()));
}

void read_network_pair(OfficialStep &step, const std::string &folder, std::int64_t iteration) {
  const auto load = [&](torch::nn::Module &network, const char *ending) {
    const auto path = path_of(folder, iteration, ending);
    try {
      auto state = read_official_checkpoint(path);
      for (const auto &sentence : import_official_space(state))
        spdlog::warn("{}: {}", path, sentence);
      load_state(network, state);
    } catch (const Error &error) {
      throw Error(error.kind(), path + " cannot be resumed from: " + error.what(), error.detail());
    }
  };
  load(step.generator(), "-G.ckpt");
  load(step.discriminator(), "-D.ckpt");
}

} // namespace ganmut
