#pragma once

#include <gst/gst.h>

namespace ganmut::plugin {

/// Holds a GstObject's own lock for a scope. Nothing slow, and no signal, inside.
class ObjectLock {
public:
  explicit ObjectLock(gpointer object) : object_(GST_OBJECT_CAST(object)) { GST_OBJECT_LOCK(object_); }
  ~ObjectLock() { GST_OBJECT_UNLOCK(object_); }
  ObjectLock(const ObjectLock &) = delete;
  ObjectLock &operator=(const ObjectLock &) = delete;

private:
  GstObject *object_;
};

} // namespace ganmut::plugin
