#pragma once

#include <vector>

#include "trainer/rig/face_rig.h"
#include "trainer/rig/rig_fit.h"

namespace ganmut {

/// The most of each unit that may stay of a face's own expression before another one is put on it. A fit takes identity
/// for expression: everybody has some eyeWide or cheekSquint. So what expresses something may stay up to the mean of
/// neutral photographs, left and right alike; an open mouth is closed altogether; and what is the shape of a face
/// rather than an expression (rolled lips, a mouth to one side) stays as it is: its cap is 9.
/// `neutral_faces`: fits of neutral photographs; without any, what expresses something goes altogether.
Expression calm_caps(const FaceRig &rig, const std::vector<const RigFit *> &neutral_faces);

/// The smaller of `own` and `caps`, unit by unit. Both have one number a unit.
Expression calmed(const Expression &own, const Expression &caps);

} // namespace ganmut
