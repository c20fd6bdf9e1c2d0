#pragma once

#include <memory>

#include <gst/gst.h>

namespace ganmut::plugin {

/// Makes edited media say that it was edited: from the first edited face on, the stream's tags carry a comment, which
/// muxers write into the file. Belongs to the streaming thread.
class EditTags {
public:
  /// Takes an event from upstream and returns the one to send on, with the same sequence number. Tags of the whole
  /// medium are remembered, and carry the comment once an edit has been seen, because a later tag event replaces an
  /// earlier one. When it throws, `event` is still the caller's.
  GstEvent *pass(GstEvent *event);

  /// To be called when a face has been edited: the tag event to send now, or null when it was sent before.
  GstEvent *mark();

private:
  struct Unref {
    void operator()(GstTagList *tags) const { gst_tag_list_unref(tags); }
  };
  using TagList = std::unique_ptr<GstTagList, Unref>;
  GstEvent *marked_event() const;

  TagList upstream_;
  bool marked_ = false;
};

} // namespace ganmut::plugin
