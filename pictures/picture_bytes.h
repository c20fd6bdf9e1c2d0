#pragma once

#include <string>
#include <vector>

// What OpenCV neither reads from the bytes of a picture file nor writes into them.
namespace ganmut {

using Bytes = std::vector<unsigned char>;

/// Whether a JPEG or PNG file ends before its picture does. Whatever stands behind the picture does not count: phones
/// put videos there.
bool is_cut_short(const Bytes &file);

/// The ICC profile of a JPEG (ICC.1, B.4) or PNG file (PNG specification, 11.3.3.3); empty where there is none that can
/// be read.
Bytes colour_profile(const Bytes &file);

/// `file`, a PNG file without its profile; others as they are. OpenCV does not use profiles, and libpng writes lines
/// about many of them to the program's error output.
Bytes without_colour_profile(Bytes file);

/// Adds the ICC `profile` to an encoded JPEG or PNG file. False for other formats.
bool insert_colour_profile(Bytes &file, const Bytes &profile);

/// Adds `comment`: a COM segment in JPEG (ITU-T T.81, B.2.4.5), a tEXt chunk named Comment in PNG (PNG specification,
/// 11.3.4.3). Other formats are left as they are.
void insert_comment(Bytes &file, const std::string &comment);

} // namespace ganmut
