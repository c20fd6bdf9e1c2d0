#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <gst/check/gstharness.h>
#include <gst/video/video.h>
#include <opencv2/core.hpp>

#include <ganmut/face_editor.h>

namespace element {

struct BufferUnref {
  void operator()(GstBuffer *buffer) const { gst_buffer_unref(buffer); }
};
using Buffer = std::unique_ptr<GstBuffer, BufferUnref>;

struct MessageUnref {
  void operator()(GstMessage *message) const { gst_message_unref(message); }
};
using Message = std::unique_ptr<GstMessage, MessageUnref>;

/// A file that scripts/fetch-portrait has put at $GANMUT_PORTRAIT or out/portrait.png; "" when it is not there.
std::string portrait_file();
/// The portrait, 512x512 BGR.
cv::Mat portrait();
/// A model that the build has made: east, west, or layers.
std::string model(const std::string &name);

/// Video of `format`, 25 frames a second.
GstVideoInfo video_info(const std::string &format, cv::Size size);
/// `picture` (BGR) as a buffer of `info`'s format, at `pts` nanoseconds.
Buffer to_buffer(const cv::Mat &picture, const GstVideoInfo &info, GstClockTime pts = 0);
/// What `buffer` of `info`'s format shows, BGR.
cv::Mat to_picture(const Buffer &buffer, const GstVideoInfo &info);
bool same_bytes(const Buffer &a, const Buffer &b);

/// The coordinates that the first face's metadata says were applied; `faces` of them must be there.
ganmut::Point applied_point(const Buffer &buffer);
int face_count(const Buffer &buffer);

/// What the elements log, from here to the end of its life. One at a time.
class Log {
public:
  struct Line {
    GstDebugLevel level;
    std::string text;
  };
  /// The first thread that logs a line with `hold` in it stands still there until release(); "" holds nobody.
  explicit Log(std::string hold = "");
  ~Log();
  Log(const Log &) = delete;
  Log &operator=(const Log &) = delete;

  /// Waits until a thread stands still.
  void wait_until_held();
  void release();
  std::vector<Line> lines() const;

private:
  static void write(GstDebugCategory *category, GstDebugLevel level, const gchar *file, const gchar *function,
                    gint line, GObject *object, GstDebugMessage *message, gpointer log) noexcept;

  const std::string hold_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Line> lines_;
  bool held_ = false;
  bool released_ = false;
};

/// One ganmutfilter between two test pads, with a bus of its own.
class Filter {
public:
  /// `properties`: as on a launch line; `model` and `max-faces=1` are set when it does not.
  explicit Filter(const std::string &properties = "");
  ~Filter();
  Filter(const Filter &) = delete;
  Filter &operator=(const Filter &) = delete;

  GstHarness *harness() const { return harness_; }
  GstElement *element() const { return element_; }
  void set_caps(const GstVideoInfo &info);
  /// The frame that comes out; null when it is dropped.
  Buffer edit(Buffer buffer);
  double number(const char *property) const;
  std::string text(const char *property) const;
  /// The oldest message of these kinds; null when there is none.
  Message message(GstMessageType kinds) const;
  /// The same, but waits for one.
  Message wait_for(GstMessageType kinds) const;
  /// What the element answers, with upstream's share.
  GstClockTime latency() const;
  /// Waits until the model of this file is in use.
  void wait_for_model(const std::string &file);

private:
  static void model_notified(GObject *, GParamSpec *, gpointer filter);

  GstHarness *harness_;
  GstElement *element_;
  GstBus *bus_;
  gulong handler_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// What the library makes of `buffer` without the element.
class Reference {
public:
  explicit Reference(const std::string &model_file);
  Buffer edit(const Buffer &buffer, const GstVideoInfo &info, const ganmut::Point &point, float strength = 1.F);
  Buffer edit(const Buffer &buffer, const GstVideoInfo &info, ganmut::EditSettings settings);
  void reset() { editor_.reset(); }
  const ganmut::ConditionalSpace &space() const { return editor_.model().space(); }
  const std::vector<std::string> &units() const { return editor_.model().info().units; }

private:
  ganmut::FaceEditor editor_;
};

} // namespace element
