#include "video_edit.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstring>
#include <map>
#include <memory>

#include <gst/gst.h>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "progress_bar.h"
#include "unfinished_file.h"

namespace ganmut::edit {
namespace {

/// How a video is written, chosen by the ending of the file's name. The texts are as gst-launch-1.0 takes them.
struct Container {
  std::string muxer;
  std::string video_encoder;
  std::string audio_encoder; ///< for sound that the container does not take as it is
};

// Constant quality, at which the encoder's loss does not show beside the edit.
constexpr char h264[] = "video/x-raw,format=I420 ! x264enc pass=qual quantizer=18 speed-preset=fast ! h264parse";
constexpr char vp9[] =
    "video/x-raw,format=I420 ! vp9enc end-usage=cq cq-level=20 target-bitrate=0 deadline=1 cpu-used=4 "
    "row-mt=true";
constexpr char aac[] = "avenc_aac bitrate=192000 ! aacparse";
constexpr char opus[] = "opusenc bitrate=160000";

/// Throws Error(BadArgument) that lists the endings known.
Container container_for(const std::filesystem::path &output) {
  static const std::map<std::string, Container> containers = {
      {".mp4", {"mp4mux", h264, aac}},      {".m4v", {"mp4mux", h264, aac}},   {".mov", {"qtmux", h264, aac}},
      {".mkv", {"matroskamux", h264, aac}}, {".webm", {"webmmux", vp9, opus}},
  };
  std::string ending = output.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto found = containers.find(ending);
  if (found != containers.end())
    return found->second;
  throw Error(ErrorKind::BadArgument, output.string() + " does not end as a video does; .mp4, .m4v, .mov, .mkv or "
                                                        ".webm would do.");
}

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

struct Freed {
  void operator()(GError *error) const { g_error_free(error); }
  void operator()(gchar *text) const { g_free(text); }
  void operator()(GstCaps *caps) const { gst_caps_unref(caps); }
  void operator()(GstMessage *message) const { gst_message_unref(message); }
  void operator()(GstStructure *structure) const { gst_structure_free(structure); }
};
template <typename Thing> using Owned = std::unique_ptr<Thing, Freed>;

// Not plain queues: a file may hold seconds of video before the sound that belongs to it, and the muxer waits for both.
// This one grows where another stream is starving.
constexpr char queues[] = "multiqueue name=queues max-size-buffers=20 max-size-time=0 max-size-bytes=268435456";
constexpr char no_video[] = "no-video";

GstElement *parse(const std::string &description, bool whole_pipeline) {
  GError *raw = nullptr;
  GstElement *element = whole_pipeline ? gst_parse_launch(description.c_str(), &raw)
                                       : gst_parse_bin_from_description(description.c_str(), FALSE, &raw);
  const Owned<GError> error(raw);
  if (error)
    throw Error(ErrorKind::NotFound,
                std::string("GStreamer cannot build the pipeline: ") + error->message +
                    "; the packages gstreamer1.0-plugins-base, -good, -bad, -ugly and gstreamer1.0-libav hold what is "
                    "needed, ganmutfilter comes with this program.",
                description);
  return element;
}

/// Gives a bin the pad `name` that stands for `inside`; takes the reference.
void open_pad(GstElement *bin, GstPad *inside, const char *name) {
  const GstPointer<GstPad> pad(inside);
  gst_element_add_pad(bin, gst_ghost_pad_new(name, pad.get()));
}

void demand(bool done, const char *what) {
  if (!done)
    throw Error(ErrorKind::Failed, std::string("The pipeline cannot be put together: ") + what + ".");
}

GstElement *child(const GstPointer<GstElement> &pipeline, const char *name) {
  return gst_bin_get_by_name(GST_BIN(pipeline.get()), name);
}

void apply(const Options &options, GstElement *filter) {
  g_object_set(filter, "model", options.model.c_str(), "device", options.device.c_str(), "strength",
               double{options.strength}, "intensity", double{options.intensity}, "composite",
               static_cast<gint>(options.composite), "face-select", static_cast<gint>(options.faces), "max-faces", 0,
               "action-units", options.action_units.c_str(), nullptr);
  if (options.keep_speech)
    g_object_set(filter, "keep-speech", double{*options.keep_speech}, nullptr);
  if (options.emotion)
    g_object_set(filter, "emotion", options.emotion->c_str(), nullptr);
  if (options.point)
    g_object_set(filter, "x", double{options.point->x}, "y", double{options.point->y}, "z", double{options.point->z},
                 nullptr);
  if (options.polar)
    g_object_set(filter, "theta", double{options.polar->theta}, "rho", double{options.polar->rho}, nullptr);
}

VideoPipeline::VideoPipeline(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options)
    : in_(in), container_(container_for(out)) {
  pipeline_.reset(parse(std::string("filesrc name=source ! parsebin name=streams ") + queues +
                            " decodebin name=video ! videoflip video-direction=auto ! videoconvert ! "
                            "ganmutfilter name=filter ! videoconvert ! " +
                            container_.video_encoder + " ! queue ! " + container_.muxer +
                            " name=muxer ! filesink name=sink",
                        true));
  filter_.reset(child(pipeline_, "filter"));
  muxer_.reset(child(pipeline_, "muxer"));
  const GstPointer<GstElement> source(child(pipeline_, "source")), sink(child(pipeline_, "sink"));
  const GstPointer<GstElement> streams(child(pipeline_, "streams"));
  g_object_set(source.get(), "location", in.c_str(), nullptr);
  g_object_set(sink.get(), "location", out.c_str(), nullptr);
  g_signal_connect(streams.get(), "pad-added", G_CALLBACK(on_stream), this);
  g_signal_connect(streams.get(), "no-more-pads", G_CALLBACK(on_no_more_streams), this);
  apply(options, filter_.get());
}

VideoPipeline::~VideoPipeline() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

void VideoPipeline::play() {
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
} // failures come by the bus

bool VideoPipeline::finished(GstClockTime wait) {
  const GstPointer<GstBus> bus(gst_element_get_bus(pipeline_.get()));
  const auto kinds =
      static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_APPLICATION);
  const Owned<GstMessage> message(gst_bus_timed_pop_filtered(bus.get(), wait, kinds));
  if (!message)
    return false;
  if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_APPLICATION)
    throw Error(ErrorKind::WrongKind, in_.string() + " holds no video.");
  if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR)
    fail(message.get());
  if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_WARNING) {
    GError *warning = nullptr;
    gst_message_parse_warning(message.get(), &warning, nullptr);
    spdlog::warn("{}: {}", in_.string(), Owned<GError>(warning)->message);
  }
  return GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS;
}

double VideoPipeline::progress() const {
  gint64 position = 0, duration = 0;
  if (!gst_element_query_position(filter_.get(), GST_FORMAT_TIME, &position) ||
      !gst_element_query_duration(filter_.get(), GST_FORMAT_TIME, &duration) || duration <= 0)
    return 0.0;
  return static_cast<double>(position) / static_cast<double>(duration);
}

guint64 VideoPipeline::faces() const {
  GstStructure *raw = nullptr;
  g_object_get(filter_.get(), "stats", &raw, nullptr);
  const Owned<GstStructure> stats(raw);
  guint64 faces = 0;
  gst_structure_get_uint64(stats.get(), "faces", &faces);
  return faces;
}

void VideoPipeline::on_stream(GstElement *, GstPad *pad, gpointer self) {
  try {
    static_cast<VideoPipeline *>(self)->connect(pad);
  } catch (const Error &e) { // called from C: the news goes by the bus
    GST_ELEMENT_ERROR(static_cast<VideoPipeline *>(self)->filter_.get(), CORE, PAD, ("%s", e.what()),
                      ("%s", e.detail().c_str()));
  } catch (const std::exception &e) {
    GST_ELEMENT_ERROR(static_cast<VideoPipeline *>(self)->filter_.get(), CORE, PAD, ("A stream cannot be connected."),
                      ("%s", e.what()));
  }
}

void VideoPipeline::on_no_more_streams(GstElement *streams, gpointer self) {
  if (static_cast<VideoPipeline *>(self)->has_video_)
    return;
  gst_element_post_message(streams,
                           gst_message_new_application(GST_OBJECT(streams), gst_structure_new_empty(no_video)));
}

void VideoPipeline::connect(GstPad *stream) {
  Owned<GstCaps> caps(gst_pad_get_current_caps(stream));
  if (!caps)
    caps.reset(gst_pad_query_caps(stream, nullptr));
  const std::string type = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
  const bool video = type.rfind("video/", 0) == 0 || type.rfind("image/", 0) == 0;
  if (video && !has_video_.exchange(true)) {
    const GstPointer<GstElement> decoder(child(pipeline_, "video"));
    link(stream, decoder.get());
  } else if (type.rfind("audio/", 0) == 0) {
    connect_sound(stream, caps.get());
  } else {
    spdlog::warn("{}: a stream of type {} is left out", in_.string(), type);
  }
}

void VideoPipeline::connect_sound(GstPad *stream, GstCaps *caps) {
  const bool as_it_is = gst_element_factory_can_sink_any_caps(gst_element_get_factory(muxer_.get()), caps);
  if (!as_it_is)
    spdlog::warn("{}: the sound is encoded anew, for the output cannot hold it as it is", in_.string());
  GstElement *branch = parse(
      as_it_is ? "identity name=in" : "decodebin name=in ! audioconvert ! audioresample ! " + container_.audio_encoder,
      false);
  gst_bin_add(GST_BIN(pipeline_.get()), branch);
  const GstPointer<GstElement> first(gst_bin_get_by_name(GST_BIN(branch), "in"));
  open_pad(branch, gst_element_get_static_pad(first.get(), "sink"), "sink");
  open_pad(branch, gst_bin_find_unlinked_pad(GST_BIN(branch), GST_PAD_SRC), "src");
  demand(gst_element_link_pads(branch, "src", muxer_.get(), "audio_%u"), "the container takes no more sound");
  gst_element_sync_state_with_parent(branch);
  link(stream, branch);
}

void VideoPipeline::link(GstPad *stream, GstElement *branch) {
  const GstPointer<GstElement> queues(child(pipeline_, "queues"));
  const GstPointer<GstPad> in(gst_element_request_pad_simple(queues.get(), "sink_%u"));
  const std::string number = std::string(GST_PAD_NAME(in.get())).substr(std::strlen("sink_"));
  const bool linked = gst_pad_link(stream, in.get()) == GST_PAD_LINK_OK &&
                      gst_element_link_pads(queues.get(), ("src_" + number).c_str(), branch, "sink");
  demand(linked, "a stream fits nowhere");
}

void VideoPipeline::fail(const GstMessage *message) const {
  GError *raw_error = nullptr;
  gchar *raw_debug = nullptr;
  gst_message_parse_error(const_cast<GstMessage *>(message), &raw_error, &raw_debug);
  const Owned<GError> error(raw_error);
  const Owned<gchar> debug(raw_debug);
  const bool ours = GST_MESSAGE_SRC(message) == GST_OBJECT_CAST(filter_.get());
  throw Error(ErrorKind::Failed, ours ? error->message : in_.string() + " cannot be edited: " + error->message,
              debug ? debug.get() : "");
}

} // namespace

void check_video_name(const std::filesystem::path &output) {
  container_for(output);
}

void edit_video(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options,
                const cli::StopSignal &stop) {
  gst_init(nullptr, nullptr);
  UnfinishedFile file(out);
  guint64 faces = 0;
  {
    VideoPipeline pipeline(in, file.path(), options);
    ProgressBar progress(in.string());
    pipeline.play();
    while (!pipeline.finished(200 * GST_MSECOND)) {
      stop.check();
      progress.update(pipeline.progress());
    }
    faces = pipeline.faces();
  }
  file.finish();
  if (faces == 0)
    spdlog::warn("{}: nothing was edited{}", in.string(), options.strength > 0.F ? ", no face was found" : "");
  else
    spdlog::info("{}: written to {}", in.string(), out.string());
}

} // namespace ganmut::edit
