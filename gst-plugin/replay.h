#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <gst/video/video.h>

#include <ganmut/model.h>

#include "frame_record.h"

namespace ganmut::plugin {

/// What an applied log says was shown.
class Replay {
public:
  /// Reads the log, with the older files that it continues, and the models that made its frames. `model`: where a model
  /// is when it is no longer where it was; its SHA-256 must be the same.
  /// Throws Error: NotFound, Unreadable, BadFile (no such log), BadArgument (another model).
  Replay(const std::filesystem::path &log, const std::string &model);

  /// One frame that was shown.
  struct Frame {
    FrameRecord record;
    std::string sha256; ///< of the model in use
  };
  /// The frame whose running time is `time`, or so near as containers round (1 ms); null for one that was not shown.
  const Frame *at(GstClockTime time) const;

  /// How many frames were shown.
  std::size_t frames() const { return frames_.size(); }
  /// A sentence on how `info` differs from the video of the log, so that pixels will differ; "" when it does not.
  /// Throws Error(BadArgument) for another size.
  std::string difference_to(const GstVideoInfo &info) const;

  const Model &model(const std::string &sha256) const { return models_.at(sha256); }
  /// The model of the first frames.
  const Model &first_model() const { return models_.at(first_model_); }

private:
  void read(const std::filesystem::path &log, const std::string &model);
  void add_model(const Json &head, const std::string &model);

  std::map<GstClockTime, Frame> frames_; ///< by running time
  std::map<std::string, Model> models_;  ///< by SHA-256
  std::string first_model_, model_in_use_;
  Json video_; ///< see log_video(); null: not known
};

} // namespace ganmut::plugin
