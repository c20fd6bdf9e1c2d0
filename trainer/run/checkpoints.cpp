#include "trainer/run/checkpoints.h"

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "checkpoint/file_bytes.h"
#include "trainer/run/run_folder.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

const char *const ending = "-state.safetensors";

/// They change where a run writes, how it is watched and on what it runs, not what it learns.
const std::set<std::string> &free_flags() {
  static const std::set<std::string> names = {
      "mode",       "num_iters",       "log_dir",         "model_save_dir",  "sample_dir",  "result_dir",
      "log_step",   "sample_step",     "model_save_step", "use_tensorboard", "resume",      "resume_iter",
      "keep",       "change_settings", "device",          "threads",         "num_workers", "cache",
      "test_iters", "peer_timeout",    "model",           "evaluate_faces",  "clips"};
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

/// What differs between two lists of flags, one `name=value` a line: "g_lr: 0.1, now 0.2; seed: 1, now 2". Flags that
/// a resumed run may change freely (folders, log steps, the number of iterations, threads and the like) do not count.
std::string changed_settings(const std::string &before, const std::string &now) {
  const auto old_values = values_of(before), new_values = values_of(now);
  std::string changes;
  // A flag that one version of the program has and the other lacks changed nothing the user did.
  for (const auto &[name, value] : old_values)
    if (const auto found = new_values.find(name); found != new_values.end() && found->second != value)
      changes += (changes.empty() ? "" : "; ") + name + ": " + value + ", now " + found->second;
  return changes;
}

} // namespace

std::optional<RunState> Checkpoints::resumed() const {
  std::optional<RunState> state;
  if (options_.resume == "auto")
    state = newest();
  else if (!options_.resume.empty())
    state = RunState::read(options_.resume);
  else if (const auto asked = path_of(options_.resume_iter); options_.resume_iter > 0 && fs::exists(asked))
    state = RunState::read(asked);
  if (state)
    check_settings(*state);
  return state;
}

std::string Checkpoints::path_of(std::int64_t done) const {
  return options_.model_save_dir + "/" + std::to_string(done) + ending;
}

std::optional<std::int64_t> Checkpoints::newest_iteration() const {
  const auto files = numbered_files(options_.model_save_dir, ending);
  return files.empty() ? std::nullopt : std::optional(files.begin()->first);
}

std::optional<RunState> Checkpoints::newest() const {
  for (const auto &[done, path] : numbered_files(options_.model_save_dir, ending))
    try {
      return RunState::read(path);
    } catch (const Error &error) {
      spdlog::warn("{} is passed over: {}", path, error.what());
    }
  return std::nullopt;
}

void Checkpoints::check_settings(const RunState &state) const {
  if (options_.change_settings)
    return;
  const auto changes = changed_settings(state.text("settings"), options_.settings);
  if (!changes.empty())
    throw Error(ErrorKind::BadArgument,
                "The checkpoint was made with other settings (" + changes +
                    "); give the old ones, or --change_settings true to go on with the new ones.");
}

void Checkpoints::write(RunState &state, std::int64_t done) const {
  state.put("iteration", std::to_string(done));
  state.put("settings", options_.settings);
  state.write(path_of(done));
  delete_old();
}

void Checkpoints::delete_old() const {
  std::error_code ignored; // what cannot be deleted stays
  auto files = numbered_files(options_.model_save_dir, ending);
  for (int kept = 0; options_.keep > 0 && !files.empty(); ++kept, files.erase(files.begin()))
    if (kept >= options_.keep)
      fs::remove(files.begin()->second, ignored);
}

void Checkpoints::tidy(std::int64_t done) const {
  std::error_code failure;
  for (const auto &entry : fs::directory_iterator(options_.model_save_dir, failure))
    if (is_temporary_file(entry.path().filename().string()))
      fs::remove(entry.path(), failure);
  for (const auto &[iterations, path] : numbered_files(options_.model_save_dir, ending)) {
    if (iterations <= done)
      break; // the newest come first
    fs::rename(path, path + ".old", failure);
    if (failure)
      throw Error(ErrorKind::Failed, "The checkpoint " + path + " of another run cannot be renamed.",
                  failure.message());
    spdlog::warn("{} is another run's, or damaged; it is kept as {}.old", path, path);
  }
  delete_old();
}

} // namespace ganmut
