#include "trainer/rig/calm.h"

#include <algorithm>
#include <set>
#include <string>

namespace ganmut {

namespace {

const std::set<std::string> closing = {"jawOpen", "mouthUpperUp", "mouthLowerDown"};
const std::set<std::string> expressing = {"browDown",    "browInnerUp",     "browOuterUp", "cheekSquint",  "eyeSquint",
                                          "eyeWide",     "mouthDimple",     "mouthFrown",  "mouthFunnel",  "mouthPress",
                                          "mouthPucker", "mouthShrugLower", "mouthSmile",  "mouthStretch", "noseSneer"};

constexpr float hidden_smile = 1.2F; ///< of a smile that goes, see companions_of_smiles()

std::string without_side(const std::string &unit) {
  const auto bar = unit.find('_');
  return unit.substr(0, bar);
}

} // namespace

Expression calm_caps(const FaceRig &rig, const std::vector<const RigFit *> &neutral_faces) {
  Expression mean(rig.units.size(), 0.F);
  for (const auto *face : neutral_faces)
    for (std::size_t i = 0; i < mean.size(); ++i)
      mean[i] += face->expression[i] / static_cast<float>(neutral_faces.size());
  Expression caps(rig.units.size(), uncapped);
  for (std::size_t i = 0; i < caps.size(); ++i) {
    const auto name = without_side(rig.units[i]);
    if (closing.count(name) != 0)
      caps[i] = 0.F;
    else if (expressing.count(name) != 0)
      caps[i] = (mean[i] + mean[rig.mirror[i]]) / 2.F;
  }
  return caps;
}

Expression calmed(const Expression &own, const Expression &caps) {
  Expression calm(own.size());
  std::transform(own.begin(), own.end(), caps.begin(), calm.begin(), [](float a, float b) { return std::min(a, b); });
  return calm;
}

std::vector<Expression> companions_of_smiles(const FaceRig &rig, const std::vector<const RigFit *> &faces,
                                             const Expression &caps) {
  const auto named = [&](const auto &wanted) {
    std::vector<std::size_t> units;
    for (std::size_t i = 0; i < rig.units.size(); ++i)
      if (wanted(without_side(rig.units[i])))
        units.push_back(i);
    return units;
  };
  const auto smiles = named([](const std::string &unit) { return unit == "mouthSmile"; });
  const auto openings = named([](const std::string &unit) { return closing.count(unit) != 0; });
  double squares = 1e-6;
  std::vector<double> products(openings.size(), 0.);
  for (const auto *face : faces) {
    const auto over = [&](std::size_t unit) { return std::max(0.F, face->expression[unit] - caps[unit]); };
    double smile = 0;
    for (const auto unit : smiles)
      smile += over(unit) / static_cast<double>(smiles.size());
    squares += smile * smile;
    for (std::size_t i = 0; i < openings.size(); ++i)
      products[i] += smile * over(openings[i]);
  }
  std::vector<Expression> companions(rig.units.size(), Expression(rig.units.size(), 0.F));
  for (std::size_t i = 0; i < openings.size(); ++i)
    for (const auto smile : smiles)
      companions[openings[i]][smile] = static_cast<float>(products[i] / squares / static_cast<double>(smiles.size()));
  for (const auto smile : smiles)
    companions[smile][smile] = hidden_smile;
  return companions;
}

} // namespace ganmut
