#pragma once

#include <vector>

#include <torch/torch.h>

#include "trainer/data/data_options.h"
#include "trainer/evaluation/subject.h"
#include "trainer/evaluation/subject_faces.h"

namespace ganmut {

/// Photographed faces as the evaluation sees them.
struct RealFaces {
  std::vector<Subject> subjects;
  torch::Tensor crops;     ///< [N, 3, judged_size, judged_size] uint8 BGR
  torch::Tensor landmarks; ///< [N, 68, 2], see judged_landmarks()
  torch::Tensor labels;    ///< [N] int64
};

/// Reads the photos. `unreadable`: what to do with those that cannot be read; those left out are counted in the log.
/// Throws Error: Unreadable; BadArgument for a face that cannot be aligned, naming its picture.
RealFaces read_real_faces(const std::vector<LabelledFile> &files, SubjectFaces &subject_faces, Unreadable unreadable);

} // namespace ganmut
