#pragma once

#include <memory>

#include <gst/gst.h>

// GStreamer's things as C++ owns them.
namespace ganmut::edit {

struct GstUnref {
  void operator()(gpointer object) const { gst_object_unref(object); }
};
template <typename Object> using GstPointer = std::unique_ptr<Object, GstUnref>;

struct Freed {
  void operator()(GError *error) const { g_error_free(error); }
  void operator()(gchar *text) const { g_free(text); }
  void operator()(GstCaps *caps) const { gst_caps_unref(caps); }
  void operator()(GstMessage *message) const { gst_message_unref(message); }
  void operator()(GstStructure *structure) const { gst_structure_free(structure); }
};
template <typename Thing> using Owned = std::unique_ptr<Thing, Freed>;

} // namespace ganmut::edit
