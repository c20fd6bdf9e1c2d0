#include "trainer/run/training_log.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace ganmut {

namespace {

/// As Python prints a timedelta: 0:07:30, 30:00:00.
std::string clock_text(std::chrono::duration<double> time) {
  const auto seconds = static_cast<std::int64_t>(time.count());
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void update(Losses &known, const Losses &losses) {
  for (const auto &loss : losses) {
    const auto same = [&](const auto &other) { return other.first == loss.first; };
    if (const auto found = std::find_if(known.begin(), known.end(), same); found != known.end())
      found->second = loss.second;
    else
      known.push_back(loss);
  }
}

} // namespace

TrainingLog::TrainingLog(const RunOptions &options, std::int64_t resumed_from, int batch_size)
    : total_(options.num_iters), resumed_from_(resumed_from), batch_size_(batch_size),
      table_(options.log_dir + "/losses.csv", resumed_from) {
  if (options.use_tensorboard)
    events_.emplace(options.log_dir, resumed_from);
}

void TrainingLog::show(std::int64_t iteration, const Losses &losses) {
  update(latest_, losses);
  if (!line_.is_due())
    return;
  auto text = fmt::format("{}/{}  {:.1f} pictures/s  {} left", iteration, total_, pictures_per_second(iteration),
                          time_left(iteration));
  for (const auto &[name, value] : latest_)
    text += fmt::format("  {} {:.3f}", name, value);
  line_.show(text);
}

void TrainingLog::write(std::int64_t iteration, const Losses &losses, const Losses &rates) {
  const auto speed = pictures_per_second(iteration);
  auto line = fmt::format("Elapsed [{}], Iteration [{}/{}]", clock_text(elapsed()), iteration, total_);
  for (const auto &[name, value] : losses)
    line += fmt::format(", {}: {:.4f}", name, value);
  spdlog::info("{}, pictures/s: {:.1f}, left: {}", line, speed, time_left(iteration));

  table_.append(iteration, losses);
  if (!events_)
    return;
  auto points = losses;
  points.insert(points.end(), rates.begin(), rates.end());
  points.emplace_back("pictures_per_second", speed);
  events_->write(iteration, points);
}

void TrainingLog::picture(std::int64_t iteration, const std::string &tag, const cv::Mat &picture) {
  if (events_)
    events_->write(iteration, tag, picture);
}

double TrainingLog::pictures_per_second(std::int64_t iteration) const {
  return static_cast<double>(batch_size_ * (iteration - resumed_from_)) / elapsed().count();
}

std::string TrainingLog::time_left(std::int64_t iteration) const {
  const auto done = static_cast<double>(iteration - resumed_from_);
  return clock_text(elapsed() * (static_cast<double>(total_ - iteration) / done));
}

} // namespace ganmut
