#pragma once

#include <cstdint>

#include <gst/gst.h>

#include <ganmut/face_editor.h>

namespace ganmut::plugin {

/// What was done since the element started.
class Stats {
public:
  void add(const EditReport &report);

  /// A new structure `application/x-ganmut-stats`, all fields guint64: `frames` looked at, `faces` edited, and the
  /// mean microseconds a frame took to find faces (`find-us`), to generate (`generate-us`) and to put the pixels
  /// back (`composite-us`). The caller owns it.
  GstStructure *structure() const;

private:
  std::uint64_t mean(std::int64_t total) const;

  std::uint64_t frames_ = 0;
  std::uint64_t faces_ = 0;
  StageTimes total_;
};

} // namespace ganmut::plugin
