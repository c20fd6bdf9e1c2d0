#pragma once

#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "../scratch.h"
#include "harness.h"

namespace element {

using Lines = std::vector<nlohmann::json>;

/// The lines of an applied log, which must all be JSON.
inline Lines lines_of(const Scratch &scratch, const std::string &name = "run.jsonl") {
  Lines lines;
  std::istringstream file(scratch.read(name));
  for (std::string line; std::getline(file, line);)
    lines.push_back(nlohmann::json::parse(line));
  return lines;
}

/// Those that say what became of a frame.
inline Lines frames_of(const Lines &lines) {
  Lines frames;
  for (const auto &line : lines)
    if (line.contains("frame"))
      frames.push_back(line);
  return frames;
}

/// Ends the stream, after which the log is whole.
inline void end(const Filter &filter) {
  gst_harness_push_event(filter.harness(), gst_event_new_eos());
}

/// The words of the oldest error or warning.
inline std::string words_of(const Message &message) {
  if (!message)
    return "";
  GError *error = nullptr;
  if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR)
    gst_message_parse_error(message.get(), &error, nullptr);
  else
    gst_message_parse_warning(message.get(), &error, nullptr);
  const std::string words = error->message;
  g_error_free(error);
  return words;
}

} // namespace element
