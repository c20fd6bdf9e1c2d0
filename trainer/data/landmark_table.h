#pragma once

#include <map>
#include <string>

#include <ganmut/face.h>

namespace ganmut {

/// Reads a `landmarks.csv`: a header, then per row a picture (`FOLDER/NAME`), its face's box x, y, width, height and 68
/// points x0, y0 ... x67, y67, pixels. Returns the faces by NAME; of a picture named twice the first counts.
/// Throws Error: NotFound, BadFile naming the row.
std::map<std::string, Face> read_landmark_table(const std::string &path);

} // namespace ganmut
