#pragma once

#include <gst/gst.h>

/// The category of every line that the element logs: GST_DEBUG=ganmutfilter:6. ganmutfilter.cpp defines it.
GST_DEBUG_CATEGORY_EXTERN(ganmut_filter_debug);
#define GST_CAT_DEFAULT ganmut_filter_debug
