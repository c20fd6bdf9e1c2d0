#include "composite/mouth_inside.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "composite/teeth.h"
#include "geometry/alignment.h"
#include "geometry/smooth_step.h"

namespace ganmut {
namespace {

// Millimetres, of adults.
constexpr float between_eyes = 63; // from pupil to pupil
constexpr float below_line = 3;    // how far the upper front teeth reach below the line of closed lips
constexpr float overbite = 2.2F;   // and in front of the lower ones
constexpr float least_shown = 2.8F, most_shown = 9.5F; // of them, where lips part

/// Where the teeth of a face are, and the light on them.
struct Teeth {
  cv::Point2f middle;     ///< of the edges of the upper front teeth, aligned pixels
  float tilt = 0.F;       ///< of the line that they stand on
  float millimetre = 1.F; ///< aligned pixels
  float dropped = 0.F;    ///< millimetres: how far the jaw is from where teeth bite
  float drops = 0.F;      ///< how much of that the edit does
  float share = 1.F;      ///< 0 where the face shows its own mouth
  cv::Vec3f white;        ///< BGR, 0..255, of the front ones
  cv::Vec3f lip;          ///< BGR, 0..255, of the lower lip
  float rounded = 1.F;    ///< how much lips that turn inwards are seen
  float opened = 0.F;     ///< how much the face shows a mouth without teeth
  cv::Vec3f dark;         ///< BGR, 0..255, of that
  float least = 0.F;      ///< brightness, 0..255, of what is darkest
};

/// How far pixels lie above the upper lip and below the lower one, CV_32FC2, aligned pixels of a picture of 128, when
/// both have moved.
cv::Mat beside_lips(const RenderedLayers &layers, float strength, const LipHeights &lips, const cv::Rect &where) {
  cv::Mat beside(where.size(), CV_32FC2);
  const float in_pixels = 128.F / static_cast<float>(layers.upper.cols);
  for (int y = 0; y < where.height; ++y)
    for (int x = 0; x < where.width; ++x) {
      const cv::Point place = where.tl() + cv::Point(x, y);
      const cv::Vec2f upper = strength * layers.upper.at<cv::Vec2f>(place),
                      lower = strength * layers.lower.at<cv::Vec2f>(place);
      const auto column = static_cast<float>(place.x), row = static_cast<float>(place.y);
      beside.at<cv::Vec2f>(y, x) = {in_pixels * (lips.at(lips.upper, column + upper[0]) - row - upper[1]),
                                    in_pixels * (row + lower[1] - lips.at(lips.lower, column + lower[0]))};
    }
  return beside;
}

/// Where something of the inside may show.
cv::Rect place_of(const RenderedLayers &layers, float strength) {
  const int size = layers.matte.cols;
  std::vector<cv::Point2f> lips;
  for (std::size_t i = 48; i < layers.landmarks.size(); ++i)
    lips.emplace_back(layers.landmarks[i].x, layers.landmarks[i].y);
  const cv::Rect mouth = cv::boundingRect(lips);
  const int around = size / 16, below = size / 8; // lips are moved by no more
  const cv::Rect place(mouth.x - around, mouth.y - around, mouth.width + 2 * around, mouth.height + around + below);
  const cv::Rect open = cv::boundingRect(cv::Mat(strength * layers.matte > most_of_a_hole - sure - 0.5F));
  const cv::Rect seen = (open.empty() ? place : place | open) & cv::Rect(0, 0, size, size);
  return seen.empty() ? cv::Rect(0, 0, 1, 1) : seen; // a mouth beside the picture
}

/// How much of what is between the lips is drawn, not painted. `above` and `below`: see beside_lips().
float drawn_share(float above, float below) {
  return std::clamp(-above - below - 0.3F, 0.F, 1.F) * std::clamp(2 - std::max(above, below), 0.F, 1.F);
}

/// Where that is more than nothing, with a rim.
cv::Rect drawn_part(const cv::Mat &beside) {
  cv::Mat is_drawn(beside.size(), CV_8UC1);
  for (int y = 0; y < beside.rows; ++y)
    for (int x = 0; x < beside.cols; ++x) {
      const auto &[above, below] = beside.at<cv::Vec2f>(y, x).val;
      is_drawn.at<uchar>(y, x) = drawn_share(above, below) > 0 ? 1 : 0;
    }
  const cv::Rect part = cv::boundingRect(is_drawn);
  return part.empty()
             ? part
             : cv::Rect(part.tl() - cv::Point(1, 1), part.br() + cv::Point(1, 1)) & cv::Rect({}, beside.size());
}

/// See MouthInside::gap.
float widest_gap(const cv::Mat &beside) {
  float widest = 0;
  for (const cv::Vec2f &sides : cv::Mat_<cv::Vec2f>(beside))
    if (std::max(sides[0], sides[1]) < 0)
      widest = std::max(widest, -sides[0] - sides[1]);
  return widest;
}

/// Where lips that part begin and end in the column `x` of `beside`: rows of it.
cv::Vec2f parted_at(const cv::Mat &beside, int x) {
  int first = 0, last = 0;
  for (int y = 0; y < beside.rows; ++y) {
    const auto &[above, below] = beside.at<cv::Vec2f>(y, x).val;
    first = above > 0 ? y + 1 : first;
    last = below < 0 ? y : last;
  }
  return {static_cast<float>(first), static_cast<float>(std::max(first, last))};
}

float brightness(const cv::Vec3f &colour) {
  return colour.dot(cv::Vec3f(0.114F, 0.587F, 0.299F)) + 1e-3F;
}

/// `skin` and `brightest` paint, [0, 1], tell it: medians of 37 smiles of the London set. Skin says little of the light
/// as long as it is of a colour that skin has: in one studio teeth are alike.
cv::Vec3f white_of(const cv::Vec3f &skin, float brightest) {
  const cv::Vec3f front(0.92F, 0.955F, 1), least(0.6F, 0.72F, 1); // of red: teeth, and skin in daylight
  constexpr float usual = 0.67F, believed = 0.4F;
  if (skin[2] <= 0)
    return 255 * std::min(0.9F, 0.86F * brightest) * front;
  const auto tint = [&](int channel) {
    return front[channel] * std::clamp(skin[channel] / skin[2] / least[channel], 0.4F, 1.F);
  };
  const float light = std::max(0.86F * brightest, 0.88F * std::pow(skin[2] / usual, believed));
  return 255 * std::min(0.9F, light) * cv::Vec3f(tint(0), tint(1), 1);
}

/// Teeth in less light than the front ones get redder: they are lit by the mouth. Measured on the same smiles.
cv::Vec3f shaded(const cv::Vec3f &white, float light) {
  const float lost = light * (1 - std::sqrt(light)); // powers of about 1.4 and 1.3
  return {white[0] * (light - 0.8F * lost), white[1] * (light - 0.64F * lost), white[2] * light};
}

/// How far the edit lifts the corners of the mouth, aligned pixels.
float lift_of_corners(const RenderedLayers &layers, float strength) {
  const cv::Rect whole({}, layers.upper.size());
  float lift = 0;
  for (const std::size_t corner : {48, 54}) {
    const cv::Point place(cvRound(layers.landmarks[corner].x), cvRound(layers.landmarks[corner].y));
    if (whole.contains(place))
      lift += strength * layers.upper.at<cv::Vec2f>(place)[1] / 2;
  }
  return lift;
}

void set_colours(Teeth &teeth, const RenderedLayers &layers, const cv::Rect &where) {
  double brightest = 0;
  cv::Mat red;
  cv::extractChannel(layers.paint(where), red, 2);
  cv::minMaxLoc(red, nullptr, &brightest);
  teeth.white = white_of(layers.own.skin, static_cast<float>(brightest));
  teeth.white += layers.own.shows * (1.3F * 255 * layers.own.white - teeth.white);
  teeth.lip = 255 * layers.own.lip;
  teeth.rounded = teeth.lip[2] > 0 ? layers.own.sharp : 0; // too fine for blurred faces; or not known
  teeth.least = 0.8F * (1 - layers.own.sharp) * 255 * brightness(layers.own.dark);
  teeth.dark = 255 * layers.own.inside;
}

/// `beside`: see beside_lips(), of `where`.
Teeth teeth_of(const RenderedLayers &layers, float strength, const cv::Mat &beside, const cv::Rect &where) {
  const Landmarks &points = layers.landmarks;
  const auto anchors = anchor_points(points); // eyes, nose
  Teeth teeth;
  teeth.millimetre = std::max(1e-3F, static_cast<float>(cv::norm(anchors[1] - anchors[0])) / between_eyes);
  teeth.tilt = 0.7F * (points[54].y - points[48].y) / std::max(1.F, points[54].x - points[48].x);
  teeth.middle.x = (points[33].x + points[51].x + points[62].x + points[66].x) / 4;

  const float own_gap = std::max(0.F, points[66].y - points[62].y) / teeth.millimetre;
  const cv::Rect whole({}, layers.lower.size());
  const cv::Point chin(std::clamp(cvRound(points[8].x), 0, whole.width - 1),
                       std::clamp(cvRound(points[8].y), 0, whole.height - 1));
  teeth.drops = std::max(0.F, -strength * layers.lower.at<cv::Vec2f>(chin)[1] / teeth.millimetre);
  teeth.dropped = std::max(0.F, own_gap - 1) + teeth.drops;
  teeth.share = std::clamp((10 - own_gap) / 5, 0.F, 1.F);

  // They stand still, but where a jaw has not dropped the lower lip hides their edge, and where it has they still show.
  const auto [first, last] = parted_at(beside, std::clamp(cvRound(teeth.middle.x) - where.x, 0, where.width - 1)).val;
  const float line = (points[61].y + points[62].y + points[63].y) / 3 + std::min(own_gap, 1.F) * teeth.millimetre / 2;
  const float top = first + static_cast<float>(where.y) - 0.5F, gap = (last - first) / teeth.millimetre;
  const float risen = (line - top) / teeth.millimetre, shown = risen + below_line;
  const float smiles = smooth_step((lift_of_corners(layers, strength) / teeth.millimetre - 2) / 3); // which bares teeth
  const float bites = std::max(smooth_step(risen / 2), smiles) * (1 - smooth_step((teeth.dropped - 5) / 5));
  const float least = std::max(std::min(least_shown, 0.7F * gap), bites * (gap + 1.5F - 0.15F * teeth.dropped));
  teeth.middle.y = top + teeth.millimetre * std::max(shown, std::min(least, most_shown));

  // Beside a row of its own they go on.
  const float row = std::clamp((layers.own.teeth - 0.6F) / 0.25F, 0.F, 1.F);
  const float seen = smooth_step((gap - 0.5F + 1.5F * smiles) / (3.5F + 0.5F * smiles)); // a narrow gap is dark
  teeth.share = std::max(teeth.share * seen, layers.own.shows);
  teeth.middle.y =
      std::max(teeth.middle.y, teeth.middle.y + row * (points[66].y + 0.5F * teeth.millimetre - teeth.middle.y));

  // An open mouth that shows none has them behind its lip, which may have risen.
  teeth.opened = smooth_step((own_gap - 1.5F) / 3) * (1 - layers.own.shows);
  const float own_edge = (points[61].y + points[62].y + points[63].y) / 3;
  teeth.middle.y += teeth.opened * (std::min(teeth.middle.y, own_edge) - teeth.middle.y);
  // One that speaks, and showed none before, shows none when it is about to open, or to close, either.
  const float speaks = layers.own.bare * smooth_step((own_gap - 0.3F) / 1.2F);
  teeth.opened = std::max(teeth.opened, speaks);
  teeth.share *= 1 - speaks;
  set_colours(teeth, layers, where);
  return teeth;
}

/// A column of a mouth's inside.
class MouthColumn {
public:
  /// `x`: aligned pixels. `pixel`: millimetres.
  MouthColumn(const Teeth &teeth, float x, float pixel)
      : teeth_(teeth), edge_(teeth.middle.y + teeth.tilt * (x - teeth.middle.x)), pixel_(pixel) {
    static const TeethRow upper = TeethRow::upper(), lower = TeethRow::lower();
    const float across = (x - teeth.middle.x) / teeth.millimetre;
    upper_ = upper.column(across);
    lower_ = lower.column(across);
    cheek_ = smooth_step((std::abs(across) - 13) / 8);
  }

  /// BGR, 0..255, at the height `y`, aligned pixels. `above` and `below`: see beside_lips().
  cv::Vec3f colour(float y, float above, float below) const {
    const float height = (edge_ - y) / teeth_.millimetre;
    const float under_upper_lip = smooth_step((0.3F - above) / 1.5F), over_lower_lip = smooth_step((0.5F - below) / 2);
    cv::Vec3f colour = (0.35F + 0.65F * smooth_step(-below / 3)) * behind(-above / std::max(-above - below, 1.F));

    const Enamel lower(lower_, overbite - teeth_.dropped - height, pixel_);
    const float far = smooth_step((teeth_.dropped - 5) / 4), shade = 0.5F + 0.5F * smooth_step(-height / 3);
    const float dim = 0.72F * lower.light * shade * (0.35F + 0.65F * over_lower_lip);
    colour += lower.share * teeth_.share * (1 - far) * (shaded(teeth_.white, dim) - colour);

    const Enamel upper(upper_, height, pixel_);
    const float light = upper.light * (0.8F + 0.2F * under_upper_lip) * (1 - 0.2F * smooth_step(teeth_.dropped / 10)) *
                        (0.85F + 0.15F * over_lower_lip) * (0.7F + 0.3F * smooth_step((-above - below) / 3));
    const float joined =
        upper_.is_tooth ? 0.9F * smooth_step((height - upper_.edge + 0.2F) / 1.2F) : 0.F; // teeth touch there
    colour += joined * teeth_.share * (shaded(teeth_.white, 0.96F * light) - colour);
    cv::Vec3f enamel = shaded(teeth_.white, light);
    enamel[0] *= 1 - upper.yellow;
    colour += upper.share * teeth_.share * (enamel - colour);

    // Lips are round: what turns inwards gets darker.
    const float reach = 0.8F + 1.2F * smooth_step((-above - below) / 8); // pixels of a picture of 128
    colour += teeth_.rounded * 0.8F * smooth_step(1 + below / reach) * (0.62F * teeth_.lip - colour);
    colour += teeth_.rounded * 0.45F * smooth_step(1 + above / 0.6F) * (0.5F * teeth_.lip - colour);
    return colour;
  }

private:
  /// The dark and the tongue. `down`: 0 at the upper lip, 1 at the lower one.
  cv::Vec3f behind(float down) const {
    const cv::Vec3f dark(0.057F, 0.052F, 0.127F), tongue(0.36F, 0.32F, 0.6F), cheek(0.17F, 0.16F, 0.32F); // of teeth
    const float seen = 0.9F * smooth_step((teeth_.drops - 2) / 4) * smooth_step((down - 0.3F) / 0.6F);
    const cv::Vec3f colour = dark + seen * (tongue - dark);
    cv::Vec3f shown = (colour + cheek_ * (cheek - colour)).mul(teeth_.white);
    if (brightness(teeth_.dark) < brightness(shown))
      shown += teeth_.opened * (teeth_.dark - shown);
    return shown * std::max(1.F, teeth_.least / brightness(shown));
  }

  const Teeth &teeth_;
  float edge_, pixel_, cheek_ = 0.F;
  ToothColumn upper_, lower_;
};

} // namespace

cv::Vec3f toned(const cv::Vec3f &colour, const OwnFace &own) {
  return colour + (1 - own.coloured) * (brightness(colour) * own.tint - colour);
}

MouthInside mouth_inside(const RenderedLayers &layers, float strength, const LipHeights &lips, float finest,
                         cv::Mat &memory) {
  const cv::Rect where = place_of(layers, strength);
  const int fine = std::clamp(cvRound(0.0059F * static_cast<float>(layers.paint.cols) / finest), 1, 4);
  cv::Mat paint(where.size(), CV_32FC4), picture;
  constexpr int from_to[] = {0, 0, 1, 1, 2, 2, -1, 3};
  const cv::Mat painted = 255 * layers.paint(where);
  cv::mixChannels(&painted, 1, &paint, 1, from_to, 4);
  cv::resize(paint, picture, where.size() * fine, 0, 0, cv::INTER_LINEAR);

  const cv::Mat coarse = beside_lips(layers, strength, lips, where);
  if (const cv::Rect part = drawn_part(coarse); !part.empty()) {
    const Teeth teeth = teeth_of(layers, strength, coarse, where);
    cv::Mat beside, drawn = picture(cv::Rect(part.tl() * fine, part.size() * fine));
    cv::resize(coarse(part), beside, drawn.size(), 0, 0, cv::INTER_LINEAR);
    const auto place = [fine](int first, int i) {
      return static_cast<float>(first) + (static_cast<float>(i) + 0.5F) / static_cast<float>(fine) - 0.5F;
    };
    std::vector<MouthColumn> columns;
    for (int x = 0; x < drawn.cols; ++x)
      columns.emplace_back(teeth, place(where.x + part.x, x), 1 / (static_cast<float>(fine) * teeth.millimetre));
    for (int y = 0; y < drawn.rows; ++y)
      for (int x = 0; x < drawn.cols; ++x) {
        const auto &[above, below] = beside.at<cv::Vec2f>(y, x).val;
        const float share = drawn_share(above, below);
        if (share == 0)
          continue;
        const auto colour = columns[static_cast<std::size_t>(x)].colour(place(where.y + part.y, y), above, below);
        auto &pixel = drawn.at<cv::Vec4f>(y, x);
        pixel += share * (cv::Vec4f(colour[0], colour[1], colour[2], 0) - pixel);
      }
  }
  if (layers.own.coloured < 1)
    for (cv::Vec4f &pixel : cv::Mat_<cv::Vec4f>(picture)) {
      const auto colour = toned({pixel[0], pixel[1], pixel[2]}, layers.own);
      pixel = {colour[0], colour[1], colour[2], pixel[3]};
    }
  if (const double blur = 1.2 * (1 - layers.own.sharp) * fine * layers.paint.cols / 128; blur > 0.1)
    cv::GaussianBlur(picture, picture, {}, blur);
  constexpr int rim = 2;
  cv::copyMakeBorder(picture, memory, rim, rim, rim, rim, cv::BORDER_REPLICATE);
  const auto scale = static_cast<float>(fine);
  const auto shift = [&](int first) { return rim + (0.5F - static_cast<float>(first)) * scale - 0.5F; };
  return {{memory, scale, shift(where.x), scale, shift(where.y)}, widest_gap(coarse)};
}

} // namespace ganmut
