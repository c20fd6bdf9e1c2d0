#pragma once

#include <string>
#include <vector>

#include <ganmut/conditional_space.h>

// Expressions of a face in the units of a model: see ModelInfo::units.
namespace ganmut {

/// An amount for each unit; 1 is the whole of it.
using Expression = std::vector<float>;

/// What `point` of `space` adds to a calm face: the emotions' own `expressions`, in class order, by their shares.
/// The lips of an emotion that smiles part in its second half only: who smiles a little, keeps them shut. `units`:
/// names.
Expression expression_at(const ConditionalSpace &space, const std::vector<Expression> &expressions,
                         const std::vector<std::string> &units, const Point &point);

/// How much of a face's own expression stays, for each of `units`: `keep_speech` ([0, 1]) of those that move when a
/// person speaks (jaw and lips) or blinks, nothing of all others.
Expression kept_of(const std::vector<std::string> &units, float keep_speech);

/// How much of what parts the lips of an `own` expression is still there in what is `left` of it, [0, 1].
float parting_left(const std::vector<std::string> &units, const Expression &own, const Expression &left);

/// How much of a wide smile goes by `change`, less what else folds the cheeks in its place: [0, 1].
float smile_gone(const std::vector<std::string> &units, const Expression &change);

/// How sure it is that a face is to shut its lips that shows `asked`, and nothing of its own: [0, 1].
float shut_lips(const std::vector<std::string> &units, const Expression &asked);

/// How much of what an emotion adds to each of `units` a face gets that goes on speaking: its lips are hardly parted
/// further, or what is said would not be seen. `grin`: how far, in pixels of an aligned picture of 128, a grin of its
/// own parted them, which goes and may come back whole. `keep_speech`: [0, 1]; all of it at 0.
Expression parting_of(const std::vector<std::string> &units, float keep_speech, float grin);

} // namespace ganmut
