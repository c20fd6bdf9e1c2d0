#include "trainer/run/settings.h"

#include <map>
#include <set>
#include <sstream>

namespace ganmut {

namespace {

/// They change where a run writes, how it is watched and on what it runs, not what it learns.
const std::set<std::string> &free_flags() {
  static const std::set<std::string> names = {
      "mode",       "num_iters",       "log_dir",         "model_save_dir",  "sample_dir",  "result_dir",
      "log_step",   "sample_step",     "model_save_step", "use_tensorboard", "resume",      "resume_iter",
      "keep",       "change_settings", "device",          "threads",         "num_workers", "cache",
      "test_iters", "peer_timeout",    "model",           "evaluate_faces"};
  return names;
}

std::map<std::string, std::string> values_of(const std::string &lines) {
  std::map<std::string, std::string> values;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos && free_flags().count(line.substr(0, equals)) == 0)
      values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return values;
}

} // namespace

std::string changed_settings(const std::string &before, const std::string &now) {
  const auto old_values = values_of(before), new_values = values_of(now);
  std::string changes;
  // A flag that one version of the program has and the other lacks changed nothing the user did.
  for (const auto &[name, value] : old_values)
    if (const auto found = new_values.find(name); found != new_values.end() && found->second != value)
      changes += (changes.empty() ? "" : "; ") + name + ": " + value + ", now " + found->second;
  return changes;
}

} // namespace ganmut
