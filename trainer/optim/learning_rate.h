#pragma once

#include <cstdint>

namespace ganmut {

/// The official schedule: every `update_step` iterations within the last `decay` of `total`, the rate falls by
/// `initial` / `decay`. (With the defaults it therefore ends at 0.999 of the initial one.)
struct LearningRate {
  double initial;
  std::int64_t total, decay, update_step;

  /// The rate after `done` iterations.
  double after(std::int64_t done) const {
    const auto updates_until = [this](std::int64_t iteration) { return iteration / update_step; };
    const auto start = total > decay ? total - decay : 0;
    if (done <= start)
      return initial;
    return initial * (1 - static_cast<double>(updates_until(done) - updates_until(start)) / static_cast<double>(decay));
  }
};

} // namespace ganmut
