#pragma once

#include <cstdint>
#include <optional>

#include <gst/gst.h>
#include <nlohmann/json.hpp>

#include <ganmut/face_editor.h>

#include "filter_settings.h"

namespace ganmut::plugin {

/// JSON whose fields keep their order and whose numbers are float: nine digits say all of one.
using Json =
    nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, std::int64_t, std::uint64_t, float>;

/// What happens to a frame.
enum class Course {
  Edited,
  StrengthZero, ///< passed through
  Interlaced,   ///< passed through
  Dropped,      ///< it came too late for the sink
};

/// What became of one frame: a line of the applied log, from which the same can be shown again.
struct FrameRecord {
  Course course = Course::Edited;
  GstClockTime pts = GST_CLOCK_TIME_NONE;
  GstClockTime running_time = GST_CLOCK_TIME_NONE;
  std::int64_t wall = 0; ///< microseconds since 1970, UTC
  std::optional<std::int64_t>
      late; ///< microseconds after its turn by the pipeline's clock, below 0 before it; see late()
  // Of a frame that was edited:
  bool sham = false;      ///< the edit was not shown
  FrameSettings settings; ///< what was asked for, and what was applied
  EditReport report;
  std::int64_t elapsed = 0; ///< microseconds in the element
};

Json to_json(const FrameRecord &record);

/// Throws Json::exception for a line that to_json() has not made. The settings asked for are left out.
FrameRecord frame_from_json(const Json &line);

/// Microseconds from when a frame of `running_time` should have left `element`, its pipeline's clock and latency
/// (nanoseconds) considered, to now; nothing where there is no clock or no time.
std::optional<std::int64_t> late(GstElement *element, GstClockTime running_time, GstClockTime latency);

} // namespace ganmut::plugin
