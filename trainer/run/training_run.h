#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "trainer/distributed/process_group.h"
#include "trainer/run/recipe.h"
#include "trainer/run/run_options.h"

namespace ganmut {

/// Makes the recipe of a run on `device`; LibTorch's generators have been seeded before. `group` outlive the recipe.
using MakeRecipe = std::function<std::unique_ptr<Recipe>(torch::Device device, const ProcessGroup &group)>;

/// Trains, alone or with the processes that the environment names: makes the folders, resumes what `options` say,
/// iterates, logs, writes sample sheets and checkpoints.
///
/// Returns the signal (SIGINT, SIGTERM) that ended it early, after a checkpoint; nothing when all iterations are done.
/// Throws cli::Stopped when a signal ends it before the first iteration.
/// Of several processes the first writes; when one is lost, the others throw LostProcess, and nothing of the broken
/// iteration is saved. Throws Error; a loss that is not a number ends the run before anything is saved from it.
std::optional<int> run_training(const RunOptions &options, const MakeRecipe &make_recipe);

} // namespace ganmut
