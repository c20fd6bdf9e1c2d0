#pragma once

#include <gst/video/gstvideofilter.h>

G_BEGIN_DECLS

#define GST_TYPE_GANMUT_FILTER (gst_ganmut_filter_get_type())
G_DECLARE_FINAL_TYPE(GstGanmutFilter, gst_ganmut_filter, GST, GANMUT_FILTER, GstVideoFilter)

G_END_DECLS
