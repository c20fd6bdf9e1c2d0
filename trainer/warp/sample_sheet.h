#pragma once

#include <string>

#include "network/warp_generator.h"
#include "trainer/data/aligned_faces.h"

namespace ganmut {

/// Writes a picture: a row a face; columns: the original, neutral, then every emotion at half and at full strength.
void write_sample_sheet(const std::string &path, WarpGeneratorImpl &generator, const AlignedFaces &faces);

} // namespace ganmut
