#pragma once

#include <string>

#include <gst/video/video.h>

#include <ganmut/model.h>

#include "frame_record.h"

namespace ganmut::plugin {

/// How the frames are made, for the applied log: versions, the model and its SHA-256, the device, the video (its caps;
/// null: not known yet) and every property of `element`.
Json log_head(GstElement *element, const Model &model, const std::string &device, const GstVideoInfo *video);

/// Format, size and colours of the frames.
Json log_video(const GstVideoInfo &info);

/// What log_head() said of the model.
struct LoggedModel {
  std::string file, sha256;
};
/// Throws Json::exception for a line that is no head.
LoggedModel logged_model(const Json &head);

} // namespace ganmut::plugin
