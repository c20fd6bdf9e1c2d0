#include "bus_error.h"

#include "debug.h"

namespace ganmut::plugin {
namespace {

BusError from_kind(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::NotFound:
    return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND, {}, {}};
  case ErrorKind::Unreadable:
    return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ, {}, {}};
  case ErrorKind::BadFile:
    return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, {}, {}};
  case ErrorKind::WrongKind:
    return {GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE, {}, {}};
  case ErrorKind::BadArgument:
    return {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, {}, {}};
  case ErrorKind::NoDevice:
    return {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, {}, {}};
  case ErrorKind::Failed:
    break;
  }
  return {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED, {}, {}};
}

} // namespace

BusError bus_error(std::exception_ptr error) {
  BusError result;
  try {
    std::rethrow_exception(error);
  } catch (const NotSet &e) {
    result = {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, e.what(), e.detail()};
  } catch (const NotWritten &e) {
    result = {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE, e.what(), e.detail()};
  } catch (const Error &e) {
    result = from_kind(e.kind());
    result.sentence = e.what();
    result.detail = e.detail();
  } catch (const std::exception &e) {
    result = from_kind(ErrorKind::Failed);
    result.sentence = "Editing failed unexpectedly.";
    result.detail = e.what();
  } catch (...) {
    result = from_kind(ErrorKind::Failed);
    result.sentence = "Editing failed unexpectedly.";
  }
  return result;
}

void post(GstElement *element, GstMessageType type, std::exception_ptr error) noexcept {
  GQuark domain = GST_LIBRARY_ERROR;
  gint code = GST_LIBRARY_ERROR_FAILED;
  gchar *sentence = nullptr, *detail = nullptr;
  try {
    const BusError told = bus_error(error);
    domain = told.domain;
    code = told.code;
    sentence = g_strdup(told.sentence.c_str());
    detail = told.detail.empty() ? nullptr : g_strdup(told.detail.c_str());
  } catch (...) {
    sentence = g_strdup("There is no memory left, not even to say what went wrong.");
  }
  GST_CAT_LEVEL_LOG(GST_CAT_DEFAULT, type == GST_MESSAGE_ERROR ? GST_LEVEL_ERROR : GST_LEVEL_WARNING, element, "%s%s%s",
                    sentence, detail ? " | " : "", detail ? detail : "");
  gst_element_message_full(element, type, domain, code, sentence, detail, __FILE__, GST_FUNCTION, __LINE__);
}

} // namespace ganmut::plugin
