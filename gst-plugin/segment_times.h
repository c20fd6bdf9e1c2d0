#pragma once

#include <gst/base/gstbasetransform.h>

namespace ganmut::plugin {

// Times of a frame, nanoseconds; GST_CLOCK_TIME_NONE outside the segment. Where the application counts in another
// format than time, as an appsrc does that was left at its defaults, the PTS stands for them.

inline GstClockTime stream_time(const GstBaseTransform *element, GstClockTime pts) {
  const GstSegment &segment = element->segment;
  return segment.format == GST_FORMAT_TIME ? gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, pts) : pts;
}

/// It goes up when a film is played backwards too, where PTS go down.
inline GstClockTime running_time(const GstBaseTransform *element, GstClockTime pts) {
  const GstSegment &segment = element->segment;
  return segment.format == GST_FORMAT_TIME ? gst_segment_to_running_time(&segment, GST_FORMAT_TIME, pts) : pts;
}

} // namespace ganmut::plugin
