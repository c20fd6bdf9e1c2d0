#pragma once

#include <glib-object.h>

#include "filter_state.h"

namespace ganmut::plugin {

/// Installs every property of the element.
void install_properties(GObjectClass *klass);

/// The property's new value goes to where it belongs. Throws Error for a value that cannot be honoured.
/// `at_once`: without a ramp.
void set_property(FilterState &state, guint id, const GValue *value, bool at_once);
void get_property(const FilterState &state, guint id, GValue *value);

} // namespace ganmut::plugin
