#include "emotion/expression.h"

#include <algorithm>

#include <ganmut/action_units.h>
#include <ganmut/error.h>

#include "emotion/action_units.h"
#include "error/translate.h"

namespace ganmut {

namespace {

/// Names begin so; some of them have a side behind.
constexpr std::string_view speaking[] = {
    "jaw",
    "mouthFunnel",
    "mouthPucker",
    "mouthLeft",
    "mouthRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    "mouthLowerDown",
    "mouthUpperUp",
    "mouthPress",
    "eyeBlink",
};

/// Of these, what parts the lips.
constexpr std::string_view parting[] = {"jawOpen", "mouthLowerDown", "mouthUpperUp"};

template <std::size_t count> bool is_one_of(const std::string_view (&starts)[count], std::string_view unit) {
  return std::any_of(std::begin(starts), std::end(starts),
                     [&](std::string_view start) { return unit.substr(0, start.size()) == start; });
}

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const auto &name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

Expression in_units(const ShapeAmounts &amounts, const std::vector<std::string> &units) {
  Expression expression(units.size(), 0.F);
  for (const auto &[name, amount] : amounts) {
    const auto found = std::find(units.begin(), units.end(), name);
    if (found == units.end())
      throw Error(ErrorKind::BadArgument, "The model has no unit '" + name + "'; it has: " + joined(units) + ".");
    expression[static_cast<std::size_t>(found - units.begin())] = amount;
  }
  return expression;
}

} // namespace

Expression expression_at(const ConditionalSpace &space, const std::vector<Expression> &expressions,
                         const std::vector<std::string> &units, const Point &point) {
  constexpr float shut = 0.5F, whole = 0.7F; // shares of a smile: its lips stay shut, and part as far as asked
  constexpr float wide = 0.5F;               // of a unit: what counts as a smile
  constexpr std::string_view smile[] = {"mouthSmile"};
  Expression sum(expressions.front().size(), 0.F);
  const auto &emotions = space.emotions();
  for (const auto &[name, share] : space.describe(point)) {
    const auto emotion = std::find_if(emotions.begin(), emotions.end(),
                                      [&name = name](const Emotion &each) { return each.name == name; });
    const auto &added = expressions.at(static_cast<std::size_t>(emotion - emotions.begin()));
    bool smiles = false;
    for (std::size_t unit = 0; unit < sum.size(); ++unit)
      smiles = smiles || (is_one_of(smile, units[unit]) && added[unit] > wide);
    const float parted = smiles ? share * std::clamp((share - shut) / (whole - shut), 0.F, 1.F) : share;
    for (std::size_t unit = 0; unit < sum.size(); ++unit)
      sum[unit] += (is_one_of(parting, units[unit]) ? parted : share) * added[unit];
  }
  return sum;
}

Expression kept_of(const std::vector<std::string> &units, float keep_speech) {
  Expression kept;
  for (const auto &unit : units)
    kept.push_back(is_one_of(speaking, unit) ? keep_speech : 0.F);
  return kept;
}

float parting_left(const std::vector<std::string> &units, const Expression &own, const Expression &left) {
  constexpr float least = 0.02F; // of a unit
  float before = least, after = least;
  for (std::size_t unit = 0; unit < units.size(); ++unit)
    if (is_one_of(parting, units[unit])) {
      before += std::max(0.F, own[unit]);
      after += std::max(0.F, left[unit]);
    }
  return std::min(1.F, after / before);
}

float smile_gone(const std::vector<std::string> &units, const Expression &change) {
  constexpr float wide = 0.35F; // of a unit
  constexpr std::string_view smile[] = {"mouthSmile"}, folding[] = {"mouthDimple", "noseSneer"};
  float gone = 0;
  for (std::size_t unit = 0; unit < units.size(); ++unit)
    if (is_one_of(smile, units[unit]))
      gone -= change[unit] / 2; // on either side
    else if (is_one_of(folding, units[unit]))
      gone -= std::max(0.F, change[unit]) / 2;
  return std::clamp(gone / wide, 0.F, 1.F);
}

float shut_lips(const std::vector<std::string> &units, const Expression &asked) {
  constexpr float little = 0.15F; // of a unit
  float parted = 0;
  for (std::size_t unit = 0; unit < units.size(); ++unit)
    if (is_one_of(parting, units[unit]))
      parted += std::max(0.F, asked[unit]);
    else if (units[unit] == "mouthShrugLower") // pushes the lower lip after an upper one that rises
      parted -= std::max(0.F, asked[unit]) / 2;
  return std::clamp(1 - parted / little, 0.F, 1.F);
}

Expression parting_of(const std::vector<std::string> &units, float keep_speech, float grin) {
  constexpr float lips = 0.08F, jaw = 0.4F; // of the emotion's opening; more drowns what is said
  constexpr float wide = 8;                 // pixels, of a grin
  const float comes_back = std::clamp(grin / wide, 0.F, 1.F);
  Expression parts;
  for (const auto &unit : units) {
    const float least = unit.rfind("jaw", 0) == 0 ? jaw : lips;
    const float part = least + (1 - least) * comes_back;
    parts.push_back(is_one_of(parting, unit) ? 1 + keep_speech * (part - 1) : 1.F);
  }
  return parts;
}

std::vector<float> action_units(std::string_view text, const std::vector<std::string> &units) {
  return translated("read action units", [&] {
    const auto amounts = parse_action_units(text);
    if (units.empty() && !amounts.empty())
      throw Error(ErrorKind::BadArgument,
                  "This model has no action units; choose one whose output is layers (`ganmut-model info` shows it).");
    return in_units(amounts, units);
  });
}

} // namespace ganmut
