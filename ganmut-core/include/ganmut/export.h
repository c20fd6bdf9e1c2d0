#pragma once

/// GANMUT_API marks what the shared library offers; everything else in it is hidden. GANMUT_LOCAL hides a class that is
/// nested in one of those.
#if defined(__GNUC__)
#define GANMUT_API __attribute__((visibility("default")))
#define GANMUT_LOCAL __attribute__((visibility("hidden")))
#else
#define GANMUT_API
#define GANMUT_LOCAL
#endif
