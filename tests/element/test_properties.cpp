#include <clocale>
#include <cmath>
#include <cstring>
#include <set>

#include "../scratch.h"
#include "../suite.h"
#include "harness.h"

using namespace element;

namespace {

GstElement *make_filter() {
  return gst_element_factory_make("ganmutfilter", nullptr);
}

void remember(GObject *, GParamSpec *spec, gpointer names) {
  static_cast<std::set<std::string> *>(names)->insert(spec->name);
}

struct Notice {
  const char *written;
  double value;
  std::set<std::string> followers;
};
const Notice notices[] = {
    {"x", 0.5, {"x", "rho"}},   {"y", 0.5, {"y", "theta", "rho"}},
    {"z", 0.5, {"z"}},          {"theta", 1.0, {"theta"}}, // at the origin a direction moves nothing
    {"rho", 0.5, {"rho", "x"}}, {"intensity", 0.5, {"intensity"}},
};

START_TEST(each_view_notifies_the_others) {
  const Notice &notice = notices[_i];
  GstElement *filter = make_filter();
  std::set<std::string> heard;
  g_signal_connect(filter, "notify", G_CALLBACK(remember), &heard);
  g_object_set(filter, notice.written, notice.value, nullptr);
  ck_assert_msg(heard == notice.followers, "%s", notice.written);
  gst_object_unref(filter);
}
END_TEST

START_TEST(animatable_properties_are_controllable) {
  GstElement *filter = make_filter();
  for (const char *name : {"x", "y", "z", "theta", "rho", "intensity", "strength", "keep-speech", "feather"}) {
    GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(filter), name);
    ck_assert_msg(spec && (spec->flags & GST_PARAM_CONTROLLABLE), "%s", name);
  }
  gst_object_unref(filter);
}
END_TEST

START_TEST(what_is_set_can_be_read) {
  const std::pair<const char *, const char *> settings[] = {
      {"model", "somewhere.safetensors"},
      {"emotion", "happy:0.6"},
      {"action-units", "AU12=0.8"},
      {"strength", "0.5"},
      {"keep-speech", "0.25"},
      {"device", "cuda:1"},
      {"threads", "3"},
      {"detector", "cascade"},
      {"detector-model", "a"},
      {"landmarks-model", "b"},
      {"detect-interval", "9"},
      {"min-face-size", "33"},
      {"max-faces", "2"},
      {"face-select", "largest"},
      {"composite", "replace"},
      {"feather", "0.25"},
      {"draw", "landmarks"},
      {"sham", "true"},
      {"log", "c"},
      {"log-size", "7"},
      {"replay", "d"},
      {"ramp", "250"},
      {"ramp-easing", "linear"},
      {"intensity", "1.5"},
      {"x", "-0.5"},
      {"y", "0.25"},
      {"z", "0.75"},
      {"theta", "-1.5"},
      {"rho", "0.5"},
  };
  GstElement *filter = make_filter();
  for (const auto &[name, text] : settings) {
    gst_util_set_object_arg(G_OBJECT(filter), name, text);
    GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(filter), name);
    GValue set = G_VALUE_INIT, expected = G_VALUE_INIT;
    g_value_init(&set, spec->value_type);
    g_value_init(&expected, spec->value_type);
    g_object_get_property(G_OBJECT(filter), name, &set);
    ck_assert(gst_value_deserialize(&expected, text));
    ck_assert_msg(gst_value_compare(&set, &expected) == GST_VALUE_EQUAL, "%s", name);
    g_value_unset(&set);
    g_value_unset(&expected);
  }
  gst_object_unref(filter);
}
END_TEST

START_TEST(the_active_device_is_told_while_it_is_in_use) {
  Filter filter("device=cpu");
  suite::expect_text(filter.text("active-device"), "cpu");
  gst_element_set_state(filter.element(), GST_STATE_READY);
  suite::expect_text(filter.text("active-device"), "");
}
END_TEST

START_TEST(an_emotion_is_a_point_of_the_model) {
  Filter filter("emotion=happy intensity=0.5");
  const ganmut::Point happy = ganmut::Model::load(model("east")).space().point("happy", 0.5F);
  ck_assert_double_eq_tol(filter.number("x"), happy.x, 1e-6);
  ck_assert_double_eq_tol(filter.number("y"), happy.y, 1e-6);
  ck_assert_double_eq_tol(filter.number("rho"), 0.5, 1e-5);
  g_object_set(filter.element(), "intensity", 1.0, nullptr);
  ck_assert_double_eq_tol(filter.number("rho"), 1.0, 1e-5);
  g_object_set(filter.element(), "theta", 0.0, nullptr);
  suite::expect_text(filter.text("emotion"), "");
}
END_TEST

constexpr char presets[] =
    R"([{"name": "mine", "emotion": "happy", "action-units": "AU12=0.5", "says": "a", "source": "b"}])";

START_TEST(a_preset_sets_emotion_and_action_units) {
  const Scratch scratch;
  scratch.write("presets.json", presets);
  setenv("GANMUT_MODEL_PATH", scratch.path("").c_str(), 1);
  Filter filter("preset=mine model=" + model("layers"));
  const auto expect = [&](const char *preset, const char *emotion, const char *units) {
    suite::expect_text(filter.text("preset"), preset);
    suite::expect_text(filter.text("emotion"), emotion);
    suite::expect_text(filter.text("action-units"), units);
  };
  expect("mine", "happy", "AU12=0.5");
  g_object_set(filter.element(), "preset", "yours", nullptr); // a warning
  ck_assert_ptr_nonnull(filter.message(GST_MESSAGE_WARNING).get());
  expect("mine", "happy", "AU12=0.5");
  g_object_set(filter.element(), "action-units", "AU4=1", nullptr);
  expect("", "happy", "AU4=1");
  g_object_set(filter.element(), "preset", "", nullptr);
  expect("", "", "");
}
END_TEST

START_TEST(a_model_without_units_takes_no_preset_of_them) {
  const Scratch scratch;
  scratch.write("presets.json", presets);
  setenv("GANMUT_MODEL_PATH", scratch.path("").c_str(), 1);
  Filter filter("emotion=sad");
  g_object_set(filter.element(), "preset", "mine", nullptr);
  const Message warning = filter.message(GST_MESSAGE_WARNING);
  ck_assert_ptr_nonnull(warning.get());
  GError *error = nullptr;
  gst_message_parse_warning(warning.get(), &error, nullptr);
  ck_assert_msg(std::strstr(error->message, "This model has no action units"), "%s", error->message);
  g_error_free(error);
  suite::expect_text(filter.text("emotion"), "sad");
}
END_TEST

START_TEST(an_unknown_emotion_while_playing_warns_and_changes_nothing) {
  Filter filter("emotion=happy");
  const double x = filter.number("x");
  g_object_set(filter.element(), "emotion", "hungry", nullptr);
  const Message warning = filter.message(GST_MESSAGE_WARNING);
  ck_assert_ptr_nonnull(warning.get());
  GError *error = nullptr;
  gst_message_parse_warning(warning.get(), &error, nullptr);
  ck_assert(g_error_matches(error, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS));
  for (const char *name : {"hungry", "neutral", "happy", "sad", "surprise"})
    ck_assert_msg(std::strstr(error->message, name), "%s is not in: %s", name, error->message);
  g_error_free(error);
  suite::expect_text(filter.text("emotion"), "happy");
  ck_assert_double_eq(filter.number("x"), x);
}
END_TEST

START_TEST(a_calibrated_intensity_is_a_part_of_the_change) {
  Filter filter("emotion=happy intensity=0.5 model=" + model("west")); // half of its change is seen at a quarter
  const double rho = filter.number("rho");
  g_object_set(filter.element(), "calibrated", TRUE, nullptr);
  ck_assert_double_eq_tol(filter.number("rho"), rho / 2, 1e-6);
  g_object_set(filter.element(), "intensity", 0.75, nullptr);
  ck_assert_double_eq_tol(filter.number("rho"), 0.625 * 2 * rho, 1e-6);
  g_object_set(filter.element(), "emotion", "happy:0.5", "intensity", 1.0, nullptr);
  ck_assert_double_eq_tol(filter.number("rho"), rho / 2, 1e-6);
  g_object_set(filter.element(), "calibrated", FALSE, nullptr);
  ck_assert_double_eq_tol(filter.number("rho"), rho, 1e-6);
}
END_TEST

void expect_warning(const Filter &filter, const char *words) {
  const Message warning = filter.message(GST_MESSAGE_WARNING);
  ck_assert_ptr_nonnull(warning.get());
  GError *error = nullptr;
  gst_message_parse_warning(warning.get(), &error, nullptr);
  ck_assert(g_error_matches(error, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS));
  ck_assert_msg(std::strstr(error->message, words), "no '%s' in: %s", words, error->message);
  g_error_free(error);
}

START_TEST(a_model_that_is_not_calibrated_says_so) {
  Filter filter("emotion=happy intensity=0.5");
  const double rho = filter.number("rho");
  g_object_set(filter.element(), "calibrated", TRUE, nullptr);
  expect_warning(filter, "not calibrated");
  gboolean calibrated = TRUE;
  g_object_get(filter.element(), "calibrated", &calibrated, nullptr);
  ck_assert(!calibrated);
  ck_assert_double_eq(filter.number("rho"), rho);
}
END_TEST

START_TEST(what_is_no_number_changes_nothing) {
  Filter filter("x=0.5 strength=0.25");
  for (const char *name : {"x", "strength", "theta", "feather"}) {
    const double before = filter.number(name);
    for (const double none : {static_cast<double>(NAN), static_cast<double>(INFINITY)})
      g_object_set(filter.element(), name, none, nullptr); // GObject says so on the error stream
    ck_assert_msg(filter.number(name) == before, "%s", name);
  }
}
END_TEST

START_TEST(unknown_action_units_while_playing_warn_and_change_nothing) {
  Filter filter("model=" + model("layers") + " action-units=AU12=0.5");
  for (const auto &[text, words] : {std::pair{"AU99=1", "AU99"}, {"AU12", "AU12"}, {"AU9=1", "noseSneer_L"}}) {
    g_object_set(filter.element(), "action-units", text, nullptr);
    expect_warning(filter, words);
    suite::expect_text(filter.text("action-units"), "AU12=0.5");
  }
}
END_TEST

START_TEST(a_model_without_units_takes_no_action_units) {
  Filter filter;
  g_object_set(filter.element(), "action-units", "AU12=1", nullptr);
  expect_warning(filter, "has no action units");
  suite::expect_text(filter.text("action-units"), "");
}
END_TEST

/// True when numbers now have a decimal comma.
bool speak_german(const Scratch &scratch) {
  if (std::setlocale(LC_ALL, "de_DE.UTF-8"))
    return true;
  const std::string make = "localedef -i de_DE -f UTF-8 " + scratch.path("de_DE.UTF-8") + " >/dev/null 2>&1";
  g_setenv("LOCPATH", scratch.path("").c_str(), TRUE);
  return std::system(make.c_str()) == 0 && std::setlocale(LC_ALL, "de_DE.UTF-8");
}

START_TEST(numbers_have_a_decimal_point_in_every_locale) {
  const Scratch scratch;
  if (!speak_german(scratch)) {
    std::puts("skipped: numbers_have_a_decimal_point_in_every_locale: there is no German locale, nor localedef");
    return;
  }
  ck_assert_str_eq(std::localeconv()->decimal_point, ",");
  Filter filter("emotion=\"neutral@0, happy:0.5@2.5\" intensity=1.5 strength=0.25");
  ck_assert_ptr_null(filter.message(GST_MESSAGE_ANY).get());
  suite::expect_text(filter.text("emotion"), "neutral@0, happy:0.5@2.5");
  ck_assert_double_eq(filter.number("intensity"), 1.5);
  ck_assert_double_eq(filter.number("strength"), 0.25);
  g_object_set(filter.element(), "emotion", "0.25*happy", nullptr);
  ck_assert_double_eq_tol(filter.number("rho"), 0.375, 1e-5);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  Suite *suite = suite_create("properties");
  TCase *tests = tcase_create("properties");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_loop_test(tests, each_view_notifies_the_others, 0, std::size(notices));
  tcase_add_test(tests, animatable_properties_are_controllable);
  tcase_add_test(tests, what_is_set_can_be_read);
  tcase_add_test(tests, the_active_device_is_told_while_it_is_in_use);
  tcase_add_test(tests, an_emotion_is_a_point_of_the_model);
  tcase_add_test(tests, a_preset_sets_emotion_and_action_units);
  tcase_add_test(tests, a_model_without_units_takes_no_preset_of_them);
  tcase_add_test(tests, a_calibrated_intensity_is_a_part_of_the_change);
  tcase_add_test(tests, a_model_that_is_not_calibrated_says_so);
  tcase_add_test(tests, an_unknown_emotion_while_playing_warns_and_changes_nothing);
  tcase_add_test(tests, unknown_action_units_while_playing_warn_and_change_nothing);
  tcase_add_test(tests, what_is_no_number_changes_nothing);
  tcase_add_test(tests, a_model_without_units_takes_no_action_units);
  tcase_add_test(tests, numbers_have_a_decimal_point_in_every_locale);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
