#include "trainer/rig/calm.h"

#include <algorithm>
#include <set>
#include <string>

namespace ganmut {

namespace {

constexpr float uncapped = 9.F;

const std::set<std::string> closing = {"jawOpen", "mouthUpperUp", "mouthLowerDown"};
const std::set<std::string> expressing = {"browDown",    "browInnerUp",     "browOuterUp", "cheekSquint",  "eyeSquint",
                                          "eyeWide",     "mouthDimple",     "mouthFrown",  "mouthFunnel",  "mouthPress",
                                          "mouthPucker", "mouthShrugLower", "mouthSmile",  "mouthStretch", "noseSneer"};

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

} // namespace ganmut
