#pragma once

#include <vector>

#include <ganmut/conditional_space.h>

namespace ganmut {

/// What a point of a linear space is made of: barycentric between the axes that enclose its direction, the rest
/// neutral (the first emotion). Where no axes enclose it, the nearest axis stands for the direction.
/// `dimensions`: 2 or 3. Only the emotions that have a share, in no order.
std::vector<EmotionShare> linear_shares(const std::vector<Emotion> &emotions, int dimensions, const Point &point);

/// Softmax of minus the squared Mahalanobis distances, as the official code trains it. All emotions, in their order.
std::vector<EmotionShare> gaussian_shares(const std::vector<Emotion> &emotions, int dimensions, const Point &point);

} // namespace ganmut
