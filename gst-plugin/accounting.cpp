#include "accounting.h"

#include <algorithm>

namespace ganmut::plugin {
namespace {

/// A quarter more, in whole milliseconds.
GstClockTime with_headroom(GstClockTime time) {
  return (time + time / 4) / GST_MSECOND * GST_MSECOND + GST_MSECOND;
}

} // namespace

void Accounting::start(const ExpectedTimes &expected) {
  std::lock_guard lock(mutex_);
  frames_ = faces_ = 0;
  total_ = {};
  recent_ = {};
  measured_ = 0;
  expected_ = expected;
  latency_ = with_headroom(expected.waiting);
}

bool Accounting::add(const EditReport &report, GstClockTime elapsed, bool typical) {
  std::lock_guard lock(mutex_);
  ++frames_;
  faces_ += report.faces.size();
  total_.find += report.times.find;
  total_.generate += report.times.generate;
  total_.composite += report.times.composite;
  return typical && measure(elapsed);
}

bool Accounting::measure(GstClockTime elapsed) {
  recent_[measured_++ % recent_.size()] = elapsed;
  const GstClockTime worst = *std::max_element(recent_.begin(), recent_.end());
  const bool too_low = worst > latency_;
  const bool too_high = measured_ >= recent_.size() && worst < latency_ / 2;
  if (!too_low && !too_high)
    return false;
  const GstClockTime before = latency_;
  latency_ = with_headroom(worst);
  return latency_ != before;
}

GstClockTime Accounting::latency() const {
  std::lock_guard lock(mutex_);
  return latency_;
}

GstClockTime Accounting::latency(bool live) {
  std::lock_guard lock(mutex_);
  if (measured_ == 0)
    latency_ = with_headroom(live ? expected_.live : expected_.waiting);
  return latency_;
}

GstStructure *Accounting::stats() const {
  std::lock_guard lock(mutex_);
  return gst_structure_new("application/x-ganmut-stats",                        //
                           "frames", G_TYPE_UINT64, frames_,                    //
                           "faces", G_TYPE_UINT64, faces_,                      //
                           "find-us", G_TYPE_UINT64, mean(total_.find),         //
                           "generate-us", G_TYPE_UINT64, mean(total_.generate), //
                           "composite-us", G_TYPE_UINT64, mean(total_.composite), nullptr);
}

std::uint64_t Accounting::mean(std::int64_t total) const {
  return frames_ == 0 ? 0 : static_cast<std::uint64_t>(total) / frames_;
}

} // namespace ganmut::plugin
