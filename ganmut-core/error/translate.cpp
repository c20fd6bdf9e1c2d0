#include "error/translate.h"

#include <new>
#include <stdexcept>
#include <string_view>

#include <c10/util/Exception.h>

#include <ganmut/error.h>

namespace ganmut {

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// " cuda:N" of LibTorch's "... (GPU N; 10.00 GiB total capacity; ...", or nothing.
std::string gpu_in(const std::string &text) {
  constexpr std::string_view mark = "(GPU ";
  const auto at = text.find(mark);
  if (at == std::string::npos)
    return "";
  const auto begin = at + mark.size();
  return " cuda:" + text.substr(begin, text.find_first_not_of("0123456789", begin) - begin);
}

Error out_of_memory(const std::string &task, const std::string &cause) {
  return {ErrorKind::Failed, "There is not enough memory to " + task + ".", cause};
}

Error error_of_torch(const std::string &task, const std::string &cause) {
  // LibTorch has an exception class for this, but not everywhere where memory runs out is it the one thrown.
  if (contains(cause, "CUDA out of memory") || contains(cause, "CUDA error: out of memory"))
    return {ErrorKind::Failed,
            "The GPU" + gpu_in(cause) + " has not enough memory to " + task +
                "; use a smaller model or batch, or another device.",
            cause};
  if (contains(cause, "DefaultCPUAllocator"))
    return out_of_memory(task, cause);
  return {ErrorKind::Failed, "An attempt to " + task + " failed.", cause};
}

} // namespace

void rethrow_as_error(const std::string &task) {
  try {
    throw;
  } catch (const Error &) {
    throw;
  } catch (const c10::Error &error) {
    throw error_of_torch(task, error.what_without_backtrace());
  } catch (const std::bad_alloc &error) {
    throw out_of_memory(task, error.what());
  } catch (const std::length_error &error) { // a size beyond what any container can have
    throw out_of_memory(task, error.what());
  } catch (const std::exception &error) {
    throw error_of_torch(task, error.what()); // LibTorch also throws plain std::runtime_error
  } catch (...) {
    throw Error(ErrorKind::Failed, "An attempt to " + task + " failed.");
  }
}

} // namespace ganmut
