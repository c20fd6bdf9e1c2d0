/* A webcam or a film whose faces smile more and less, as if somebody moved a slider while it plays.
 *
 *   slider [FILE] [--sink "ELEMENT"] [--seconds N]
 *
 * Without FILE the first webcam is shown. It shows how an application puts the element into a pipeline, changes a
 * property while frames flow, listens to the bus and reads the element's counters. Ends with the film, or after N
 * seconds. */
#include <math.h>

#include <gst/gst.h>

typedef struct {
  GMainLoop *loop;
  GstElement *filter;
  gint64 started; /* microseconds of the monotonic clock */
  gboolean failed;
} App;

/* What a slider's callback would do. Any thread may set a property at any time; the next frame takes it up. */
static gboolean move_slider(gpointer data) {
  App *app = data;
  const double seconds = (g_get_monotonic_time() - app->started) / 1e6;
  g_object_set(app->filter, "intensity", 0.5 - 0.5 * cos(seconds * G_PI), NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean time_is_up(gpointer data) {
  g_main_loop_quit(((App *)data)->loop);
  return G_SOURCE_REMOVE;
}

static gboolean on_message(GstBus *bus, GstMessage *message, gpointer data) {
  App *app = data;
  GError *error = NULL;
  switch (GST_MESSAGE_TYPE(message)) {
  case GST_MESSAGE_WARNING: /* an unknown emotion, say: the last good one stays and frames go on */
    gst_message_parse_warning(message, &error, NULL);
    g_printerr("Warning: %s\n", error->message);
    break;
  case GST_MESSAGE_ERROR:
    gst_message_parse_error(message, &error, NULL);
    g_printerr("%s: %s\n", GST_OBJECT_NAME(GST_MESSAGE_SRC(message)), error->message);
    app->failed = TRUE;
    g_main_loop_quit(app->loop);
    break;
  case GST_MESSAGE_EOS:
    g_main_loop_quit(app->loop);
    break;
  default:
    break;
  }
  g_clear_error(&error);
  return G_SOURCE_CONTINUE;
}

/* "source ! ... ! sink" as on gst-launch-1.0's command line; NULL and a message when an element is missing. */
static GstElement *make_pipeline(const char *file, const char *sink) {
  char *line = g_strdup_printf("%s ! videoconvert ! ganmutfilter name=filter emotion=happy ! videoconvert ! %s",
                               file ? "uridecodebin name=source" : "v4l2src", sink);
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch(line, &error);
  g_free(line);
  if (error) {
    g_printerr("%s\n", error->message);
    g_clear_error(&error);
    gst_clear_object(&pipeline);
  } else if (file) { /* set here and not in the line: a file name may hold blanks and quotes */
    GstElement *source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
    char *uri = gst_filename_to_uri(file, NULL);
    g_object_set(source, "uri", uri, NULL);
    g_free(uri);
    gst_object_unref(source);
  }
  return pipeline;
}

int main(int argc, char **argv) {
  char *sink = NULL;
  int seconds = 0;
  const GOptionEntry options[] = {
      {"sink", 0, 0, G_OPTION_ARG_STRING, &sink, "Where frames go (autovideosink)", "ELEMENT"},
      {"seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "End after N seconds", "N"},
      {NULL, 0, 0, 0, NULL, NULL, NULL}};
  GError *error = NULL;
  GOptionContext *context = g_option_context_new("[FILE]");
  g_option_context_add_main_entries(context, options, NULL);
  g_option_context_add_group(context, gst_init_get_option_group()); /* takes the place of gst_init() */
  const gboolean parsed = g_option_context_parse(context, &argc, &argv, &error);
  g_option_context_free(context);
  if (!parsed) {
    g_printerr("%s\n", error->message);
    g_clear_error(&error);
    return 2;
  }

  GstElement *pipeline = make_pipeline(argc > 1 ? argv[1] : NULL, sink ? sink : "autovideosink");
  g_free(sink);
  if (!pipeline)
    return 1;
  App app = {g_main_loop_new(NULL, FALSE), gst_bin_get_by_name(GST_BIN(pipeline), "filter"), g_get_monotonic_time(),
             FALSE};
  GstBus *bus = gst_element_get_bus(pipeline);
  gst_bus_add_watch(bus, on_message, &app);
  g_timeout_add(40, move_slider, &app);
  if (seconds > 0)
    g_timeout_add_seconds(seconds, time_is_up, &app);

  /* The model is loaded here; a bad one is an error on the bus. */
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  g_main_loop_run(app.loop);

  GstStructure *stats = NULL;
  g_object_get(app.filter, "stats", &stats, NULL);
  guint64 frames = 0, faces = 0;
  if (stats && gst_structure_get(stats, "frames", G_TYPE_UINT64, &frames, "faces", G_TYPE_UINT64, &faces, NULL))
    g_print("%" G_GUINT64_FORMAT " frames, %" G_GUINT64_FORMAT " faces edited\n", frames, faces);

  g_clear_pointer(&stats, gst_structure_free);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_bus_remove_watch(bus);
  gst_object_unref(bus);
  gst_object_unref(app.filter);
  gst_object_unref(pipeline);
  g_main_loop_unref(app.loop);
  return app.failed ? 1 : 0;
}
