#pragma once

#include "trainer/data/data_options.h"
#include "trainer/run/run_options.h"

namespace ganmut {

/// Judges a model on persons that are held out (`--mode evaluate`) and writes evaluation.json and evaluation.png into
/// `run.result_dir`; docs/evaluation.md defines the figures. The model is `run.model`, or, where that is empty, the one
/// saved after `run.test_iters` iterations, whose size `image_size` (pixels) tells if it is an official checkpoint.
/// `data.held_out` 0 stands for 0.1.
/// Throws Error: see Model::load, saved_generator, evaluation_data, load_aligned_faces; Failed.
void evaluate(const RunOptions &run, const DataOptions &data, int image_size);

} // namespace ganmut
