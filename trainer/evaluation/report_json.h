#pragma once

#include <string>

#include "trainer/evaluation/report.h"

namespace ganmut {

/// Writes the report as JSON; its keys are listed in docs/evaluation.md. Throws Error(Failed).
void write_json(const std::string &path, const Report &report);

} // namespace ganmut
