/* A host in C that sets and reads properties through varargs with floats, as DuckSoup does. */
#include <check.h>
#include <gst/gst.h>

/* A double written to `value` would go over `behind`. */
typedef struct {
  gfloat value, behind;
} Read;

static const gchar *const doubles[] = {"x",         "y",        "z",           "theta",   "rho",
                                       "intensity", "strength", "keep-speech", "feather", NULL};

static GstElement *make_filter(void) {
  gst_init(NULL, NULL);
  GstElement *filter = gst_element_factory_make("ganmutfilter", NULL);
  ck_assert_ptr_nonnull(filter);
  return filter;
}

START_TEST(every_double_can_be_set_with_a_float_and_read_into_one) {
  GstElement *filter = make_filter();
  gchar *view = g_strconcat(doubles[_i], "-float", NULL);
  for (gfloat number = 0.125F; number < 0.5F; number += 0.125F) {
    const gchar *written = number == 0.25F ? view : doubles[_i];
    Read read = {-1.F, 7.F};
    gdouble exact = -1.0;
    g_object_set(filter, written, number, NULL);
    g_object_get(filter, view, &read.value, doubles[_i], &exact, NULL);
    ck_assert_float_eq_tol(read.value, number, 1e-6F);
    ck_assert_double_eq_tol(exact, number, 1e-6);
    ck_assert(read.behind == 7.F);
  }
  g_free(view);
  gst_object_unref(filter);
}
END_TEST

START_TEST(no_double_is_without_a_float) {
  GstElement *filter = make_filter();
  guint count = 0, found = 0;
  GParamSpec **specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(filter), &count);
  for (guint i = 0; i < count; ++i)
    if (G_IS_PARAM_SPEC_DOUBLE(specs[i])) {
      ck_assert_msg(g_strv_contains(doubles, specs[i]->name), "%s", specs[i]->name);
      ++found;
    }
  ck_assert_uint_eq(found, G_N_ELEMENTS(doubles) - 1);
  g_free(specs);
  gst_object_unref(filter);
}
END_TEST

START_TEST(a_value_of_another_type_is_converted) {
  GstElement *filter = make_filter();
  GValue number = G_VALUE_INIT;
  g_object_set(filter, "strength", 0.25F, NULL);
  g_value_init(&number, G_TYPE_FLOAT);
  g_object_get_property(G_OBJECT(filter), "strength", &number);
  ck_assert(g_value_get_float(&number) == 0.25F);
  gst_object_unref(filter);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("host in C");
  TCase *tests = tcase_create("floats");
  tcase_set_timeout(tests, 0);
  tcase_add_loop_test(tests, every_double_can_be_set_with_a_float_and_read_into_one, 0, G_N_ELEMENTS(doubles) - 1);
  tcase_add_test(tests, no_double_is_without_a_float);
  tcase_add_test(tests, a_value_of_another_type_is_converted);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
