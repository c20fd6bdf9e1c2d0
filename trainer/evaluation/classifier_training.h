#pragma once

#include <string>

#include "trainer/data/aligned_faces.h"
#include "trainer/evaluation/expression_classifier.h"

namespace ganmut {

/// A classifier and the file it is kept in.
struct KeptClassifier {
  ExpressionClassifier classifier{nullptr}; ///< in eval mode
  std::string path;
};

/// The classifier of `classes` emotions for the faces `training`, cut out as judged_crop() does, judged_size wide: read
/// from `folder`/classifier-HASH.safetensors, or trained (some minutes of one CPU core) and written there. The hash is
/// one of the crops, their labels and this code's version, so that whatever changes what is learnt gives another file.
/// The same faces give the same classifier. Throws Error: Failed (the file cannot be written), BadFile (it is damaged).
KeptClassifier kept_classifier(const std::string &folder, const AlignedFaces &training, std::int64_t classes);

} // namespace ganmut
