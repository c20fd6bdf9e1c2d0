#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include <gst/gst.h>

#include "container.h"
#include "options.h"

namespace ganmut::edit {

struct GstUnref {
  void operator()(gpointer object) const { gst_object_unref(object); }
};
template <typename Object> using GstPointer = std::unique_ptr<Object, GstUnref>;

/// filesrc ! parsebin, from which one video stream goes through ganmutfilter and every sound past it, into one file.
class VideoPipeline {
public:
  /// Throws Error(NotFound) when an element is not installed.
  VideoPipeline(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options);
  /// Stops it.
  ~VideoPipeline();
  VideoPipeline(const VideoPipeline &) = delete;
  VideoPipeline &operator=(const VideoPipeline &) = delete;

  void play();
  /// Waits up to `wait` nanoseconds. True when the end was reached; throws Error when a part of the pipeline failed.
  bool finished(GstClockTime wait);
  /// The part of the video that is done, [0, 1]; 0 while its length is unknown.
  double progress() const;
  /// Faces edited up to now, counted once in every frame.
  guint64 faces() const;

private:
  static void on_stream(GstElement *streams, GstPad *pad, gpointer self);
  static void on_no_more_streams(GstElement *streams, gpointer self);
  void connect(GstPad *stream);
  void connect_sound(GstPad *stream, GstCaps *caps);
  void link(GstPad *stream, GstElement *branch);
  [[noreturn]] void fail(const GstMessage *message) const;

  std::filesystem::path in_;
  Container container_;
  GstPointer<GstElement> pipeline_;
  GstPointer<GstElement> filter_;
  GstPointer<GstElement> muxer_;
  std::atomic<bool> has_video_{false};
};

} // namespace ganmut::edit
