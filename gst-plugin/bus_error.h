#pragma once

#include <exception>
#include <string>

#include <gst/gst.h>

#include <ganmut/error.h>

namespace ganmut::plugin {

/// A property that has to be set was left empty.
class NotSet : public Error {
public:
  using Error::Error;
};

/// A file that was asked for cannot be written.
class NotWritten : public Error {
public:
  using Error::Error;
};

/// An exception as GStreamer tells it.
///
/// | trouble                                 | domain and code                  |
/// |-----------------------------------------|----------------------------------|
/// | a needed property is not set            | GST_RESOURCE_ERROR_SETTINGS      |
/// | file or model not found                 | GST_RESOURCE_ERROR_NOT_FOUND     |
/// | file cannot be opened                   | GST_RESOURCE_ERROR_OPEN_READ     |
/// | file is damaged or of another format    | GST_RESOURCE_ERROR_READ          |
/// | file cannot be written                  | GST_RESOURCE_ERROR_WRITE         |
/// | sound file that holds something else    | GST_STREAM_ERROR_WRONG_TYPE      |
/// | unknown name, value out of range        | GST_LIBRARY_ERROR_SETTINGS       |
/// | device missing or lost                  | GST_LIBRARY_ERROR_INIT           |
/// | anything else                           | GST_LIBRARY_ERROR_FAILED         |
struct BusError {
  GQuark domain = 0;
  gint code = 0;
  std::string sentence; ///< for the user
  std::string detail;   ///< for the developer
};

BusError bus_error(std::exception_ptr error);

/// Logs `error` and posts it on the element's bus as GST_MESSAGE_ERROR or GST_MESSAGE_WARNING.
void post(GstElement *element, GstMessageType type, std::exception_ptr error) noexcept;

/// Runs `work` where an exception must not pass (a vfunc called from C): it is posted as an error, and
/// `otherwise` is returned.
template <typename Result, typename Work> Result guarded(gpointer element, Result otherwise, Work &&work) noexcept {
  try {
    return work();
  } catch (...) {
    post(GST_ELEMENT_CAST(element), GST_MESSAGE_ERROR, std::current_exception());
    return otherwise;
  }
}

} // namespace ganmut::plugin
