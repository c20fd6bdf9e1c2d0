#include "emotion/action_units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <ganmut/error.h>

namespace ganmut {

namespace {

struct Shape {
  std::string_view name;
  bool has_sides;
};

constexpr Shape shapes[] = {
    {"browDown", true},         {"browInnerUp", true},     {"browOuterUp", true},     {"cheekPuff", true},
    {"cheekSquint", true},      {"eyeBlink", true},        {"eyeLookDown", true},     {"eyeLookIn", true},
    {"eyeLookOut", true},       {"eyeLookUp", true},       {"eyeSquint", true},       {"eyeWide", true},
    {"jawForward", false},      {"jawLeft", false},        {"jawOpen", false},        {"jawRight", false},
    {"mouthClose", false},      {"mouthDimple", true},     {"mouthFrown", true},      {"mouthFunnel", false},
    {"mouthLeft", false},       {"mouthLowerDown", true},  {"mouthPress", true},      {"mouthPucker", false},
    {"mouthRight", false},      {"mouthRollLower", false}, {"mouthRollUpper", false}, {"mouthShrugLower", false},
    {"mouthShrugUpper", false}, {"mouthSmile", true},      {"mouthStretch", true},    {"mouthUpperUp", true},
    {"noseSneer", true},
};

struct Part {
  std::string_view shape;
  float amount = 0.F;
};

struct ActionUnit {
  std::string_view name;
  std::array<Part, 2> parts;
};

constexpr ActionUnit action_units[] = {
    {"AU1", {{{"browInnerUp", 1.F}}}},
    {"AU2", {{{"browOuterUp", 1.F}}}},
    {"AU4", {{{"browDown", 1.F}}}},
    {"AU5", {{{"eyeWide", 1.F}}}},
    {"AU6", {{{"cheekSquint", 1.F}}}},
    {"AU7", {{{"eyeSquint", 1.F}}}},
    {"AU9", {{{"noseSneer", 1.F}}}},
    {"AU10", {{{"mouthUpperUp", 1.F}}}},
    {"AU12", {{{"mouthSmile", 1.F}}}},
    {"AU14", {{{"mouthDimple", 1.F}}}},
    {"AU15", {{{"mouthFrown", 1.F}}}},
    {"AU16", {{{"mouthLowerDown", 1.F}}}},
    {"AU17", {{{"mouthShrugLower", 1.F}}}},
    {"AU18", {{{"mouthPucker", 1.F}}}},
    {"AU20", {{{"mouthStretch", 1.F}}}},
    {"AU22", {{{"mouthFunnel", 1.F}}}},
    {"AU23", {{{"mouthPress", 0.5F}, {"mouthRollUpper", 0.3F}}}},
    {"AU24", {{{"mouthPress", 1.F}}}},
    {"AU25", {{{"mouthLowerDown", 0.4F}, {"mouthUpperUp", 0.4F}}}},
    {"AU26", {{{"jawOpen", 0.5F}}}},
    {"AU27", {{{"jawOpen", 1.F}}}},
    {"AU28", {{{"mouthRollLower", 1.F}, {"mouthRollUpper", 1.F}}}},
    {"AU41", {{{"eyeBlink", 0.4F}}}},
    {"AU43", {{{"eyeBlink", 1.F}}}},
    {"AU45", {{{"eyeBlink", 1.F}}}},
};

constexpr float most = 2.F;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<float> amount_of(std::string_view text) {
  float value = 0.F;
  const auto *const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  const bool is_sound = failure == std::errc() && stop == end && std::isfinite(value) && std::abs(value) <= most;
  return is_sound ? std::optional(value) : std::nullopt;
}

template <typename Named, std::size_t N> const Named *find(const Named (&table)[N], std::string_view name) {
  const auto *const found = std::find_if(table, table + N, [&](const Named &entry) { return entry.name == name; });
  return found == table + N ? nullptr : found;
}

[[noreturn]] void refuse(std::string_view name, const char *why) {
  std::string valid;
  for (const auto &unit : action_units)
    valid += std::string(unit.name) + ", ";
  for (const auto &shape : shapes)
    valid += std::string(shape.name) + (shape.has_sides ? "(_L, _R), " : ", ");
  valid.resize(valid.size() - 2);
  throw Error(ErrorKind::BadArgument, "'" + std::string(name) + "' " + why + "; valid are " + valid + ".");
}

void add(ShapeAmounts &sum, const std::string &name, float amount) {
  const auto known = std::find_if(sum.begin(), sum.end(), [&](const auto &entry) { return entry.first == name; });
  if (known == sum.end())
    sum.emplace_back(name, amount);
  else
    known->second += amount;
}

/// `side`: "_L" or "_R"; empty: both, where the shape has sides.
void add_shape(ShapeAmounts &sum, const Shape &shape, std::string_view side, float amount) {
  const std::string name(shape.name);
  if (!shape.has_sides)
    return add(sum, name, amount);
  for (const std::string_view one : {"_L", "_R"})
    if (side.empty() || side == one)
      add(sum, name + std::string(one), amount);
}

void add_term(ShapeAmounts &sum, std::string_view name, float amount) {
  if (const auto *shape = find(shapes, name))
    return add_shape(sum, *shape, "", amount);
  const auto is_one_sided = [&](std::string_view left, std::string_view right) {
    const auto end = name.substr(name.size() - std::min(name.size(), left.size()));
    return end == left || end == right;
  };
  if (is_one_sided("_L", "_R")) {
    const auto *shape = find(shapes, name.substr(0, name.size() - 2));
    if (shape != nullptr && shape->has_sides)
      return add_shape(sum, *shape, name.substr(name.size() - 2), amount);
    refuse(name, "is no shape of a face");
  }
  std::string_view side;
  auto whole = name;
  if (is_one_sided("L", "R")) {
    side = name.back() == 'L' ? "_L" : "_R";
    whole.remove_suffix(1);
  }
  const auto *unit = find(action_units, whole);
  if (unit == nullptr)
    refuse(name, "is neither an action unit nor a shape of a face");
  for (const auto &part : unit->parts) {
    if (part.shape.empty())
      continue;
    const auto *shape = find(shapes, part.shape);
    if (!side.empty() && !shape->has_sides)
      refuse(name, "has no left and right");
    add_shape(sum, *shape, side, part.amount * amount);
  }
}

} // namespace

ShapeAmounts parse_action_units(std::string_view text) {
  ShapeAmounts sum;
  if (trimmed(text).empty())
    return sum;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto term = text.substr(begin, end - begin);
    const auto equals = std::min(term.find('='), term.size());
    const auto amount = amount_of(trimmed(term.substr(std::min(equals + 1, term.size()))));
    if (!amount)
      throw Error(ErrorKind::BadArgument, "'" + std::string(trimmed(term)) +
                                              "' is no part of an expression; write AU12=0.8 or jawOpen=0.1, with "
                                              "amounts from -2 to 2 and commas between.");
    add_term(sum, trimmed(term.substr(0, equals)), *amount);
    begin = end + 1;
  }
  return sum;
}

} // namespace ganmut
