#pragma once

#include <string>
#include <vector>

#include <ganmut/export.h>

namespace ganmut {

/// A smile or mood with a name, in the words of a model that has units of expression.
struct Preset {
  std::string name;
  std::string emotion;      ///< see ConditionalSpace::point()
  std::string action_units; ///< see action_units(); empty: none
  std::string says;         ///< what it is, one line
  std::string source;       ///< where the action units come from
};

/// The presets of the first file `presets.json` in the folders in which models are looked up (see Model::load).
/// Throws Error: NotFound, Unreadable, BadFile.
GANMUT_API std::vector<Preset> presets();

/// One of them. Throws Error as presets() does, and BadArgument that lists the names for an unknown one.
GANMUT_API Preset find_preset(const std::string &name);

} // namespace ganmut
