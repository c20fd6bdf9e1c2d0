#pragma once

#include <vector>

#include "property_table.h"

namespace ganmut::plugin {

/// The properties that count from the next start on: device, detector, log and replay.
std::vector<Property> start_properties();

} // namespace ganmut::plugin
