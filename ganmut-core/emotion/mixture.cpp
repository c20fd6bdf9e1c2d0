#include "emotion/mixture.h"

#include <charconv>
#include <cmath>
#include <optional>

#include <ganmut/error.h>

namespace ganmut {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<float> weight_of(std::string_view text) {
  text = trimmed(text);
  float value = 0.F;
  const auto [end, cause] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (cause != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0.F)
    return std::nullopt;
  return value;
}

std::optional<MixtureTerm> term_of(std::string_view text) {
  auto name = text;
  std::optional<float> weight = 1.F;
  if (const auto star = text.find('*'); star != std::string_view::npos) {
    weight = weight_of(text.substr(0, star));
    name = text.substr(star + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    name = text.substr(0, colon);
    weight = weight_of(text.substr(colon + 1));
  }
  name = trimmed(name);
  if (!weight || !is_emotion_name(name))
    return std::nullopt;
  return MixtureTerm{std::string(name), *weight};
}

} // namespace

bool is_emotion_name(std::string_view name) {
  return !name.empty() && name.find_first_of(" \t\r\n+*:,@") == std::string_view::npos &&
         std::string_view("0123456789.-").find(name.front()) == std::string_view::npos;
}

std::vector<MixtureTerm> parse_mixture(std::string_view text) {
  std::vector<MixtureTerm> terms;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('+', begin), text.size());
    const auto term = term_of(text.substr(begin, end - begin));
    if (!term)
      throw Error(ErrorKind::BadArgument,
                  "'" + std::string(text) +
                      "' is not an emotion; write happy, happy:0.6 or 0.6*happy + 0.4*surprise, "
                      "with weights of 0 or more.");
    terms.push_back(*term);
    begin = end + 1;
  }
  return terms;
}

} // namespace ganmut
