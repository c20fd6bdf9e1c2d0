#include "trainer/recipes/rig/fitted_faces.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include <ganmut/error.h>
#include <opencv2/imgproc.hpp>
#include <spdlog/spdlog.h>

#include "trainer/data/stable_hash.h"
#include "trainer/state/run_state.h"

namespace ganmut {

namespace {

constexpr int format = 1;

std::vector<Landmarks> in_pixels(const torch::Tensor &landmarks, int size) {
  const auto pixels = ((landmarks + 1) * (size / 2.) - 0.5).contiguous();
  std::vector<Landmarks> faces(static_cast<std::size_t>(pixels.size(0)));
  const auto *number = pixels.data_ptr<float>();
  for (auto &face : faces)
    for (auto &point : face) {
      point.x = *number++;
      point.y = *number++;
    }
  return faces;
}

std::string key_of(const std::vector<Landmarks> &faces, const FaceRig &rig) {
  StableHash hash;
  hash.add_words(faces.data(), faces.size() * sizeof(Landmarks));
  hash.add_words(rig.neutral.data(), rig.neutral.size() * sizeof(cv::Point3f));
  for (const auto &shape : rig.expression)
    hash.add_words(shape.data(), shape.size() * sizeof(cv::Point3f));
  return fmt::format("{} {:016x}", format, hash.value());
}

/// One row a face: identity, expression, rotation, scale, shift, error.
torch::Tensor packed(const std::vector<RigFit> &fits) {
  std::vector<torch::Tensor> rows;
  for (const auto &fit : fits) {
    std::vector<float> row(fit.identity);
    row.insert(row.end(), fit.expression.begin(), fit.expression.end());
    row.insert(row.end(), fit.rotation.val, fit.rotation.val + 9);
    row.insert(row.end(), {fit.scale, fit.shift.x, fit.shift.y, fit.error});
    rows.push_back(torch::tensor(row));
  }
  return torch::stack(rows);
}

std::vector<RigFit> unpacked(const torch::Tensor &rows, const FaceRig &rig) {
  std::vector<RigFit> fits;
  for (std::int64_t i = 0; i < rows.size(0); ++i) {
    const auto *number = rows[i].data_ptr<float>();
    RigFit fit;
    fit.identity.assign(number, number + rig.identity.size());
    number += rig.identity.size();
    fit.expression.assign(number, number + rig.units.size());
    number += rig.units.size();
    std::copy(number, number + 9, fit.rotation.val);
    number += 9;
    fit.scale = number[0];
    fit.shift = {number[1], number[2]};
    fit.error = number[3];
    fits.push_back(std::move(fit));
  }
  return fits;
}

std::vector<RigFit> cached_fits(const std::vector<Landmarks> &faces, const FaceRig &rig, int threads,
                                const std::string &cache) {
  const auto key = key_of(faces, rig);
  if (!cache.empty() && std::filesystem::exists(cache)) {
    try {
      const auto state = RunState::read(cache);
      if (state.text("key") == key)
        return unpacked(state.tensor("fits"), rig);
    } catch (const Error &error) { // a cache that cannot be read is made anew
      spdlog::warn("{}", error.what());
    }
  }
  spdlog::info("Fitting the rig to {} faces", faces.size());
  auto fits = fit_faces(rig, faces, threads);
  if (!cache.empty()) {
    RunState state;
    state.put("key", key);
    state.put("fits", packed(fits));
    state.write(cache);
  }
  return fits;
}

torch::Tensor own_of(const std::vector<RigFit> &fits) {
  std::vector<torch::Tensor> rows;
  for (const auto &fit : fits) {
    auto row = fit.expression;
    row.insert(row.end(), {fit.rotation(0, 2), fit.rotation(1, 2)});
    rows.push_back(torch::tensor(row));
  }
  return torch::stack(rows);
}

torch::Tensor to_rows(const std::vector<std::int64_t> &rows) {
  return torch::tensor(rows, torch::kLong);
}

} // namespace

FittedFaces fit_faces(AlignedFaces faces, int size, const FaceRig &rig, double worst, int threads,
                      const std::string &cache) {
  FittedFaces fitted;
  fitted.size = size;
  fitted.landmarks = in_pixels(faces.landmarks, size);
  fitted.fits = cached_fits(fitted.landmarks, rig, threads, cache);
  fitted.faces = std::move(faces);
  fitted.own = own_of(fitted.fits);

  std::vector<float> errors;
  for (const auto &fit : fitted.fits)
    errors.push_back(fit.error);
  std::sort(errors.begin(), errors.end());
  const auto error_at = [&](double part) {
    return errors[std::min(errors.size() - 1, static_cast<std::size_t>(part * static_cast<double>(errors.size())))];
  };
  const auto most = error_at(1 - worst);
  std::vector<std::int64_t> usable, open;
  constexpr double visible = 0.0024; // of the picture's area: 40 pixels of 128 x 128
  for (std::size_t i = 0; i < fitted.fits.size(); ++i) {
    if (!std::isfinite(fitted.fits[i].error) || fitted.fits[i].error > most)
      continue;
    usable.push_back(static_cast<std::int64_t>(i));
    if (cv::sum(inside_of_mouth(fitted.landmarks[i], size))[0] > visible * size * size)
      open.push_back(static_cast<std::int64_t>(i));
  }
  if (usable.empty())
    throw Error(ErrorKind::BadFile, "The rig fits none of the faces; are their landmarks those of iBUG's 68 points?");
  spdlog::info("The rig fits {} of {} faces; error {:.1f} % of the distance between the eyes (median), {:.1f} % (90 of "
               "100); {} show the inside of their mouth",
               usable.size(), errors.size(), 100 * error_at(0.5), 100 * error_at(0.9), open.size());
  fitted.usable = to_rows(usable);
  fitted.open = to_rows(open);
  return fitted;
}

cv::Mat inside_of_mouth(const Landmarks &landmarks, int size) {
  constexpr double touching = 0.0094; // of the picture's side: 1.2 pixels of 128
  constexpr int fraction_bits = 4;
  cv::Mat inside(size, size, CV_32FC1, cv::Scalar(0));
  if (landmarks[66].y - landmarks[62].y <= touching * size)
    return inside;
  std::vector<cv::Point> lips;
  for (int i = 60; i < 68; ++i)
    lips.emplace_back(cvRound(landmarks[i].x * (1 << fraction_bits)), cvRound(landmarks[i].y * (1 << fraction_bits)));
  cv::fillPoly(inside, std::vector<std::vector<cv::Point>>{lips}, cv::Scalar(1), cv::LINE_8, fraction_bits);
  cv::GaussianBlur(inside, inside, {3, 3}, 0.5);
  return inside;
}

} // namespace ganmut
