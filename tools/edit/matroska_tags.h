#pragma once

#include <filesystem>

namespace ganmut::edit {

/// GStreamer's matroskamux 1.22 writes tags as it would write them in caps: "Gr\303\266\303\237e\ 3" for Größe 3. This
/// gives them their own words again, in place. Files of other formats are left as they are.
/// Throws Error(Failed) when the file cannot be changed.
void mend_matroska_tags(const std::filesystem::path &path);

} // namespace ganmut::edit
