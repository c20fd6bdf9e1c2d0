// FACS action units as texts, for models that have some of their shapes.
#include <ganmut/action_units.h>

#include "suite.h"

using ganmut::action_units;
using ganmut::ErrorKind;

namespace {

const std::vector<std::string> units = {"browDown_L", "browDown_R", "jawOpen", "mouthSmile_L", "mouthSmile_R"};

struct BadUnits {
  const char *text;
  const char *words;
};
const BadUnits bad_units[] = {
    {"AU12", "AU12"},
    {"AU99=1", "'AU99'"},
    {"AU12=0,8", "'8'"},
    {"AU9=0.5", "The model has no unit 'noseSneer_L'; it has: browDown_L, browDown_R, jawOpen"},
};

} // namespace

START_TEST(action_units_are_amounts_of_the_models_units) {
  ck_assert(action_units("AU12=0.5, AU4L=0.25,jawOpen=-1", units) == std::vector<float>({0.25F, 0, -1, 0.5F, 0.5F}));
  ck_assert(action_units(" ", units) == std::vector<float>(units.size(), 0.F));
  ck_assert(action_units("", {}).empty());
  expect_error([] { action_units("AU12=0.5", {}); }, ErrorKind::BadArgument, "This model has no action units");
}
END_TEST

START_TEST(unknown_action_units_are_named) {
  expect_error([&] { action_units(bad_units[_i].text, units); }, ErrorKind::BadArgument, bad_units[_i].words);
}
END_TEST

int main() {
  Suite *suite = suite_create("action units");
  TCase *tests = tcase_create("action units");
  tcase_add_test(tests, action_units_are_amounts_of_the_models_units);
  tcase_add_loop_test(tests, unknown_action_units_are_named, 0, static_cast<int>(std::size(bad_units)));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
