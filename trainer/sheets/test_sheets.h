#pragma once

#include "checkpoint/model_file.h"
#include "trainer/data/data_options.h"
#include "trainer/run/run_options.h"

namespace ganmut {

/// Renders every picture of a data set (where `data.held_out` is not 0: of its held-out part) to every emotion of
/// `model`: emotions_sheet of `rows` pictures each, in the data set's order, as `run.result_dir`/N-images.jpg, N
/// from 1. Pictures are brought to the model's form as in training: stretched to its size, or aligned by landmarks.csv;
/// then those without landmarks are left out and counted in the log. Throws Error: see read_labelled_files,
/// read_landmark_table and split; NoDevice; Failed; Unreadable for a picture that is missing or damaged, unless
/// `data.unreadable` is Skip.
void write_test_sheets(const ModelFile &model, const RunOptions &run, const DataOptions &data, int rows);

} // namespace ganmut
