#pragma once

#include <string>

#include "checkpoint/safetensors.h"
#include "command.h"
#include "scratch.h"
#include "suite.h"

/// Small training runs of ganmut-train, which PATH must find.
namespace training {

/// A recipe at the smallest size that trains.
struct Kind {
  const char *name, *flags;
};

inline const Kind kinds[] = {
    {"linear", " --c_dim 3 --g_conv_dim 4 --d_conv_dim 4 --g_repeat_num 1 --d_repeat_num 3 --image_size 16"
               " --n_critic 2 --ema 0.9 --num_workers 1"},
    {"gaussian", " --parametrization gaussian --regularization_type R1 --c_dim 3 --g_conv_dim 4 --d_conv_dim 4"
                 " --g_repeat_num 1 --d_repeat_num 3 --image_size 16 --n_critic 1 --diff_augment true --balanced true"},
    {"film", " --conditioning film --output residual --lambda_identity 1 --lambda_background 1 --lambda_consistency 1"
             " --c_dim 3 --g_conv_dim 4 --d_conv_dim 4 --g_repeat_num 1 --d_repeat_num 3 --image_size 16 --n_critic 1"},
    {"warp", " --recipe warp --emotions neutral,happy,sad --image_size 32 --g_conv_dim 8"
             " --g_repeat_num 1 --d_conv_dim 8 --batch_size 8 --lambda_identity 1 --lambda_rec 1 --lambda_consistency 1"
             " --lambda_strength 1 --shown_classes 0.5"},
};
inline const Kind &linear = kinds[0], &warp = kinds[3];

/// The command line of a small run whose files go into `folder` of `scratch`, where the data set is, too.
inline std::string command_of(const Scratch &scratch, const Kind &kind, const std::string &folder,
                              const std::string &more) {
  std::string line = std::string("ganmut-train --imgs_folder imgs --batch_size 4 --log_step 1 --sample_step 1000"
                                 " --threads 1 --device cpu --dataset_root ") +
                     scratch.path("");
  for (const char *where : {"log_dir", "model_save_dir", "sample_dir", "result_dir"})
    line += std::string(" --") + where + " " + scratch.path(folder);
  return line + kind.flags + " " + more;
}

inline CommandResult train(const Scratch &scratch, const Kind &kind, const std::string &folder,
                           const std::string &more) {
  return run_command(command_of(scratch, kind, folder, more));
}

inline void expect(const CommandResult &result, int status, const char *words = "") {
  ck_assert_msg(result.status == status && result.output.find(words) != std::string::npos,
                "status %d, expected %d and '%s':\n%s", result.status, status, words, result.output.c_str());
}

/// Fails unless two checkpoints hold the same, but for the folders of the runs.
inline void expect_same_state(const std::string &one, const std::string &other) {
  auto a = ganmut::read_safetensors(one), b = ganmut::read_safetensors(other);
  for (auto *state : {&a, &b})
    for (const char *of_folders : {"settings", "header_sha256"})
      state->metadata.erase(of_folders);
  ck_assert(a.metadata == b.metadata); // the SHA-256 of all tensors among them
  ck_assert_uint_eq(a.tensors.size(), b.tensors.size());
}

} // namespace training
