#include "edit_tags.h"

#include <string>

namespace ganmut::plugin {

GstEvent *EditTags::pass(GstEvent *event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_STREAM_START) {
    upstream_.reset();
    marked_ = false;
  }
  if (GST_EVENT_TYPE(event) != GST_EVENT_TAG)
    return event;
  GstTagList *tags = nullptr;
  gst_event_parse_tag(event, &tags);
  if (gst_tag_list_get_scope(tags) != GST_TAG_SCOPE_GLOBAL)
    return event;
  upstream_.reset(gst_tag_list_ref(tags));
  if (!marked_)
    return event;
  GstEvent *marked = marked_event();
  gst_event_set_seqnum(marked, gst_event_get_seqnum(event));
  gst_event_unref(event);
  return marked;
}

GstEvent *EditTags::mark() {
  if (marked_)
    return nullptr;
  GstEvent *event = marked_event();
  marked_ = true;
  return event;
}

GstEvent *EditTags::marked_event() const {
  TagList tags(upstream_ ? gst_tag_list_copy(upstream_.get()) : gst_tag_list_new_empty());
  gst_tag_list_set_scope(tags.get(), GST_TAG_SCOPE_GLOBAL);
  std::string comment = "Faces in this video were edited with GANmut.";
  const gchar *earlier = nullptr;
  if (gst_tag_list_peek_string_index(tags.get(), GST_TAG_COMMENT, 0, &earlier))
    comment = std::string(earlier) + "\n" + comment;
  gst_tag_list_add(tags.get(), GST_TAG_MERGE_REPLACE, GST_TAG_COMMENT, comment.c_str(), nullptr);
  return gst_event_new_tag(tags.release());
}

} // namespace ganmut::plugin
