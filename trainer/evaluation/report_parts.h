#pragma once

#include "trainer/evaluation/canvas.h"
#include "trainer/evaluation/report.h"

namespace ganmut {

// What they share.
constexpr double small = 0.42; ///< text beside the main text
inline const cv::Scalar grey(115, 115, 115), pale(215, 215, 215);

// Parts of the page. `corner`: upper left; sizes in pixels.

/// A row of figures for each target; returns its height.
int draw_targets(Canvas &canvas, cv::Point corner, const Report &report);

/// What a face rig finds, a row an emotion; returns its height.
int draw_rig(Canvas &canvas, cv::Point corner, const RigFigures &rig);

/// The figures of pairs and clips, a line each; returns their height.
int draw_pairs_and_clips(Canvas &canvas, cv::Point corner, const Report &report);

/// A confusion table as shaded cells, `width` wide with the names on the left; returns its height.
int draw_confusion(Canvas &canvas, cv::Point corner, int width, const std::string &title, const std::string &rows,
                   const Confusion &confusion, const std::vector<std::string> &names);

/// The two plots of growth, `width` wide together; returns their height.
int draw_growth(Canvas &canvas, cv::Point corner, int width, const Report &report);

/// The card of the whole space in a square of `side`.
void draw_card(Canvas &canvas, cv::Point corner, int side, const Report &report);

} // namespace ganmut
