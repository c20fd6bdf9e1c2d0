#include <cstring>
#include <stdexcept>
#include <thread>

#include "../suite.h"
#include "bus_error.h"
#include "edit_tags.h"
#include "latency_meter.h"
#include "stats.h"
#include "worker.h"

using namespace ganmut::plugin;
using ganmut::ErrorKind;

namespace {

START_TEST(worker_keeps_one_thread_and_returns_results) {
  Worker worker;
  const auto first = worker.run([] { return std::this_thread::get_id(); });
  const auto second = worker.run([] { return std::this_thread::get_id(); });
  ck_assert(first == second);
  ck_assert(first != std::this_thread::get_id());
}
END_TEST

START_TEST(worker_throws_what_the_work_throws) {
  Worker worker;
  try {
    worker.run([]() -> int { throw std::out_of_range("far"); });
    ck_abort_msg("nothing was thrown");
  } catch (const std::out_of_range &error) {
    ck_assert_str_eq(error.what(), "far");
  }
  ck_assert_int_eq(worker.run([] { return 7; }), 7);
}
END_TEST

START_TEST(latency_grows_with_headroom_and_shrinks_when_it_matters) {
  LatencyMeter meter;
  ck_assert(meter.add(20 * GST_MSECOND));
  const GstClockTime first = meter.latency();
  ck_assert_uint_ge(first, 20 * GST_MSECOND);
  ck_assert(!meter.add(21 * GST_MSECOND)); // inside the headroom
  ck_assert(meter.add(80 * GST_MSECOND));
  ck_assert_uint_ge(meter.latency(), 80 * GST_MSECOND);
  int changes = 0;
  for (int frame = 0; frame < 100; ++frame)
    changes += meter.add(10 * GST_MSECOND);
  ck_assert_int_eq(changes, 1);
  ck_assert_uint_ge(meter.latency(), 10 * GST_MSECOND);
  ck_assert_uint_lt(meter.latency(), 20 * GST_MSECOND);
}
END_TEST

START_TEST(stats_are_means_over_frames) {
  Stats stats;
  ganmut::EditReport report;
  report.faces.resize(2);
  report.times = {10, 200, 30};
  stats.add(report);
  report.faces.clear();
  report.times = {30, 0, 0};
  stats.add(report);
  GstStructure *structure = stats.structure();
  guint64 frames = 0, faces = 0, find = 0, generate = 0, composite = 0;
  ck_assert(gst_structure_get(structure, "frames", G_TYPE_UINT64, &frames, "faces", G_TYPE_UINT64, &faces, "find-us",
                              G_TYPE_UINT64, &find, "generate-us", G_TYPE_UINT64, &generate, "composite-us",
                              G_TYPE_UINT64, &composite, nullptr));
  gst_structure_free(structure);
  ck_assert_uint_eq(frames, 2);
  ck_assert_uint_eq(faces, 2);
  ck_assert_uint_eq(find, 20);
  ck_assert_uint_eq(generate, 100);
  ck_assert_uint_eq(composite, 15);
}
END_TEST

START_TEST(every_kind_of_trouble_has_its_own_code) {
  const ErrorKind kinds[] = {ErrorKind::NotFound,    ErrorKind::Unreadable, ErrorKind::BadFile, ErrorKind::WrongKind,
                             ErrorKind::BadArgument, ErrorKind::NoDevice,   ErrorKind::Failed};
  std::vector<BusError> told = {bus_error(std::make_exception_ptr(NotSet(ErrorKind::BadArgument, "set it")))};
  for (const ErrorKind kind : kinds)
    told.push_back(bus_error(std::make_exception_ptr(ganmut::Error(kind, "a sentence", "a cause"))));
  for (std::size_t i = 0; i < told.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      ck_assert(told[i].domain != told[j].domain || told[i].code != told[j].code);
  ck_assert_str_eq(told.back().sentence.c_str(), "a sentence");
  ck_assert_str_eq(told.back().detail.c_str(), "a cause");
}
END_TEST

START_TEST(foreign_exceptions_are_told_too) {
  const BusError told = bus_error(std::make_exception_ptr(std::runtime_error("deep inside")));
  ck_assert_str_eq(told.detail.c_str(), "deep inside");
  ck_assert(!told.sentence.empty());
  ck_assert(!bus_error(std::make_exception_ptr(42)).sentence.empty());
}
END_TEST

std::string comment_of(GstEvent *event) {
  GstTagList *tags = nullptr;
  gst_event_parse_tag(event, &tags);
  gchar *text = nullptr;
  gst_tag_list_get_string(tags, GST_TAG_COMMENT, &text);
  const std::string comment = text ? text : "";
  g_free(text);
  gst_event_unref(event);
  return comment;
}

GstEvent *tag_event(const char *comment) {
  GstTagList *tags = gst_tag_list_new(GST_TAG_COMMENT, comment, nullptr);
  gst_tag_list_set_scope(tags, GST_TAG_SCOPE_GLOBAL);
  return gst_event_new_tag(tags);
}

START_TEST(edited_media_says_so_once_and_keeps_what_was_said) {
  gst_init(nullptr, nullptr);
  EditTags tags;
  suite::expect_text(comment_of(tags.pass(tag_event("holidays"))), "holidays");
  const std::string marked = comment_of(tags.mark());
  ck_assert_ptr_nonnull(std::strstr(marked.c_str(), "holidays"));
  ck_assert_ptr_nonnull(std::strstr(marked.c_str(), "GANmut"));
  ck_assert_ptr_null(tags.mark());
  ck_assert_ptr_nonnull(std::strstr(comment_of(tags.pass(tag_event("work"))).c_str(), "GANmut"));
}
END_TEST

} // namespace

int main() {
  Suite *suite = suite_create("parts of the element");
  TCase *tests = tcase_create("parts");
  tcase_add_test(tests, worker_keeps_one_thread_and_returns_results);
  tcase_add_test(tests, worker_throws_what_the_work_throws);
  tcase_add_test(tests, latency_grows_with_headroom_and_shrinks_when_it_matters);
  tcase_add_test(tests, stats_are_means_over_frames);
  tcase_add_test(tests, every_kind_of_trouble_has_its_own_code);
  tcase_add_test(tests, foreign_exceptions_are_told_too);
  tcase_add_test(tests, edited_media_says_so_once_and_keeps_what_was_said);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
