#include "filter_settings.h"

#include <utility>

namespace ganmut::plugin {
namespace {

FilterSettings::Followers moved(const EmotionTarget &before, const EmotionTarget &after) {
  FilterSettings::Followers names;
  for (const auto &[name, moved] : {
           std::pair{"x", before.x() != after.x()},
           {"y", before.y() != after.y()},
           {"z", before.z() != after.z()},
           {"theta", before.theta() != after.theta()},
           {"rho", before.rho() != after.rho()},
           {"emotion", before.emotion() != after.emotion()},
       })
    if (moved)
      names.push_back(name);
  return names;
}

} // namespace

Settings FilterSettings::get() const {
  std::lock_guard lock(mutex_);
  return settings_;
}

EditSettings FilterSettings::at(double seconds) const {
  std::lock_guard lock(mutex_);
  EditSettings settings = settings_.edit;
  settings.point = settings_.target.point_at(seconds);
  return settings;
}

void FilterSettings::leave() {
  std::lock_guard writing(writing_);
  space_.reset();
}

FilterSettings::Followers FilterSettings::apply(const Write &write, const ConditionalSpace *entered) {
  std::lock_guard writing(writing_);
  const Settings before = get();
  Settings after = before;
  write(after);
  std::optional<ConditionalSpace> space = entered ? *entered : space_;
  if (space && (entered || !after.target.resolved()))
    after.target.resolve(*space);
  Followers names = moved(before.target, after.target);
  std::swap(space_, space);
  std::lock_guard lock(mutex_);
  std::swap(settings_, after);
  return names;
}

} // namespace ganmut::plugin
