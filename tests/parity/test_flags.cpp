// The trainer takes every flag of the official one, with the same defaults and choices.
#include <CLI/CLI.hpp>

#include "../reference.h"
#include "trainer/cli/flags.h"

namespace {

/// Flags whose default is a path on somebody's machine, or none.
bool has_default_of_ours(const reference::Json &flag) {
  return flag.at("default").is_null() || flag.at("flag") == "--dataset_root";
}

/// Numbers by value: 10.0 is 10, true is 1.
std::string plain(std::string text) {
  if (text == "true" || text == "false")
    text = text == "true" ? "1" : "0";
  char *end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return *end == '\0' && !text.empty() ? std::to_string(number) : text;
}

std::string text_of(const reference::Json &value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool parses(CLI::App &app, const std::string &line) {
  try {
    app.parse(line);
    return true;
  } catch (const CLI::ParseError &) {
    return false;
  }
}

} // namespace

START_TEST(flags_are_the_official_ones) {
  const ganmut::cli::PointLocale locale;
  std::ifstream file(reference::folder() / "official_flags.json");
  for (const auto &flag : reference::Json::parse(file)) {
    ganmut::OfficialOptions options;
    CLI::App app;
    ganmut::Flags flags(app);
    ganmut::add_flags(flags, options);
    const auto name = flag.at("flag").get<std::string>();
    auto *option = app.get_option_no_throw(name);
    ck_assert_msg(option != nullptr, "no flag %s", name.c_str());
    if (!has_default_of_ours(flag))
      suite::expect_text(plain(option->get_default_str()), plain(text_of(flag.at("default"))));
    if (!flag.at("choices").is_null()) {
      for (const auto &choice : flag.at("choices"))
        ck_assert(parses(app, name + " " + choice.get<std::string>()));
      ck_assert_msg(!parses(app, name + " neither"), "%s takes anything", name.c_str());
    }
  }
}
END_TEST

int main() {
  Suite *suite = suite_create("parity-flags");
  TCase *tests = tcase_create("reference");
  tcase_add_test(tests, flags_are_the_official_ones);
  suite_add_tcase(suite, tests);
  return reference::run(suite, "parity-flags");
}
