#pragma once

#include <array>
#include <string>

#include "trainer/rig/face_rig.h"

/// Writes a small face rig as ICT-FaceKit's files are: a bulging mask with a nose and a slit for a mouth at y = -4 cm
/// from x = -2.5 to 2.5, teeth behind it, and lashes, which nobody wants. Two identities (wide, long) and the units
/// mouthSmile_L, mouthSmile_R (0.5 cm aside and 0.8 up at the corner) and jawOpen (2 cm down in the lower lip's
/// middle).
void write_toy_rig(const std::string &folder);

/// The toy rig, read.
ganmut::FaceRig toy_rig();
