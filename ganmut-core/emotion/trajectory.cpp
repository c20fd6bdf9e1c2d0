#include <ganmut/trajectory.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <ganmut/error.h>

#include "error/translate.h"

namespace ganmut {

namespace {

/// A number, `s` behind it or not, blanks around it.
double seconds_of(std::string_view text, std::string_view whole) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  const auto *end = text.data() + text.size();
  double value = 0;
  const auto [last, cause] = std::from_chars(text.data() + begin, end, value); // knows no locale, unlike std::stod
  const std::string_view rest(last, static_cast<std::size_t>(end - last));
  const bool ends = rest.find_first_not_of(" \ts") == std::string_view::npos;
  if (cause == std::errc() && ends && std::isfinite(value) && value >= 0)
    return value;
  throw Error(ErrorKind::BadArgument, "'" + std::string(text) + "' in '" + std::string(whole) +
                                          "' is not a time; write seconds, as in 'neutral@0, happy@2.5'.");
}

} // namespace

Trajectory::Trajectory(std::string_view text, const ConditionalSpace &space, float intensity) : space_(space) {
  translated("read the text of a trajectory", [&] {
    if (text.find('@') == std::string_view::npos)
      keys_.push_back({0, space_.terms(text), {}});
    else
      read_keys(text);
  });
  set_intensity(intensity);
}

void Trajectory::read_keys(std::string_view text) {
  for (auto rest = text;;) {
    const auto comma = rest.find(',');
    const auto part = rest.substr(0, comma);
    const auto at = part.find('@');
    if (at == std::string_view::npos)
      throw Error(ErrorKind::BadArgument, "'" + std::string(part) + "' in '" + std::string(text) +
                                              "' has no time; write it as in 'neutral@0, happy@2.5'.");
    const Key key{seconds_of(part.substr(at + 1), text), space_.terms(part.substr(0, at)), {}};
    if (!keys_.empty() && key.seconds <= keys_.back().seconds)
      throw Error(ErrorKind::BadArgument, "The times in '" + std::string(text) + "' must grow from left to right.");
    keys_.push_back(key);
    if (comma == std::string_view::npos)
      return;
    rest = rest.substr(comma + 1);
  }
}

void Trajectory::set_intensity(float intensity) {
  for (auto &key : keys_)
    key.point = space_.sum(key.terms, intensity);
}

Point Trajectory::at(double seconds) const {
  const auto next = std::find_if(keys_.begin(), keys_.end(), [&](const Key &key) { return key.seconds > seconds; });
  if (next == keys_.begin())
    return keys_.front().point;
  if (next == keys_.end())
    return keys_.back().point;
  const auto &from = *std::prev(next);
  const auto part = static_cast<float>((seconds - from.seconds) / (next->seconds - from.seconds));
  const auto soft = part * part * (3.F - 2.F * part);
  const auto between = [soft](float a, float b) { return a + soft * (b - a); };
  return {between(from.point.x, next->point.x), between(from.point.y, next->point.y),
          between(from.point.z, next->point.z)};
}

} // namespace ganmut
