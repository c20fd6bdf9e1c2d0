#pragma once

#include <string>
#include <vector>

#include "trainer/rig/face_rig.h"

namespace ganmut {

/// What an emotion adds to a calm face.
struct EmotionExpression {
  std::string name;
  Expression adds; ///< some below 0: a smile takes a frown away
  std::string source;
};

/// Emotions as expressions, from a JSON file that can be edited: `{"emotions": [{"name": "happy", "adds": "AU12=0.8",
/// "source": "..."}]}`, with `adds` as action_units() reads it.
class ExpressionTable {
public:
  /// `units`: FaceRig::units, or those of a model. Throws Error: NotFound, BadFile with the emotion at fault.
  static ExpressionTable read(const std::vector<std::string> &units, const std::string &path);

  /// The table that comes with the project, emotions.json. Throws Error(BadFile) for `units` that it does not fit.
  static ExpressionTable standard(const std::vector<std::string> &units);

  /// Throws Error(BadArgument) with the names.
  const EmotionExpression &of(const std::string &name) const;
  /// In the file's order.
  const std::vector<EmotionExpression> &all() const { return emotions_; }
  std::vector<std::string> names() const;

private:
  /// `text`: the file's contents. `name`: the file's, for messages.
  ExpressionTable(const std::vector<std::string> &units, const std::string &text, const std::string &name);

  std::vector<EmotionExpression> emotions_;
};

} // namespace ganmut
