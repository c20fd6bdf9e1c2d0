#include "trainer/run/checkpoints.h"

#include <filesystem>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "checkpoint/file_bytes.h"
#include "trainer/run/folder.h"
#include "trainer/run/settings.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

const char *const ending = "-state.safetensors";

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
