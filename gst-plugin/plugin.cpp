#include "ganmutfilter.h"

namespace {

gboolean plugin_init(GstPlugin *plugin) {
  return gst_element_register(plugin, "ganmutfilter", GST_RANK_NONE, GST_TYPE_GANMUT_FILTER);
}

} // namespace

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, ganmut, "Edits the emotion of faces with GANmut models",
                  plugin_init, PACKAGE_VERSION, "BSD", PACKAGE, PACKAGE)
