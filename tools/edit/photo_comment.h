#pragma once

#include <string>
#include <vector>

namespace ganmut::edit {

/// Adds `comment` to an encoded picture: a COM segment in JPEG (ITU-T T.81, B.2.4.5), a tEXt chunk named Comment in PNG
/// (PNG specification, 11.3.4.3). Other formats are left as they are.
void insert_comment(std::vector<unsigned char> &bytes, const std::string &comment);

} // namespace ganmut::edit
