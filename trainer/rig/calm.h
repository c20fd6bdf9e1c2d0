#pragma once

#include <vector>

#include "trainer/rig/face_rig.h"
#include "trainer/rig/rig_fit.h"

namespace ganmut {

/// A cap that never holds.
constexpr float uncapped = 9.F;

/// The most of each unit that may stay of a face's own expression before another one is put on it. A fit takes identity
/// for expression: everybody has some eyeWide or cheekSquint. So what expresses something may stay up to the mean of
/// neutral photographs, left and right alike; an open mouth is closed altogether; and what is the shape of a face
/// rather than an expression (rolled lips, a mouth to one side) stays as it is: it is `uncapped`.
/// `neutral_faces`: fits of neutral photographs; without any, what expresses something goes altogether.
Expression calm_caps(const FaceRig &rig, const std::vector<const RigFit *> &neutral_faces);

/// The smaller of `own` and `caps`, unit by unit. Both have one number a unit.
Expression calmed(const Expression &own, const Expression &caps);

/// How much of each unit goes with a whole smile, [units][units], the first the one that goes, the second a side of the
/// smile (half of it each); 0 for all other units. Of units that open a mouth: the slope of a line through 0 over
/// `faces`, amounts above `caps`; 0 where nobody smiles. Of the smile beside itself: what pairs of photographs say,
/// whose neutral one is calmer than the smiling one calmed, for the fit takes a part of a smile for the shape of the
/// face (London set, 82 people; docs/experiments.md).
std::vector<Expression> companions_of_smiles(const FaceRig &rig, const std::vector<const RigFit *> &faces,
                                             const Expression &caps);

/// What a face keeps of its own expression when it is calmed.
struct Calm {
  Expression caps;                    ///< see calm_caps()
  std::vector<Expression> companions; ///< see companions_of_smiles()
};

} // namespace ganmut
