#include "video_pipeline.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>

#include <spdlog/spdlog.h>

#include <ganmut/error.h>

namespace ganmut::edit {
namespace {

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
               double{options.strength}, "intensity", double{options.intensity}, "calibrated",
               static_cast<gboolean>(options.calibrated), "composite", static_cast<gint>(options.composite),
               "face-select", static_cast<gint>(options.faces), "max-faces", 0, "action-units",
               options.action_units.c_str(), "log", options.log.c_str(), "replay", options.replay.c_str(), nullptr);
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

bool has_avi_header(const std::filesystem::path &path) {
  std::array<char, 12> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  const std::string_view header(start.data(), start.size());
  return header.substr(0, 4) == "RIFF" && header.substr(8) == "AVI ";
}

enum Kind { Picture, Sound, Text, Other };

Kind kind_of_caps(const std::string &type) {
  const auto starts = [&](const char *with) { return type.rfind(with, 0) == 0; };
  return starts("video/") || starts("image/")       ? Picture
         : starts("audio/")                         ? Sound
         : starts("text/") || starts("subpicture/") ? Text
         : starts("closedcaption/")                 ? Text
                                                    : Other;
}

/// `handler`: see MovieHeader::kinds.
Kind kind_of_track(const std::string &handler) {
  for (const char *text : {"text", "sbtl", "subt", "subp", "clcp"})
    if (handler == text)
      return Text;
  return handler == "vide" ? Picture : handler == "soun" ? Sound : Other;
}

std::string description(Kind kind, const std::string &handler) {
  return kind == Picture     ? "a picture that is much shorter than the film, as previews are"
         : kind == Sound     ? "a sound track"
         : kind == Text      ? "a track of subtitles"
         : handler == "tmcd" ? "the track of time codes"
                             : "a track of the kind '" + handler + "'";
}

/// As fixed as they are known: a parser that has not seen a packet yet offers all that it might become.
Owned<GstCaps> caps_of(GstPad *stream) {
  Owned<GstCaps> caps(gst_pad_get_current_caps(stream));
  if (!caps) {
    const GstPointer<GstStream> description(gst_pad_get_stream(stream));
    if (description)
      caps.reset(gst_stream_get_caps(description.get()));
  }
  if (!caps)
    caps.reset(gst_pad_query_caps(stream, nullptr));
  return caps;
}

/// What mp4 and mov say of colours has no place for a full range of samples, so the stream's own word counts.
GstPadProbeReturn leave_colours_to_the_stream(GstPad *, GstPadProbeInfo *info, gpointer) {
  auto *event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  GstCaps *caps = nullptr;
  gst_event_parse_caps(event, &caps);
  const Owned<GstCaps> without(gst_caps_copy(caps));
  gst_structure_remove_field(gst_caps_get_structure(without.get(), 0), "colorimetry");
  GST_PAD_PROBE_INFO_DATA(info) = gst_event_new_caps(without.get());
  gst_event_unref(event);
  return GST_PAD_PROBE_OK;
}

} // namespace

VideoPipeline::VideoPipeline(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options)
    : in_(in), container_(container_for(out)), is_avi_(has_avi_header(in)), header_(read_movie_header(in)) {
  pipeline_.reset(parse(std::string("filesrc name=source ! parsebin name=streams ") + queues +
                            " decodebin name=video ! videoconvert ! videoflip video-direction=auto ! videoconvert ! "
                            "video/x-raw,format=I420 ! " // as the encoders take it; elsewise 4:4:4 goes through RGB
                            "ganmutfilter name=filter ! videocrop name=crop ! videoconvert ! videoscale "
                            "add-borders=true ! capsfilter name=size ! " +
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
  const GstPointer<GstPad> bytes(gst_element_get_static_pad(source.get(), "src"));
  if (!header_.longer.bytes.empty())
    gst_pad_add_probe(bytes.get(), GST_PAD_PROBE_TYPE_BUFFER, on_bytes, this, nullptr);
  const GstPointer<GstElement> crop(child(pipeline_, "crop"));
  const GstPointer<GstPad> edited(gst_element_get_static_pad(crop.get(), "sink"));
  gst_pad_add_probe(edited.get(),
                    static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM),
                    on_edited, this, nullptr);
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

GstPadProbeReturn VideoPipeline::on_bytes(GstPad *, GstPadProbeInfo *info, gpointer self) {
  const auto &[at, bytes] = static_cast<VideoPipeline *>(self)->header_.longer;
  auto *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  const auto start = GST_BUFFER_OFFSET(buffer), end = start + gst_buffer_get_size(buffer);
  const auto first = std::max(at, start), last = std::min(at + bytes.size(), end);
  if (!GST_BUFFER_OFFSET_IS_VALID(buffer) || first >= last)
    return GST_PAD_PROBE_OK;
  buffer = gst_buffer_make_writable(buffer);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  gst_buffer_fill(buffer, first - start, bytes.data() + (first - at), last - first);
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn VideoPipeline::on_packet(GstPad *pad, GstPadProbeInfo *info, gpointer self) {
  const auto *packet = GST_PAD_PROBE_INFO_BUFFER(info);
  auto &last = static_cast<VideoPipeline *>(self)->end_;
  GstEvent *event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0);
  if (!event)
    return GST_PAD_PROBE_OK;
  const GstSegment *segment = nullptr;
  gst_event_parse_segment(event, &segment);
  const auto start = gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(packet));
  gst_event_unref(event);
  if (GST_CLOCK_TIME_IS_VALID(start)) {
    const auto end = start + (GST_BUFFER_DURATION_IS_VALID(packet) ? GST_BUFFER_DURATION(packet) : 0);
    for (auto known = last.load(); end > known && !last.compare_exchange_weak(known, end);) {
    }
  }
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn VideoPipeline::on_edited(GstPad *, GstPadProbeInfo *info, gpointer self) {
  auto &pipeline = *static_cast<VideoPipeline *>(self);
  try {
    pipeline.fit(info);
  } catch (const std::exception &e) { // called from C: the news goes by the bus
    GST_ELEMENT_ERROR(pipeline.filter_.get(), STREAM, FAILED, ("A frame cannot be written."), ("%s", e.what()));
  }
  return GST_PAD_PROBE_OK;
}

void VideoPipeline::fit(GstPadProbeInfo *info) {
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
    auto *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    fit_time(buffer);
  } else if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_CAPS) {
    GstCaps *caps = nullptr;
    gst_event_parse_caps(GST_PAD_PROBE_INFO_EVENT(info), &caps);
    fit_size(caps);
  }
}

/// A file has one size: the first, without its last row or column where the encoder takes even ones only. What comes in
/// another size later is fitted into it.
void VideoPipeline::fit_size(GstCaps *caps) {
  const auto *structure = gst_caps_get_structure(caps, 0);
  int width = 0, height = 0;
  gst_structure_get_int(structure, "width", &width);
  gst_structure_get_int(structure, "height", &height);
  const int odd = container_.even_sizes_only ? 1 : 0;
  const GstPointer<GstElement> crop(child(pipeline_, "crop")), size(child(pipeline_, "size"));
  g_object_set(crop.get(), "right", width & odd, "bottom", height & odd, nullptr);
  loses_edge_ = ((width | height) & odd) != 0;
  width -= width & odd;
  height -= height & odd;
  if (!GST_CLOCK_TIME_IS_VALID(time_)) { // no frame yet: it may still be turned upright
    width_ = width;
    height_ = height;
    const Owned<GstCaps> fixed(
        gst_caps_new_simple("video/x-raw", "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, nullptr));
    if (const auto *shape = gst_structure_get_value(structure, "pixel-aspect-ratio"))
      gst_caps_set_value(fixed.get(), "pixel-aspect-ratio", shape);
    g_object_set(size.get(), "caps", fixed.get(), nullptr);
  } else if (width != width_ || height != height_) {
    spdlog::warn("{}: the picture changes its size to {} x {}; from there on it is fitted into {} x {}", in_.string(),
                 width, height, width_, height_);
  }
}

/// AVI knows no times of presentation: with B-frames its packets' times are those of decoding, and the last frames have
/// none. Its frames follow each other at one rate; a leap of more than a few is taken for one.
void VideoPipeline::fit_time(GstBuffer *buffer) {
  constexpr GstClockTimeDiff few = 4;
  if (!GST_CLOCK_TIME_IS_VALID(time_) && loses_edge_)
    spdlog::warn("{}: the last row or column is left out, for H.264 has even sizes: {} x {}", in_.string(), width_,
                 height_);
  if (GST_BUFFER_DURATION_IS_VALID(buffer) && GST_BUFFER_DURATION(buffer) > 0)
    duration_ = GST_BUFFER_DURATION(buffer);
  const auto expected = GST_CLOCK_TIME_IS_VALID(time_) ? time_ + duration_ : 0;
  const bool known = GST_BUFFER_PTS_IS_VALID(buffer);
  const auto leap = known ? std::abs(GST_CLOCK_DIFF(expected, GST_BUFFER_PTS(buffer))) : 0;
  if (!known || (is_avi_ && leap <= few * static_cast<GstClockTimeDiff>(duration_)) ||
      (GST_CLOCK_TIME_IS_VALID(time_) && GST_BUFFER_PTS(buffer) <= time_))
    GST_BUFFER_PTS(buffer) = expected;
  time_ = GST_BUFFER_PTS(buffer);
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
  const auto caps = caps_of(stream);
  const std::string type = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
  const auto kind = kind_of_caps(type);
  ++shown_[kind];
  if (kind == Picture && !has_video_.exchange(true)) {
    const GstPointer<GstElement> decoder(child(pipeline_, "video"));
    if (type == "video/x-h264" || type == "video/x-h265")
      gst_pad_add_probe(stream, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, leave_colours_to_the_stream, nullptr, nullptr);
    link(stream, decoder.get());
  } else if (kind == Sound) {
    connect_sound(stream, caps.get());
  } else {
    spdlog::warn("{}: a stream of type {} is left out", in_.string(), type);
  }
}

std::string VideoPipeline::hidden_tracks() const {
  auto shown = shown_;
  std::string hidden;
  for (const auto &handler : header_.kinds)
    if (const auto kind = kind_of_track(handler); shown[kind]-- <= 0)
      hidden += (hidden.empty() ? "" : ", ") + description(kind, handler);
  return hidden;
}

/// Sound of many channels whose places are unknown, or of other places than AAC has, is encoded by Opus.
const std::string &VideoPipeline::encoder_for(const GstCaps *caps) const {
  int channels = 0;
  gst_structure_get_int(gst_caps_get_structure(caps, 0), "channels", &channels);
  return channels > 2 ? container_.many_channels_encoder : container_.audio_encoder;
}

void VideoPipeline::connect_sound(GstPad *stream, GstCaps *caps) {
  const bool as_it_is = gst_element_factory_can_sink_all_caps(gst_element_get_factory(muxer_.get()), caps);
  if (!as_it_is)
    spdlog::warn("{}: the sound is encoded anew, for the output cannot hold it as it is", in_.string());
  GstElement *branch = parse(
      as_it_is ? "identity name=in" : "decodebin name=in ! audioconvert ! audioresample ! " + encoder_for(caps), false);
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
  gst_pad_add_probe(stream, GST_PAD_PROBE_TYPE_BUFFER, on_packet, this, nullptr);
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

} // namespace ganmut::edit
