// Named smiles and moods.
#include <cstdlib>

#include <ganmut/action_units.h>
#include <ganmut/model.h>
#include <ganmut/presets.h>

#include "scratch.h"
#include "suite.h"

using ganmut::ErrorKind;

namespace {

START_TEST(the_model_that_comes_with_them_can_show_all) {
  const auto model = ganmut::Model::load("default");
  const auto all = ganmut::presets();
  ck_assert_uint_ge(all.size(), 3);
  for (const auto &preset : all) {
    model.space().point(preset.emotion);
    ganmut::action_units(preset.action_units, model.info().units);
    ck_assert_msg(!preset.says.empty() && !preset.source.empty(), "%s", preset.name.c_str());
  }
  for (const char *name : {"reward-smile", "affiliative-smile", "dominance-smile"})
    ck_assert_msg(ganmut::find_preset(name).source.find("Rychlowska") == 0, "%s", name);
}
END_TEST

START_TEST(an_unknown_name_lists_those_that_there_are) {
  expect_error([] { ganmut::find_preset("smirk"); }, ErrorKind::BadArgument, "'smirk'; there are reward-smile, ");
}
END_TEST

constexpr char good[] =
    R"([{"name": "mine", "emotion": "happy", "action-units": "AU12=1", "says": "a", "source": "b"}])";

START_TEST(a_file_of_ones_own_comes_first) {
  const Scratch scratch;
  scratch.write("presets.json", good);
  setenv("GANMUT_MODEL_PATH", scratch.path("").c_str(), 1);
  const auto all = ganmut::presets();
  ck_assert_uint_eq(all.size(), 1);
  suite::expect_text(ganmut::find_preset("mine").action_units, "AU12=1");
}
END_TEST

const char *const bad_files[] = {"", "{}}", "[{\"name\": \"mine\"}]", "[1]", "[{\"name\": 3}]"};

START_TEST(a_file_that_is_no_list_of_presets_is_named) {
  const Scratch scratch;
  scratch.write("presets.json", bad_files[_i]);
  setenv("GANMUT_MODEL_PATH", scratch.path("").c_str(), 1);
  expect_error([] { ganmut::presets(); }, ErrorKind::BadFile, "presets.json is no list of presets");
}
END_TEST

} // namespace

int main() {
  Suite *suite = suite_create("presets");
  TCase *tests = tcase_create("presets");
  tcase_add_test(tests, the_model_that_comes_with_them_can_show_all);
  tcase_add_test(tests, an_unknown_name_lists_those_that_there_are);
  tcase_add_test(tests, a_file_of_ones_own_comes_first);
  tcase_add_loop_test(tests, a_file_that_is_no_list_of_presets_is_named, 0, std::size(bad_files));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
