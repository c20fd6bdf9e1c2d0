#pragma once

#include <optional>
#include <vector>

#include <ganmut/face_editor.h>

namespace ganmut::plugin {

/// How a ramp goes from its begin to its end.
enum class Easing {
  Linear, ///< at one speed
  Smooth, ///< with a soft start and stop, as emotions at stream times go
};

/// How a change of a setting comes about.
struct RampShape {
  int milliseconds = 0; ///< of stream time; 0: at once
  Easing easing = Easing::Smooth;
};

/// One setting on its way to what is asked for.
template <typename Value> class Ramp {
public:
  /// Something else is asked for from now on. The way there starts at the next time, from where the value was at the
  /// last one; before the first there is no way to go.
  void begin(const RampShape &shape);

  /// The value at `seconds` of stream time, when `asked` is where it shall be. Without a time it is there. The way may
  /// be seen forwards and backwards; it is over when the stream has gone its length in either direction.
  Value at(std::optional<double> seconds, const Value &asked);

private:
  RampShape shape_;
  std::optional<Value> last_; ///< what at() gave
  std::optional<Value> from_; ///< nothing: not on the way
  std::optional<double> began_;
};

/// The settings of the edit that go their way when they change: the point, the action units, the strength and the
/// speech kept, each for itself.
class Ramps {
public:
  /// To be called for those that have changed; see Ramp::begin().
  void begin_point(const RampShape &shape);
  void begin_edit(const EditSettings &before, const EditSettings &after, const RampShape &shape);

  /// The settings in force at `seconds` of stream time; see Ramp::at().
  EditSettings at(std::optional<double> seconds, EditSettings asked);

private:
  Ramp<Point> point_;
  Ramp<std::vector<float>> action_units_;
  Ramp<float> strength_, keep_speech_;
};

} // namespace ganmut::plugin
