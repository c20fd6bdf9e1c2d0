#pragma once

#include <string>

#include "face/landmarker.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/report.h"

namespace ganmut {

/// Edits every clip of `folder` (files that OpenCV reads) frame by frame as a video, to each emotion of the model that
/// is judged but neutral, with the speech kept, and compares with the clip itself. docs/evaluation.md defines the
/// figures. Throws Error: NotFound where there is no clip; Unreadable for one without a frame.
std::vector<ClipFigures> measure_clips(const std::string &folder, const std::vector<std::string> &emotions,
                                       const Landmarker &landmarker, JudgedModel &model);

} // namespace ganmut
