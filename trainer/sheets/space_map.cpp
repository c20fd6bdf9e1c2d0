#include "trainer/sheets/space_map.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

namespace ganmut {

namespace {

constexpr int side = 480;     // pixels
constexpr double reach = 1.3; // the coordinates at the picture's rim
constexpr double text_size = 0.45;
const auto grey = cv::Scalar::all(200), black = cv::Scalar::all(0), white = cv::Scalar::all(255);

/// A dark colour of its own for each of `count` emotions; the first is grey.
cv::Scalar colour_of(std::size_t index, std::size_t count) {
  if (index == 0)
    return cv::Scalar::all(90);
  const auto hue = static_cast<unsigned char>(180 * (index - 1) / (count - 1));
  cv::Mat3b colour(1, 1, cv::Vec3b(hue, 255, 170));
  cv::cvtColor(colour, colour, cv::COLOR_HSV2BGR);
  return cv::Scalar(colour(0, 0));
}

/// The space as seen along the coordinate that is left out; coordinates are numbered x, y, z.
class View {
public:
  View(int across, int up) : across_(across), up_(up), picture_(side, side, CV_8UC3, white) {}

  const cv::Mat &picture() const { return picture_; }

  void draw_frame(Parametrization parametrization) {
    for (const double tick : {-1., -0.5, 0., 0.5, 1.}) {
      const auto at = place(tick, tick);
      cv::line(picture_, {at.x, 0}, {at.x, side}, tick == 0 ? grey : cv::Scalar::all(235));
      cv::line(picture_, {0, at.y}, {side, at.y}, tick == 0 ? grey : cv::Scalar::all(235));
      write(fmt::format("{:.1f}", tick), {at.x - 14, side - 5}, black);
      write(fmt::format("{:.1f}", tick), {2, at.y + 4}, black);
      taken_.emplace_back(at.x - 16, side - 18, 34, 18);
      taken_.emplace_back(0, at.y - 8, 34, 16);
    }
    write(std::string(1, "xyz"[across_]), {side - 14, place(0, 0).y - 6}, black);
    write(std::string(1, "xyz"[up_]), {place(0, 0).x + 6, 14}, black);
    if (parametrization == Parametrization::Linear)
      cv::circle(picture_, place(0, 0), cvRound(scale), grey, 1, cv::LINE_AA);
    else
      cv::rectangle(picture_, place(-1, 1), place(1, -1), grey, 1);
  }

  void draw_axis(const Emotion &emotion, const cv::Scalar &colour) {
    cv::line(picture_, place(0, 0), place_of(emotion.where), colour, 1, cv::LINE_AA);
  }

  void draw_ellipse(const Emotion &emotion, const cv::Scalar &colour) {
    const auto part = [&](int row, int column) {
      return emotion.covariance[static_cast<std::size_t>(3 * row + column)];
    };
    const cv::Matx22f covariance(part(across_, across_), part(across_, up_), part(up_, across_), part(up_, up_));
    cv::Vec2f variances;
    cv::Matx22f directions; // row by row, the longest first
    cv::eigen(covariance, variances, directions);
    const auto radius = [](float variance) { return cvRound(scale * std::sqrt(std::clamp(variance, 0.F, 100.F))); };
    const double turn = std::atan2(directions(0, 1), directions(0, 0)) * 180 / CV_PI;
    cv::ellipse(picture_, place_of(emotion.where), {radius(variances[0]), radius(variances[1])}, -turn, 0, 360, colour,
                1, cv::LINE_AA);
  }

  void draw_place(const Emotion &emotion, const cv::Scalar &colour) {
    const auto at = place_of(emotion.where);
    cv::circle(picture_, at, 4, colour, cv::FILLED, cv::LINE_AA);
    taken_.emplace_back(at.x - 4, at.y - 4, 8, 8);
  }

  /// Writes the name as near to its place as no other name or place is in the way.
  void draw_name(const Emotion &emotion, const cv::Scalar &colour) {
    const auto at = place_of(emotion.where);
    const auto size = cv::getTextSize(emotion.name, cv::FONT_HERSHEY_SIMPLEX, text_size, 1, nullptr) + cv::Size(4, 8);
    const double outward = std::atan2(at.y - side / 2, at.x - side / 2);
    cv::Rect best;
    for (const int distance : {8, 20, 32, 48, 64})
      for (const int eighths : {0, 1, -1, 2, -2, 3, -3, 4}) {
        const double angle = outward + eighths * CV_PI / 4;
        const cv::Point centre(at.x + cvRound(std::cos(angle) * (distance + size.width / 2)),
                               at.y + cvRound(std::sin(angle) * (distance + size.height / 2)));
        const cv::Rect box(centre - cv::Point(size.width / 2, size.height / 2), size);
        const bool inside = (box & cv::Rect(0, 0, side, side)) == box;
        const bool free =
            std::none_of(taken_.begin(), taken_.end(), [&](const cv::Rect &other) { return (other & box).area() > 0; });
        if (best.empty() || (inside && free))
          best = box;
        if (inside && free) {
          taken_.push_back(box);
          write(emotion.name, {box.x + 2, box.y + size.height - 5}, colour);
          return;
        }
      }
    write(emotion.name, {best.x + 2, best.y + size.height - 5}, colour);
  }

private:
  static constexpr double scale = side / 2 / reach; ///< pixels of 1

  static cv::Point place(double across, double up) {
    return {cvRound(side / 2 + scale * across), cvRound(side / 2 - scale * up)};
  }

  cv::Point place_of(const Point &point) const {
    const std::array<float, 3> values{point.x, point.y, point.z};
    return place(values[static_cast<std::size_t>(across_)], values[static_cast<std::size_t>(up_)]);
  }

  void write(const std::string &text, const cv::Point &where, const cv::Scalar &colour) {
    cv::putText(picture_, text, where, cv::FONT_HERSHEY_SIMPLEX, text_size, colour, 1, cv::LINE_AA);
  }

  int across_, up_;
  cv::Mat picture_;
  std::vector<cv::Rect> taken_; ///< where no name can stand
};

cv::Mat view_of(const ConditionalSpace &space, int across, int up) {
  const auto &emotions = space.emotions();
  View view(across, up);
  view.draw_frame(space.parametrization());
  const auto each = [&](const auto &draw) {
    for (std::size_t i = 0; i < emotions.size(); ++i)
      draw(emotions[i], colour_of(i, emotions.size()));
  };
  each([&](const Emotion &emotion, const cv::Scalar &colour) {
    if (space.parametrization() == Parametrization::Linear)
      view.draw_axis(emotion, colour);
    else
      view.draw_ellipse(emotion, colour);
  });
  each([&](const Emotion &emotion, const cv::Scalar &colour) { view.draw_place(emotion, colour); });
  each([&](const Emotion &emotion, const cv::Scalar &colour) { view.draw_name(emotion, colour); });
  return view.picture();
}

} // namespace

cv::Mat space_map(const ConditionalSpace &space) {
  if (space.dimensions() == 2)
    return view_of(space, 0, 1);
  cv::Mat map;
  cv::hconcat(std::vector<cv::Mat>{view_of(space, 0, 1), view_of(space, 0, 2), view_of(space, 1, 2)}, map);
  return map;
}

} // namespace ganmut
