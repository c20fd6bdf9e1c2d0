#include "stats.h"

namespace ganmut::plugin {

void Stats::add(const EditReport &report) {
  ++frames_;
  faces_ += report.faces.size();
  total_.find += report.times.find;
  total_.generate += report.times.generate;
  total_.composite += report.times.composite;
}

GstStructure *Stats::structure() const {
  return gst_structure_new("application/x-ganmut-stats",                        //
                           "frames", G_TYPE_UINT64, frames_,                    //
                           "faces", G_TYPE_UINT64, faces_,                      //
                           "find-us", G_TYPE_UINT64, mean(total_.find),         //
                           "generate-us", G_TYPE_UINT64, mean(total_.generate), //
                           "composite-us", G_TYPE_UINT64, mean(total_.composite), nullptr);
}

std::uint64_t Stats::mean(std::int64_t total) const {
  return frames_ == 0 ? 0 : static_cast<std::uint64_t>(total) / frames_;
}

} // namespace ganmut::plugin
