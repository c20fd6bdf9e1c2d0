#include "replay.h"

#include <fstream>
#include <optional>

#include <ganmut/error.h>

#include "log_head.h"

namespace ganmut::plugin {
namespace fs = std::filesystem;
namespace {

/// Where the model of a log is now.
std::string place_of(const LoggedModel &model, const std::string &otherwise) {
  return fs::exists(model.file) ? model.file : otherwise;
}

std::ifstream open(const fs::path &log) {
  if (!fs::exists(log))
    throw Error(ErrorKind::NotFound, "The log " + log.string() + " does not exist.");
  std::ifstream file(log);
  if (!file)
    throw Error(ErrorKind::Unreadable, "The log " + log.string() + " cannot be read.");
  return file;
}

} // namespace

Replay::Replay(const fs::path &log, const std::string &model) {
  read(log, model);
  if (frames_.empty())
    throw Error(ErrorKind::BadFile, "The log " + log.string() + " has no frame to show.");
}

void Replay::read(const fs::path &log, const std::string &model) {
  std::ifstream file = open(log);
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    try {
      const Json line = Json::parse(text);
      if (line.contains("frame")) {
        const FrameRecord record = frame_from_json(line);
        if (record.course != Course::Dropped && GST_CLOCK_TIME_IS_VALID(record.running_time))
          frames_[record.running_time] = {record, model_in_use_};
        continue;
      }
      if (number == 1 && line.contains("continues"))
        read(log.parent_path() / line.at("continues").get<std::string>(), model);
      add_model(line, model);
      if (!line.at("video").is_null())
        video_ = line.at("video");
    } catch (const Json::exception &error) {
      if (file.eof()) // what was being written when the program ended
        return;
      throw Error(ErrorKind::BadFile,
                  log.string() + " is no log of ganmutfilter, or damaged at line " + std::to_string(number) + ".",
                  error.what());
    }
  }
}

std::string Replay::difference_to(const GstVideoInfo &info) const {
  const Json now = log_video(info);
  if (video_.is_null() || video_ == now)
    return "";
  if (video_.at("width") != now.at("width") || video_.at("height") != now.at("height"))
    throw Error(ErrorKind::BadArgument,
                "The log is of another video: its frames were " + video_.dump() + ", these are " + now.dump() + ".");
  return "The log's frames were " + video_.dump() + ", these are " + now.dump() +
         ": the same edits are shown, but not the same bits.";
}

void Replay::add_model(const Json &head, const std::string &otherwise) {
  const LoggedModel logged = logged_model(head);
  model_in_use_ = logged.sha256;
  if (first_model_.empty())
    first_model_ = logged.sha256;
  if (models_.count(logged.sha256) > 0)
    return;
  const Model model = Model::load(place_of(logged, otherwise));
  if (model.info().sha256 != logged.sha256)
    throw Error(ErrorKind::BadArgument,
                "The log was made with the model " + logged.file + " (SHA-256 " + logged.sha256 + "), and " +
                    model.path() + " is another one; say where that model is now.",
                "its SHA-256: " + model.info().sha256);
  models_.emplace(logged.sha256, model);
}

const Replay::Frame *Replay::at(GstClockTime time) const {
  constexpr GstClockTime near = GST_MSECOND;
  if (!GST_CLOCK_TIME_IS_VALID(time))
    return nullptr;
  const auto above = frames_.lower_bound(time);
  const auto distance = [&](auto frame) { return frame->first > time ? frame->first - time : time - frame->first; };
  auto nearest = above;
  if (above != frames_.begin() && (above == frames_.end() || distance(std::prev(above)) < distance(above)))
    nearest = std::prev(above);
  return nearest != frames_.end() && distance(nearest) <= near ? &nearest->second : nullptr;
}

} // namespace ganmut::plugin
