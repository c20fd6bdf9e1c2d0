#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "geometry/rendering.h"

namespace ganmut {

/// What is seen of a face, but for glasses. Teeth are told from lips by colour: lips that move are fetched from beside
/// the teeth, and landmarks are not near enough for no row of small teeth to come along. There OwnFace::lips show.
/// `picture`: the aligned face, CV_8UC3 BGR; `landmarks`: in its pixels; `sharp`: see OwnFace.
OwnFace own_face(const cv::Mat &picture, const Landmarks &landmarks, float sharp);

/// See OwnFace::sharp: how much of a face, from brows to mouth, is as fine as pixels of a picture of 128.
float sharpness(const cv::Mat &picture, const Landmarks &landmarks);

} // namespace ganmut
