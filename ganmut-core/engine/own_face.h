#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "geometry/rendering.h"

namespace ganmut {

/// What is seen of a face, but for glasses. Teeth are told from lips by colour: lips that move are fetched from beside
/// the teeth, and landmarks are not near enough for no row of small teeth to come along. There OwnFace::lips show.
/// `picture`: the aligned face, CV_8UC3 BGR; `landmarks`: in its pixels; `sharp`: see OwnFace; `widely`: how much of
/// the dark and the blur beside teeth is hidden with them, [0, 1]: lips that speak would lose their edges.
OwnFace own_face(const cv::Mat &picture, const Landmarks &landmarks, float sharp, float widely = 1);

/// See OwnFace::sharp: how much of a face, from brows to mouth, is as fine as pixels of a picture of 128.
float sharpness(const cv::Mat &picture, const Landmarks &landmarks);

} // namespace ganmut
