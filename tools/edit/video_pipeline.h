#pragma once

#include <array>
#include <atomic>
#include <filesystem>

#include "gst_pointers.h"
#include "movie_header.h"
#include "options.h"
#include "video_container.h"

namespace ganmut::edit {

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
  /// Seconds where the file's last packet of any stream ends.
  double end() const { return static_cast<double>(end_) / GST_SECOND; }
  /// What GStreamer did not show of the file, such as time codes and previews, in words; empty: nothing. After the end.
  std::string hidden_tracks() const;

private:
  static void on_stream(GstElement *streams, GstPad *pad, gpointer self);
  static void on_no_more_streams(GstElement *streams, gpointer self);
  static GstPadProbeReturn on_bytes(GstPad *pad, GstPadProbeInfo *info, gpointer self);
  static GstPadProbeReturn on_packet(GstPad *pad, GstPadProbeInfo *info, gpointer self);
  static GstPadProbeReturn on_edited(GstPad *pad, GstPadProbeInfo *info, gpointer self);
  void connect(GstPad *stream);
  void connect_sound(GstPad *stream, GstCaps *caps);
  const std::string &encoder_for(const GstCaps *caps) const;
  void link(GstPad *stream, GstElement *branch);
  void fit(GstPadProbeInfo *info);
  void fit_size(GstCaps *caps);
  void fit_time(GstBuffer *buffer);
  [[noreturn]] void fail(const GstMessage *message) const;

  std::filesystem::path in_;
  Container container_;
  const bool is_avi_;
  const MovieHeader header_;
  std::array<int, 4> shown_{}; ///< streams that came, by their kind; of the demuxer's thread until the end
  GstPointer<GstElement> pipeline_;
  GstPointer<GstElement> filter_;
  GstPointer<GstElement> muxer_;
  std::atomic<bool> has_video_{false};
  std::atomic<GstClockTime> end_{0};
  // Of the streaming thread, until the end.
  int width_ = 0, height_ = 0; ///< of the file that is written
  bool loses_edge_ = false;    ///< whether the frames are larger by a row or a column
  GstClockTime time_ = GST_CLOCK_TIME_NONE, duration_ = GST_MSECOND; ///< of the last frame
};

} // namespace ganmut::edit
