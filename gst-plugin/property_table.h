#pragma once

#include <vector>

#include <glib-object.h>

#include "filter_settings.h"

namespace ganmut::plugin {

/// One property of Settings: what GObject is told, and where its value lives.
struct Property {
  GParamSpec *spec;
  void (*set)(Settings &, const GValue *);
  void (*get)(const Settings &, GValue *);
};

/// Made when the class is; its param specs live as long as the class, which is for ever.
const std::vector<Property> &property_table();

} // namespace ganmut::plugin
