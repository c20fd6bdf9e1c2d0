/**
 * SECTION:element-ganmutfilter
 * @title: ganmutfilter
 * @short_description: changes the emotion of the faces in a video
 *
 * Finds the faces of each frame, renders them anew at a point of the emotion space that a GANmut model has learned,
 * and puts only the difference back. The rest of the picture does not change by one bit.
 *
 * The point is given by name (#GstGanmutFilter:emotion, scaled by #GstGanmutFilter:intensity), by coordinates
 * (#GstGanmutFilter:x, #GstGanmutFilter:y, #GstGanmutFilter:z) or by direction and distance
 * (#GstGanmutFilter:theta, #GstGanmutFilter:rho); what was written last counts, and the others follow it.
 *
 * The model is loaded and warmed up between READY and PAUSED. A property that cannot be honoured then stops the
 * change of state with an error. While PLAYING, #GstGanmutFilter:model returns at once: the new model is loaded and
 * warmed up aside, and takes over between two frames (#GstGanmutFilter:active-model says when). A model that cannot be
 * loaded and an unknown emotion are then posted as warnings; the last good value stays and the frames go on.
 *
 * Each edited face is announced by a #GstVideoRegionOfInterestMeta of type `face` with an id from 1 on. From the first
 * edited face on the stream's tags carry a comment that says so, and muxers write it into the file. Frames that come
 * too late for the sink are dropped rather than shown unedited. Interlaced frames pass through untouched, with one
 * warning, because the two fields of such a frame show the face at two moments; deinterlace before.
 *
 * The latency that is reported is what the slowest of the recent frames took; before the first frame, what the warm-up
 * lets expect.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 v4l2src ! videoconvert ! ganmutfilter emotion=happy intensity=0.8 ! videoconvert ! autovideosink
 * ]| A webcam that smiles.
 * |[
 * gst-launch-1.0 filesrc location=in.mp4 ! decodebin ! deinterlace ! videoconvert \
 *   ! ganmutfilter emotion="0.6*happy+0.4*surprise" \
 *   ! videoconvert ! x264enc ! mp4mux ! filesink location=out.mp4
 * ]| A file, with a mixture of two emotions.
 * |[
 * gst-launch-1.0 filesrc location=in.jpg ! jpegdec ! videoconvert ! ganmutfilter theta=1.2 rho=0.9 \
 *   ! videoconvert ! jpegenc ! filesink location=out.jpg
 * ]| A photograph.
 *
 * Since: 0.1
 */
#include "ganmutfilter.h"

#include <new>

#include "bus_error.h"
#include "debug.h"
#include "filter_state.h"
#include "properties.h"
#include "segment_times.h"
#include "video_frame.h"

GST_DEBUG_CATEGORY(ganmut_filter_debug);

struct _GstGanmutFilter {
  GstVideoFilter parent;
  ganmut::plugin::FilterState *state; ///< null when there was no memory for it
};

G_DEFINE_TYPE_WITH_CODE(GstGanmutFilter, gst_ganmut_filter, GST_TYPE_VIDEO_FILTER,
                        GST_DEBUG_CATEGORY_INIT(ganmut_filter_debug, "ganmutfilter", 0, "GANmut face editing"))

// Every function below is called from C: no exception may leave it.
namespace {

using ganmut::plugin::guarded;
namespace plugin = ganmut::plugin;

/// Throws Error.
plugin::FilterState &state_of(gpointer object) {
  auto *state = GST_GANMUT_FILTER(object)->state;
  if (!state)
    throw ganmut::Error(ganmut::ErrorKind::Failed, "There was no memory to make the element.");
  return *state;
}

/// Whether a control source says what the property is; such a property goes as its source does, without a ramp.
bool is_animated(gpointer object, const char *property) {
  auto *binding = gst_object_get_control_binding(GST_OBJECT_CAST(object), property);
  if (!binding)
    return false;
  const bool animated = !gst_control_binding_is_disabled(binding);
  gst_object_unref(binding);
  return animated;
}

void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  GST_LOG_OBJECT(object, "%s is set", spec->name);
  try {
    plugin::set_property(state_of(object), id, value, is_animated(object, spec->name));
  } catch (...) { // a word that the model does not know must not end a show
    plugin::post(GST_ELEMENT_CAST(object), GST_MESSAGE_WARNING, std::current_exception());
  }
}

void get_property(GObject *object, guint id, GValue *value, GParamSpec *) {
  guarded(object, 0, [&] { return plugin::get_property(state_of(object), id, value), 0; });
}

void finalize(GObject *object) {
  delete GST_GANMUT_FILTER(object)->state;
  G_OBJECT_CLASS(gst_ganmut_filter_parent_class)->finalize(object);
}

gboolean start(GstBaseTransform *base) {
  return guarded(base, FALSE, [&] { return state_of(base).start(), TRUE; });
}

gboolean stop(GstBaseTransform *base) {
  return guarded(base, FALSE, [&] { return state_of(base).stop(), TRUE; });
}

gboolean sink_event(GstBaseTransform *base, GstEvent *event) {
  event = guarded(base, event, [&] {
    if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP || GST_EVENT_TYPE(event) == GST_EVENT_STREAM_START)
      state_of(base).forget_faces();
    if (GST_EVENT_TYPE(event) == GST_EVENT_EOS)
      state_of(base).finish();
    return state_of(base).tags().pass(event);
  });
  return GST_BASE_TRANSFORM_CLASS(gst_ganmut_filter_parent_class)->sink_event(base, event);
}

gboolean src_event(GstBaseTransform *base, GstEvent *event) {
  GstClockTime latency = 0;
  if (GST_EVENT_TYPE(event) == GST_EVENT_LATENCY) {
    gst_event_parse_latency(event, &latency);
    guarded(base, 0, [&] { return state_of(base).set_pipeline_latency(latency), 0; });
  }
  return GST_BASE_TRANSFORM_CLASS(gst_ganmut_filter_parent_class)->src_event(base, event);
}

gboolean query(GstBaseTransform *base, GstPadDirection direction, GstQuery *query) {
  if (!GST_BASE_TRANSFORM_CLASS(gst_ganmut_filter_parent_class)->query(base, direction, query))
    return FALSE;
  if (direction == GST_PAD_SRC && GST_QUERY_TYPE(query) == GST_QUERY_LATENCY) {
    gboolean live = FALSE;
    GstClockTime shortest = 0, longest = GST_CLOCK_TIME_NONE;
    gst_query_parse_latency(query, &live, &shortest, &longest);
    const GstClockTime own = guarded(base, GstClockTime{0}, [&] { return state_of(base).latency(live != FALSE); });
    gst_query_set_latency(query, live, shortest + own, GST_CLOCK_TIME_IS_VALID(longest) ? longest + own : longest);
  }
  return TRUE;
}

void before_transform(GstBaseTransform *base, GstBuffer *buffer) {
  const GstClockTime time = plugin::stream_time(base, GST_BUFFER_PTS(buffer));
  if (GST_CLOCK_TIME_IS_VALID(time))
    gst_object_sync_values(GST_OBJECT_CAST(base), time);
  const GstVideoInfo &info = GST_VIDEO_FILTER(base)->in_info;
  const bool edits = guarded(base, true, [&] { return state_of(base).edits(info, buffer); });
  gst_base_transform_set_passthrough(base, !edits);
}

GstFlowReturn submit_input_buffer(GstBaseTransform *base, gboolean is_discont, GstBuffer *buffer) {
  const GstClockTime pts = GST_BUFFER_PTS(buffer);
  if (!guarded(base, true, [&] { return state_of(base).shows(pts); })) {
    gst_buffer_unref(buffer);
    return GST_BASE_TRANSFORM_FLOW_DROPPED;
  }
  const GstFlowReturn flow =
      GST_BASE_TRANSFORM_CLASS(gst_ganmut_filter_parent_class)->submit_input_buffer(base, is_discont, buffer);
  const bool dropped = flow == GST_BASE_TRANSFORM_FLOW_DROPPED;
  if (!dropped && (flow != GST_FLOW_OK || !gst_base_transform_is_passthrough(base)))
    return flow;
  return guarded(base, GST_FLOW_ERROR, [&] { return state_of(base).leave_alone(pts, dropped), flow; });
}

gboolean set_info(GstVideoFilter *filter, GstCaps *caps, GstVideoInfo *info, GstCaps *, GstVideoInfo *) {
  GST_INFO_OBJECT(filter, "frames come as %" GST_PTR_FORMAT, caps);
  return guarded(filter, FALSE, [&] { return state_of(filter).begin_video(*info), TRUE; });
}

GstFlowReturn transform_frame_ip(GstVideoFilter *filter, GstVideoFrame *frame) {
  return guarded(filter, GST_FLOW_ERROR, [&] { return state_of(filter).edit(*frame), GST_FLOW_OK; });
}

} // namespace

static void gst_ganmut_filter_init(GstGanmutFilter *filter) {
  filter->state = guarded(filter, static_cast<plugin::FilterState *>(nullptr),
                          [&] { return new plugin::FilterState(GST_BASE_TRANSFORM(filter)); });
  gst_base_transform_set_qos_enabled(GST_BASE_TRANSFORM(filter), TRUE);
}

static void gst_ganmut_filter_class_init(GstGanmutFilterClass *klass) {
  GObjectClass *object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  try {
    plugin::install_properties(object);
  } catch (const std::bad_alloc &) {
    g_error("There is no memory for the properties of ganmutfilter."); // as GLib ends without memory everywhere else
  }

  GstElementClass *element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "GANmut face filter", "Filter/Effect/Video",
                                        "Changes the emotion of the faces in a video",
                                        "The GANmut for GStreamer authors");
  for (const auto &[name, direction] : {std::pair{"sink", GST_PAD_SINK}, std::pair{"src", GST_PAD_SRC}}) {
    GstCaps *caps = gst_caps_from_string(plugin::raw_video_caps);
    gst_element_class_add_pad_template(element, gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps));
    gst_caps_unref(caps);
  }

  GstBaseTransformClass *base = GST_BASE_TRANSFORM_CLASS(klass);
  base->start = start;
  base->stop = stop;
  base->sink_event = sink_event;
  base->src_event = src_event;
  base->query = query;
  base->submit_input_buffer = submit_input_buffer;
  base->before_transform = before_transform;
  base->transform_ip_on_passthrough = FALSE;
  GST_VIDEO_FILTER_CLASS(klass)->set_info = set_info;
  GST_VIDEO_FILTER_CLASS(klass)->transform_frame_ip = transform_frame_ip;
}
