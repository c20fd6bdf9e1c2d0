#include <ganmut/conditional_space.h>

#include <algorithm>
#include <cmath>
#include <set>

#include <ganmut/error.h>

#include "emotion/mixture.h"
#include "emotion/shares.h"

namespace ganmut {

ConditionalSpace::ConditionalSpace(Parametrization parametrization, int dimensions, std::vector<Emotion> emotions)
    : parametrization_(parametrization), dimensions_(dimensions), emotions_(std::move(emotions)) {
  if (dimensions_ != 2 && dimensions_ != 3)
    throw Error(ErrorKind::BadArgument,
                "A conditional space has 2 or 3 dimensions, not " + std::to_string(dimensions_) + ".");
  if (emotions_.empty())
    throw Error(ErrorKind::BadArgument, "A conditional space needs at least one emotion.");
  std::set<std::string_view> names;
  for (const auto &emotion : emotions_) {
    if (!is_emotion_name(emotion.name))
      throw Error(ErrorKind::BadArgument,
                  "'" + emotion.name + "' cannot name an emotion; use a word without blanks, + * : @ and commas.");
    if (!names.insert(emotion.name).second)
      throw Error(ErrorKind::BadArgument, "The name '" + emotion.name + "' is used for two emotions.");
  }
}

Point ConditionalSpace::point(std::string_view text, float intensity) const {
  if (!std::isfinite(intensity) || intensity < 0.F)
    throw Error(ErrorKind::BadArgument, "The intensity of an emotion must be 0 or more.");
  Point sum;
  for (const auto &term : parse_mixture(text)) {
    const auto &where = find(term.name).where;
    const float scale = term.weight * intensity;
    sum = {sum.x + scale * where.x, sum.y + scale * where.y, sum.z + scale * where.z};
  }
  return clamp(sum);
}

std::vector<EmotionShare> ConditionalSpace::describe(const Point &point) const {
  auto shares = parametrization_ == Parametrization::Linear ? linear_shares(emotions_, dimensions_, point)
                                                            : gaussian_shares(emotions_, dimensions_, point);
  std::stable_sort(shares.begin(), shares.end(), [](const auto &a, const auto &b) { return a.share > b.share; });
  return shares;
}

Point ConditionalSpace::clamp(const Point &point) const {
  const float z = dimensions_ == 3 ? point.z : 0.F;
  if (parametrization_ == Parametrization::Gaussian)
    return {std::clamp(point.x, -1.F, 1.F), std::clamp(point.y, -1.F, 1.F), std::clamp(z, -1.F, 1.F)};
  const float length = std::hypot(point.x, point.y, z);
  if (length <= 1.F)
    return {point.x, point.y, z};
  return {point.x / length, point.y / length, z / length};
}

const Emotion &ConditionalSpace::find(std::string_view name) const {
  std::string known;
  for (const auto &emotion : emotions_) {
    if (emotion.name == name)
      return emotion;
    known += (known.empty() ? "" : ", ") + emotion.name;
  }
  throw Error(ErrorKind::BadArgument,
              "The model knows no emotion '" + std::string(name) + "'; it knows: " + known + ".");
}

} // namespace ganmut
