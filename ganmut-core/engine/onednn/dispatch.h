#pragma once

#include "vectors/lanes.h"

namespace ganmut::onednn {

// Debian's compilers make code for SSE2. A kernel is a struct whose operator() is GANMUT_LANES: it is compiled twice,
// and the machine at hand chooses.
#ifdef __x86_64__
template <class Kernel, class... Arguments>
__attribute__((target("avx2,fma"))) void run_for_avx2(const Kernel &kernel, const Arguments &...arguments) {
  kernel(arguments...);
}

/// Runs `kernel` in the widest form that this machine knows.
template <class Kernel, class... Arguments> void run(const Kernel &kernel, const Arguments &...arguments) {
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    run_for_avx2(kernel, arguments...);
  else
    kernel(arguments...);
}
#else
template <class Kernel, class... Arguments> void run(const Kernel &kernel, const Arguments &...arguments) {
  kernel(arguments...);
}
#endif

} // namespace ganmut::onednn
