#include "filter_settings.h"

#include <utility>

#include <ganmut/action_units.h>

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

FrameSettings FilterSettings::at(std::optional<double> seconds) {
  std::lock_guard lock(mutex_);
  EditSettings edit = settings_.edit;
  edit.point = settings_.target.point_at(seconds.value_or(0.0));
  const AskedSettings asked{settings_.target.emotion(), edit.point, settings_.action_units, edit.strength,
                            edit.keep_speech};
  return {ramps_.at(seconds, std::move(edit)), asked};
}

bool FilterSettings::is_sham() const {
  std::lock_guard lock(mutex_);
  return settings_.sham;
}

void FilterSettings::leave() {
  std::lock_guard writing(writing_);
  model_.reset();
}

FilterSettings::Followers FilterSettings::apply(const Write &write, const Vocabulary *entered, bool at_once) {
  std::lock_guard writing(writing_);
  const Settings before = get();
  Settings after = before;
  write(after);
  std::optional<Vocabulary> model = entered ? *entered : model_;
  if (model && (entered || !after.target.resolved()))
    after.target.resolve(model->space);
  if (model && (entered || after.action_units != before.action_units))
    after.edit.action_units = ganmut::action_units(after.action_units, model->units);
  Followers names = moved(before.target, after.target);
  std::swap(model_, model);
  std::lock_guard lock(mutex_);
  if (entered)
    ramps_ = {};
  if (!at_once && !before.target.is_as(after.target))
    ramps_.begin_point(after.ramp);
  if (!at_once)
    ramps_.begin_edit(before.edit, after.edit, after.ramp);
  std::swap(settings_, after);
  return names;
}

} // namespace ganmut::plugin
