#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganmut {

/// Names of face shapes with amounts: 1 is the whole shape.
using ShapeAmounts = std::vector<std::pair<std::string, float>>;

/// Reads an expression as FACS action units or shapes: terms NAME=AMOUNT, separated by commas, such as
/// "AU6=0.5, AU12=0.8, AU4L=0.3, jawOpen=0.1". An amount lies in [-2, 2]; below 0 it takes away. A name is
/// - an action unit, AU1 .. AU45, on both sides of the face, or with L or R on the person's left or right one only;
/// - a face shape as ARKit names it, `mouthSmile` for both sides, `mouthSmile_L` or `mouthSmile_R` for one.
/// Returns the shapes, a name once, in the order of their first mention. Numbers have a decimal point in every locale.
/// Throws Error(BadArgument), with the valid names for one that is unknown.
/// Sources: Ekman, Friesen & Hager, Facial Action Coding System, 2002, for the units. For the shapes that are closest
/// to them the table of ICT-FaceKit (Li et al., CVPR 2020), but for AU10, the upper lip raiser, which is ARKit's
/// mouthUpperUp here and mouthShrugUpper there; AU23, AU25, AU26, AU41 and AU43 are parts of shapes.
ShapeAmounts parse_action_units(std::string_view text);

} // namespace ganmut
