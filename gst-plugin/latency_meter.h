#pragma once

#include <array>
#include <cstddef>

#include <gst/gst.h>

namespace ganmut::plugin {

/// Turns the time that frames take into the latency to report: what the slowest recent frame needed, with
/// some headroom, changed only when it matters (each change makes the application redistribute the latency).
class LatencyMeter {
public:
  /// `elapsed`: nanoseconds that the newest frame took. True when latency() has changed.
  bool add(GstClockTime elapsed);

  GstClockTime latency() const { return latency_; }

private:
  std::array<GstClockTime, 32> recent_{}; // a ring; detection frames are slow and come every few frames
  std::size_t count_ = 0;
  GstClockTime latency_ = 0;
};

} // namespace ganmut::plugin
