#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "trainer/run/peers.h"
#include "trainer/run/recipe.h"
#include "trainer/run/run_options.h"

namespace ganmut {

/// Makes the recipe of a run on `device`; LibTorch's generators have been seeded before. `peers` outlive the recipe.
using MakeRecipe = std::function<std::unique_ptr<Recipe>(torch::Device device, const Peers &peers)>;

/// Trains, alone or with the peers that the environment names: makes the folders, resumes what `options` say, iterates,
/// logs, writes sample sheets and checkpoints.
///
/// Returns the signal (SIGINT, SIGTERM) that ended it early, after a checkpoint; nothing when all iterations are done.
/// Of several processes the first writes; when one is lost, the others save what they have and throw LostPeer.
/// Throws Error; a loss that is not a number ends the run before anything is saved from it.
std::optional<int> run_training(const RunOptions &options, const MakeRecipe &make_recipe);

} // namespace ganmut
