#include "latency_meter.h"

#include <algorithm>

namespace ganmut::plugin {

bool LatencyMeter::add(GstClockTime elapsed) {
  recent_[count_++ % recent_.size()] = elapsed;
  const GstClockTime worst = *std::max_element(recent_.begin(), recent_.end());
  const bool too_low = worst > latency_;
  const bool too_high = count_ >= recent_.size() && worst < latency_ / 2;
  if (!too_low && !too_high)
    return false;
  const GstClockTime headroom = worst / 4;
  latency_ = (worst + headroom) / GST_MSECOND * GST_MSECOND + GST_MSECOND;
  return true;
}

} // namespace ganmut::plugin
