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
 * change of state with an error. While PLAYING, a model that cannot be loaded is posted as an error and an unknown
 * emotion as a warning; the last good value stays and the frames go on.
 *
 * Each edited face is announced by a #GstVideoRegionOfInterestMeta of type `face`. From the first edited face on the
 * stream's tags carry a comment that says so, and muxers write it into the file. Frames that come too late for the
 * sink are dropped rather than shown unedited.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 v4l2src ! videoconvert ! ganmutfilter emotion=happy intensity=0.8 ! videoconvert ! autovideosink
 * ]| A webcam that smiles.
 * |[
 * gst-launch-1.0 filesrc location=in.mp4 ! decodebin ! videoconvert ! ganmutfilter emotion="0.6*happy+0.4*surprise" !
 * videoconvert ! x264enc ! mp4mux ! filesink location=out.mp4
 * ]| A file, with a mixture of two emotions.
 * |[
 * gst-launch-1.0 filesrc location=in.jpg ! jpegdec ! videoconvert ! ganmutfilter theta=1.2 rho=0.9 ! videoconvert !
 * jpegenc ! filesink location=out.jpg
 * ]| A photograph.
 */
#include "ganmutfilter.h"

#include "bus_error.h"
#include "enums.h"
#include "filter_state.h"
#include "frame_view.h"
#include "properties.h"

GST_DEBUG_CATEGORY(ganmut_filter_debug);
#define GST_CAT_DEFAULT ganmut_filter_debug

struct _GstGanmutFilter {
  GstVideoFilter parent;
  ganmut::plugin::FilterState *state;
};

G_DEFINE_TYPE_WITH_CODE(GstGanmutFilter, gst_ganmut_filter, GST_TYPE_VIDEO_FILTER,
                        GST_DEBUG_CATEGORY_INIT(ganmut_filter_debug, "ganmutfilter", 0, "GANmut face editing"))

// Every function below is called from C: no exception may leave it.
namespace {

using ganmut::plugin::guarded;
namespace plugin = ganmut::plugin;

plugin::FilterState &state_of(gpointer object) {
  return *GST_GANMUT_FILTER(object)->state;
}

void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  try {
    plugin::set_property(state_of(object), id, value);
  } catch (...) {
    // A missing model is an error as it is in any element that needs a file. A word that the model does not know
    // must not end a show.
    const bool model = g_str_equal(spec->name, "model");
    plugin::post(GST_ELEMENT_CAST(object), model ? GST_MESSAGE_ERROR : GST_MESSAGE_WARNING, std::current_exception());
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
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP || GST_EVENT_TYPE(event) == GST_EVENT_STREAM_START)
    state_of(base).forget_faces();
  event = guarded(base, event, [&] { return state_of(base).tags().pass(event); });
  return GST_BASE_TRANSFORM_CLASS(gst_ganmut_filter_parent_class)->sink_event(base, event);
}

gboolean query(GstBaseTransform *base, GstPadDirection direction, GstQuery *query) {
  if (!GST_BASE_TRANSFORM_CLASS(gst_ganmut_filter_parent_class)->query(base, direction, query))
    return FALSE;
  if (direction == GST_PAD_SRC && GST_QUERY_TYPE(query) == GST_QUERY_LATENCY) {
    gboolean live = FALSE;
    GstClockTime shortest = 0, longest = GST_CLOCK_TIME_NONE;
    gst_query_parse_latency(query, &live, &shortest, &longest);
    const GstClockTime own = state_of(base).latency();
    gst_query_set_latency(query, live, shortest + own, GST_CLOCK_TIME_IS_VALID(longest) ? longest + own : longest);
  }
  return TRUE;
}

void before_transform(GstBaseTransform *base, GstBuffer *buffer) {
  const GstClockTime time = gst_segment_to_stream_time(&base->segment, GST_FORMAT_TIME, GST_BUFFER_TIMESTAMP(buffer));
  if (GST_CLOCK_TIME_IS_VALID(time))
    gst_object_sync_values(GST_OBJECT_CAST(base), time);
  const bool idle = guarded(base, false, [&] { return state_of(base).settings().edit.strength == 0.F; });
  gst_base_transform_set_passthrough(base, idle);
}

gboolean set_info(GstVideoFilter *filter, GstCaps *, GstVideoInfo *, GstCaps *, GstVideoInfo *) {
  state_of(filter).forget_faces();
  return TRUE;
}

GstFlowReturn transform_frame_ip(GstVideoFilter *filter, GstVideoFrame *frame) {
  return guarded(filter, GST_FLOW_ERROR, [&] { return state_of(filter).edit(*frame), GST_FLOW_OK; });
}

} // namespace

static void gst_ganmut_filter_init(GstGanmutFilter *filter) {
  filter->state = new plugin::FilterState(GST_BASE_TRANSFORM(filter));
  gst_base_transform_set_qos_enabled(GST_BASE_TRANSFORM(filter), TRUE);
}

static void gst_ganmut_filter_class_init(GstGanmutFilterClass *klass) {
  GObjectClass *object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  plugin::install_properties(object);

  GstElementClass *element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "GANmut face filter", "Filter/Effect/Video",
                                        "Changes the emotion of the faces in a video",
                                        "The GANmut for GStreamer authors");
  for (const auto &[name, direction] : {std::pair{"sink", GST_PAD_SINK}, std::pair{"src", GST_PAD_SRC}}) {
    GstCaps *caps = gst_caps_from_string(plugin::raw_video_caps);
    gst_element_class_add_pad_template(element, gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps));
    gst_caps_unref(caps);
  }
  for (const GType type :
       {plugin::detector_type(), plugin::face_selection_type(), plugin::composite_type(), plugin::draw_type()})
    gst_type_mark_as_plugin_api(type, static_cast<GstPluginAPIFlags>(0));

  GstBaseTransformClass *base = GST_BASE_TRANSFORM_CLASS(klass);
  base->start = start;
  base->stop = stop;
  base->sink_event = sink_event;
  base->query = query;
  base->before_transform = before_transform;
  base->transform_ip_on_passthrough = FALSE;
  GST_VIDEO_FILTER_CLASS(klass)->set_info = set_info;
  GST_VIDEO_FILTER_CLASS(klass)->transform_frame_ip = transform_frame_ip;
}
