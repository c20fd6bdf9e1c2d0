#pragma once

#include <string>

namespace ganmut {

/// Throws the exception that is being handled as an Error; called in a catch block only.
/// An Error stays as it is. Out of memory, on the computer or on a GPU, says so and names the GPU. All else (LibTorch,
/// OpenCV, dlib, the standard library) becomes Error(Failed) with the technical cause as its detail.
/// `task`: what was tried, as the end of a sentence: "edit the frame".
[[noreturn]] void rethrow_as_error(const std::string &task);

/// Does `work` so that nothing but Error leaves it. `task`: see rethrow_as_error().
template <typename Work> auto translated(const std::string &task, const Work &work) -> decltype(work()) {
  try {
    return work();
  } catch (...) {
    rethrow_as_error(task);
  }
}

} // namespace ganmut
