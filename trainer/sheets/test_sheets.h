#pragma once

#include <string>

#include <torch/torch.h>

#include "checkpoint/model_file.h"
#include "trainer/data/data_options.h"

namespace ganmut {

/// Renders every picture of a data set (where `data.held_out` is not 0: of its held-out part) to every emotion of
/// `model` on `device`: emotions_sheet of `rows` pictures each, in the data set's order, as `folder`/N-images.jpg, N
/// from 1; the folder must exist. Pictures are brought to the model's form as in training: stretched to its size, or
/// aligned by landmarks that landmarks.csv knows or that are found. Throws Error: see read_labelled_files,
/// LandmarkTable and split; Failed; Unreadable for a picture that is missing, damaged or shows no face, unless
/// `data.unreadable` is Skip, which leaves it out and counts it in the log.
void write_test_sheets(const ModelFile &model, torch::Device device, const DataOptions &data, const std::string &folder,
                       int rows);

} // namespace ganmut
