#include <cstring>
#include <stdexcept>
#include <thread>

#include "../suite.h"
#include "accounting.h"
#include "bus_error.h"
#include "edit_tags.h"
#include "filter_settings.h"
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
  Accounting accounting;
  ck_assert(accounting.add({}, 20 * GST_MSECOND));
  const GstClockTime first = accounting.latency();
  ck_assert_uint_ge(first, 20 * GST_MSECOND);
  ck_assert(!accounting.add({}, 21 * GST_MSECOND)); // inside the headroom
  ck_assert(accounting.add({}, 80 * GST_MSECOND));
  ck_assert_uint_ge(accounting.latency(), 80 * GST_MSECOND);
  int changes = 0;
  for (int frame = 0; frame < 100; ++frame)
    changes += accounting.add({}, 10 * GST_MSECOND);
  ck_assert_int_eq(changes, 1);
  ck_assert_uint_ge(accounting.latency(), 10 * GST_MSECOND);
  ck_assert_uint_lt(accounting.latency(), 20 * GST_MSECOND);
}
END_TEST

START_TEST(latency_is_an_estimate_until_frames_have_shown_better) {
  Accounting accounting;
  accounting.start({40 * GST_MSECOND, 10 * GST_MSECOND});
  ck_assert_uint_lt(accounting.latency(true), 20 * GST_MSECOND);
  const GstClockTime estimate = accounting.latency(false);
  ck_assert_uint_ge(estimate, 40 * GST_MSECOND);
  for (int frame = 1; frame < 32; ++frame)
    ck_assert(!accounting.add({}, 5 * GST_MSECOND));
  ck_assert_uint_eq(accounting.latency(true), estimate);
  ck_assert(accounting.add({}, 5 * GST_MSECOND));
  ck_assert_uint_lt(accounting.latency(), 10 * GST_MSECOND);
}
END_TEST

START_TEST(frames_beside_a_model_being_loaded_count_for_the_stats_only) {
  Accounting accounting;
  accounting.start({40 * GST_MSECOND, 10 * GST_MSECOND});
  const GstClockTime before = accounting.latency();
  for (int frame = 0; frame < 40; ++frame)
    ck_assert(!accounting.add({}, GST_SECOND, false));
  ck_assert_uint_eq(accounting.latency(), before);
  GstStructure *structure = accounting.stats();
  guint64 frames = 0;
  ck_assert(gst_structure_get_uint64(structure, "frames", &frames));
  gst_structure_free(structure);
  ck_assert_uint_eq(frames, 40);
}
END_TEST

START_TEST(stats_are_means_over_frames) {
  Accounting accounting;
  ganmut::EditReport report;
  report.faces.resize(2);
  report.times = {10, 200, 30};
  accounting.add(report, 0);
  report.faces.clear();
  report.times = {30, 0, 0};
  accounting.add(report, 0);
  GstStructure *structure = accounting.stats();
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

START_TEST(an_event_that_is_replaced_keeps_its_sequence_number) {
  gst_init(nullptr, nullptr);
  EditTags tags;
  gst_event_unref(tags.mark());
  GstEvent *event = tag_event("work");
  const guint32 number = gst_event_get_seqnum(event);
  event = tags.pass(event);
  ck_assert_uint_eq(gst_event_get_seqnum(event), number);
  gst_event_unref(event);
}
END_TEST

const ganmut::ConditionalSpace square{
    ganmut::Parametrization::Linear, 2, {{"neutral", {}}, {"happy", {1.F, 0.F}}, {"surprise", {0.F, 1.F}}}};
const ganmut::ConditionalSpace line{ganmut::Parametrization::Linear, 2, {{"neutral", {}}, {"happy", {-1.F, 0.F}}}};

void keep(Settings &) {}

/// Names `emotion`; true when it is taken.
bool take(FilterSettings &settings, const char *emotion) {
  try {
    settings.change([&](Settings &s) { s.target.set_emotion(emotion); });
    return true;
  } catch (const ganmut::Error &) {
    return false;
  }
}

START_TEST(settings_mean_what_the_running_model_knows) {
  FilterSettings settings;
  ck_assert(take(settings, "hungry")); // nobody knows yet
  ck_assert(take(settings, "happy"));
  const auto followers = settings.enter({square, {}}, keep);
  ck_assert_uint_eq(followers.size(), 2);
  ck_assert_str_eq(followers[0], "x");
  ck_assert_str_eq(followers[1], "rho");
  ck_assert(!take(settings, "hungry"));
  suite::expect_text(settings.get().target.emotion(), "happy");
  settings.enter({line, {}}, keep); // the same word, another place
  ck_assert_float_eq_tol(settings.at(0).applied.point.x, -1.F, 1e-6F);
  ck_assert(!take(settings, "surprise"));
  settings.leave();
  ck_assert(take(settings, "surprise"));
}
END_TEST

START_TEST(settings_stay_when_the_next_model_does_not_know_the_emotion) {
  FilterSettings settings;
  settings.enter({square, {}}, keep);
  ck_assert(take(settings, "surprise"));
  try {
    settings.enter({line, {}}, [](Settings &s) { s.model = "line"; });
    ck_abort_msg("a model without the emotion in force was taken");
  } catch (const ganmut::Error &) {
  }
  suite::expect_text(settings.get().model, Settings().model);
  ck_assert_float_eq_tol(settings.at(0).applied.point.y, 1.F, 1e-6F);
  ck_assert(take(settings, "surprise:0.5")); // still the old model's space
}
END_TEST

} // namespace

int main() {
  Suite *suite = suite_create("parts of the element");
  TCase *tests = tcase_create("parts");
  tcase_add_test(tests, worker_keeps_one_thread_and_returns_results);
  tcase_add_test(tests, worker_throws_what_the_work_throws);
  tcase_add_test(tests, latency_grows_with_headroom_and_shrinks_when_it_matters);
  tcase_add_test(tests, latency_is_an_estimate_until_frames_have_shown_better);
  tcase_add_test(tests, frames_beside_a_model_being_loaded_count_for_the_stats_only);
  tcase_add_test(tests, stats_are_means_over_frames);
  tcase_add_test(tests, every_kind_of_trouble_has_its_own_code);
  tcase_add_test(tests, foreign_exceptions_are_told_too);
  tcase_add_test(tests, edited_media_says_so_once_and_keeps_what_was_said);
  tcase_add_test(tests, an_event_that_is_replaced_keeps_its_sequence_number);
  tcase_add_test(tests, settings_mean_what_the_running_model_knows);
  tcase_add_test(tests, settings_stay_when_the_next_model_does_not_know_the_emotion);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
