#pragma once

#include <clocale>
#include <locale>
#include <string>

/// While it lives, numbers are written 1.234,5 by default: in C++ streams always, in C's functions where the system
/// has a German locale.
class CommaLocale {
public:
  CommaLocale() : before_c_(std::setlocale(LC_ALL, nullptr)), before_(std::locale()) {
    std::locale::global(std::locale(std::locale::classic(), new Comma));
    std::setlocale(LC_ALL, "de_DE.UTF-8");
  }
  CommaLocale(const CommaLocale &) = delete;
  CommaLocale &operator=(const CommaLocale &) = delete;
  ~CommaLocale() {
    std::locale::global(before_);
    std::setlocale(LC_ALL, before_c_.c_str());
  }

private:
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };

  std::string before_c_;
  std::locale before_;
};
