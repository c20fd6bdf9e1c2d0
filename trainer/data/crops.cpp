#include "trainer/data/crops.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_set>

#include <sys/stat.h>
#include <unistd.h>

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "cli/stop_signal.h"
#include "trainer/data/parallel_for.h"
#include "trainer/data/stable_hash.h"

namespace ganmut {

namespace {

using Key = std::optional<std::uint64_t>; ///< nothing: there is no such file, or nobody may read it

Key key_of(const std::string &path, const CropMaker &maker, const std::string &dataset_root) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode) || ::access(path.c_str(), R_OK) != 0)
    return std::nullopt;
  const auto number = [](auto value) { return static_cast<std::uint64_t>(value); };
  return StableHash()
      .add(std::filesystem::path(path).lexically_relative(dataset_root).string())
      .add(number(about.st_size))
      .add(number(about.st_mtim.tv_sec))
      .add(number(about.st_mtim.tv_nsec))
      .add(maker.dependency_hash(path))
      .value();
}

std::string folder_of(const DataOptions &options) {
  return options.cache == "none" ? std::string() : options.cache;
}

/// Makes the crops that `file` lacks.
void complete(CropFile &file, const std::vector<LabelledFile> &files, const std::vector<Key> &keys,
              const CropMaker &maker, const DataOptions &options) {
  std::vector<std::size_t> wanted;
  std::unordered_set<std::uint64_t> asked;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (keys[i] && !file.find(*keys[i]) && asked.insert(*keys[i]).second)
      wanted.push_back(i);
  if (wanted.empty())
    return;
  const auto folder = folder_of(options);
  spdlog::info("Making the crops of {} pictures of {} pixels, {}", wanted.size(), maker.size(),
               folder.empty() ? "in memory" : "kept in " + folder);
  const auto workers = static_cast<std::size_t>(options.num_workers);
  const auto chunk = 32 * workers;
  for (std::size_t done = 0; done < wanted.size(); done += chunk) {
    std::vector<std::pair<std::uint64_t, Crop>> crops(std::min(chunk, wanted.size() - done));
    parallel_for(crops.size(), workers, [&](std::size_t i) {
      const auto which = wanted[done + i];
      crops[i] = {*keys[which], maker.make(files[which].path)};
    });
    file.add(crops);
    const auto tenth = [&](std::size_t count) { return 10 * count / wanted.size(); };
    if (const auto now = tenth(done + crops.size()); now != tenth(done) && wanted.size() > 1000)
      spdlog::info("Crops: {} of {}", done + crops.size(), wanted.size());
    if (cli::StopSignal::is_waiting())
      throw Error(ErrorKind::Failed, "Stopped while crops were made; those that are in the cache need not be made "
                                     "again.");
  }
}

/// Pictures of a data set that cannot be used.
class LeftOut {
public:
  /// A file that does not exist or must not be read.
  void add_missing(const LabelledFile &file);

  /// A picture that there is no good crop of. `state`: anything but Good.
  void add(const LabelledFile &file, Crop::State state);

  /// Does what was asked for: with Stop, throws Error (NotFound or Unreadable, as the first one is) that names the
  /// first and counts them, all of them in the detail; with Skip, logs the first five by name and all by number. Does
  /// nothing where none was added.
  void report(Unreadable policy) const;

private:
  enum Why { Missing, Damaged, NoFace };
  void add(const LabelledFile &file, Why why);

  std::vector<std::string> sentences_;
  std::array<std::size_t, 3> counts_{};
  ErrorKind kind_ = ErrorKind::Unreadable; ///< of the first
};

void LeftOut::add_missing(const LabelledFile &file) {
  add(file, Missing);
}

void LeftOut::add(const LabelledFile &file, Crop::State state) {
  add(file, state == Crop::State::NoFace ? NoFace : Damaged);
}

void LeftOut::add(const LabelledFile &file, Why why) {
  static constexpr const char *words[] = {"does not exist or must not be read", "cannot be read",
                                          "shows no face that can be found and aligned"};
  sentences_.push_back(fmt::format("The picture {} {}", place_of(file), words[why]));
  ++counts_[why];
  if (sentences_.size() == 1)
    kind_ = why == Missing ? ErrorKind::NotFound : ErrorKind::Unreadable;
}

void LeftOut::report(Unreadable policy) const {
  if (sentences_.empty())
    return;
  const auto counts =
      fmt::format("{} missing, {} damaged, {} without a face", counts_[Missing], counts_[Damaged], counts_[NoFace]);
  if (policy == Unreadable::Stop)
    throw Error(kind_,
                fmt::format("{}{}; --unreadable skip leaves such pictures out.", sentences_[0],
                            sentences_.size() == 1 ? ""
                                                   : fmt::format(" ({} pictures of the data set cannot be used: {})",
                                                                 sentences_.size(), counts)),
                fmt::format("{}", fmt::join(sentences_, "\n")));
  constexpr std::size_t named = 5;
  for (std::size_t i = 0; i < std::min(named, sentences_.size()); ++i)
    spdlog::warn("{}; it is left out.", sentences_[i]);
  spdlog::warn("left out: {} pictures ({})", sentences_.size(), counts);
}

} // namespace

Crops::Crops(const std::vector<LabelledFile> &files, const CropMaker &maker, const DataOptions &options)
    : file_(folder_of(options), maker.settings(), maker.size(), static_cast<std::size_t>(options.num_workers)) {
  std::vector<Key> keys;
  for (const auto &file : files)
    keys.push_back(key_of(file.path, maker, options.dataset_root));
  complete(file_, files, keys, maker, options);
  file_.seal();

  LeftOut left_out;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!keys[i]) {
      left_out.add_missing(files[i]);
      continue;
    }
    const auto record = file_.find(*keys[i]).value();
    const auto state = file_.at(record).state;
    if (state == Crop::State::Good) {
      files_.push_back(files[i]);
      records_.push_back(record);
    } else {
      left_out.add(files[i], state);
    }
  }
  left_out.report(options.unreadable);
  if (files_.empty())
    throw Error(ErrorKind::BadFile, "No picture of the data set " + options.dataset_root + " can be used.");
}

} // namespace ganmut
