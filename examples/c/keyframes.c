/* A film whose faces travel through the space of emotions: keyframes, and a smooth curve between them.
 *
 *   keyframes IN OUT.mp4
 *
 * theta (which emotion) and rho (how much of it) are controllable properties: GStreamer's control sources set them on
 * every frame from the frame's stream time, so that the result does not depend on how fast the machine is. */
#include <gst/controller/controller.h>
#include <gst/gst.h>

/* Lets `property` of `element` follow a smooth curve through `keys`: seconds and values, `count` of them. */
static void animate(GstElement *element, const char *property, const double (*keys)[2], guint count) {
  GstControlSource *curve = gst_interpolation_control_source_new();
  g_object_set(curve, "mode", GST_INTERPOLATION_MODE_CUBIC_MONOTONIC, NULL);
  for (guint i = 0; i < count; ++i)
    gst_timed_value_control_source_set(GST_TIMED_VALUE_CONTROL_SOURCE(curve), (GstClockTime)(keys[i][0] * GST_SECOND),
                                       keys[i][1]);
  /* "absolute": values are in the property's own unit, not parts of its range. */
  gst_object_add_control_binding(GST_OBJECT(element),
                                 gst_direct_control_binding_new_absolute(GST_OBJECT(element), property, curve));
  gst_object_unref(curve);
}

/* Prints where in the space each frame was; called by the thread that pushes the frames. */
static GstPadProbeReturn print_point(GstPad *pad, GstPadProbeInfo *info, gpointer filter) {
  double theta, rho;
  g_object_get(filter, "theta", &theta, "rho", &rho, NULL);
  g_print("%6.2f s  theta %5.2f  rho %4.2f\n", GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info)) / 1e9, theta, rho);
  return GST_PAD_PROBE_OK;
}

static void set_and_release(GstElement *pipeline, const char *name, const char *property, const char *value) {
  GstElement *element = gst_bin_get_by_name(GST_BIN(pipeline), name);
  g_object_set(element, property, value, NULL);
  gst_object_unref(element);
}

int main(int argc, char **argv) {
  gst_init(&argc, &argv);
  if (argc != 3) {
    g_printerr("usage: keyframes IN OUT.mp4\n");
    return 2;
  }
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch("filesrc name=in ! decodebin ! videoconvert ! ganmutfilter name=filter "
                                          "! videoconvert ! x264enc ! mp4mux ! filesink name=out",
                                          &error);
  if (error) {
    g_printerr("%s\n", error->message);
    return 1;
  }
  set_and_release(pipeline, "in", "location", argv[1]);
  set_and_release(pipeline, "out", "location", argv[2]);

  /* Half a turn through the emotions in two seconds, from neutral (rho 0) to the full emotion and halfway back. */
  const double theta[][2] = {{0, 0}, {2, G_PI}};
  const double rho[][2] = {{0, 0}, {0.5, 1}, {1.5, 1}, {2, 0.5}};
  GstElement *filter = gst_bin_get_by_name(GST_BIN(pipeline), "filter");
  animate(filter, "theta", theta, G_N_ELEMENTS(theta));
  animate(filter, "rho", rho, G_N_ELEMENTS(rho));
  GstPad *pad = gst_element_get_static_pad(filter, "src");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, print_point, filter, NULL);
  gst_object_unref(pad);

  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  GstBus *bus = gst_element_get_bus(pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  const gboolean failed = GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR;
  if (failed) {
    gst_message_parse_error(message, &error, NULL);
    g_printerr("%s\n", error->message);
    g_clear_error(&error);
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_message_unref(message);
  gst_object_unref(bus);
  gst_object_unref(filter);
  gst_object_unref(pipeline);
  return failed ? 1 : 0;
}
