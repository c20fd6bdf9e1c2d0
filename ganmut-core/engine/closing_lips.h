#pragma once

#include <ganmut/face.h>

#include "geometry/rendering.h"

namespace ganmut {

/// A network closes a mouth as far as its landmarks say that it is open. Where lips are found nearer to each other than
/// that, the sheets of `layers` move them less, if they are not to meet. What opens the mouth stays.
/// `given`, `found`: landmarks of the face before, aligned pixels, as they were told to the network and as lips lie.
void close_less(RenderedLayers &layers, const Landmarks &given, const Landmarks &found);

/// Where the sheets of `layers` leave a gap between lips that are to be shut, for landmarks told the network of a
/// narrower one, both lips go on to a smooth line through where they meet already. `found`: see close_less(); `shut`:
/// see RenderedLayers.
void close_wholly(RenderedLayers &layers, const Landmarks &found, float shut);

} // namespace ganmut
