#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include <gst/gst.h>

#include <ganmut/face_editor.h>

namespace ganmut::plugin {

/// Nanoseconds that a frame with one face is likely to take, by all that is known before the first one.
struct ExpectedTimes {
  GstClockTime waiting = 0; ///< for the network
  GstClockTime live = 0;    ///< when frames show what was rendered beside them
};

/// What frames took: the latency to report, and the statistics since the element started. For any thread.
class Accounting {
public:
  /// Begins anew.
  void start(const ExpectedTimes &expected);

  /// Counts a frame that took `elapsed` nanoseconds. True when latency() has changed.
  /// `typical`: false for a frame that shared the machine with the loading of a model; the latency ignores it.
  bool add(const EditReport &report, GstClockTime elapsed, bool typical = true);

  /// Nanoseconds: what the slowest recent frame needed, with some headroom. It changes only when it matters, because
  /// each change makes the application redistribute the latency.
  GstClockTime latency() const;
  /// The same; before the first frame it is what is expected of frames that are `live`.
  GstClockTime latency(bool live);

  /// A new structure `application/x-ganmut-stats`, all fields guint64: `frames` looked at, `faces` edited, and the
  /// mean microseconds a frame took to find faces (`find-us`), to generate (`generate-us`) and to put the pixels
  /// back (`composite-us`). The caller owns it.
  GstStructure *stats() const;

private:
  bool measure(GstClockTime elapsed);
  std::uint64_t mean(std::int64_t total) const;

  mutable std::mutex mutex_; // guards what follows; nothing of another class is called under it
  std::uint64_t frames_ = 0;
  std::uint64_t faces_ = 0;
  StageTimes total_;
  std::array<GstClockTime, 32> recent_{}; // a ring; detection frames are slow and come every few frames
  std::size_t measured_ = 0;
  ExpectedTimes expected_;
  GstClockTime latency_ = 0;
};

} // namespace ganmut::plugin
