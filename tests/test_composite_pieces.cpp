#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include <ganmut/error.h>

#include "composite/compositor.h"
#include "suite.h"
#include "test_frame.h"

using namespace ganmut;

namespace {

constexpr int side = 32; // of the aligned picture

START_TEST(the_official_paste_is_cut_at_the_border_and_truncates) {
  struct {
    Box box;
    cv::Rect seen;
  } const cases[] = {
      {{10, 5, 40, 30}, {10, 5, 40, 30}}, {{40, 20, 60, 50}, {40, 20, 27, 29}}, {{-9, -9, 30, 30}, {0, 0, 21, 21}}};
  cv::Mat picture(side, side, CV_32FC3);
  cv::randu(picture, 0, 1);
  for (const auto &c : cases) {
    TestFrame frame(TestFrame::formats()[0], 67, 49, 7);
    cv::Mat view(49, 67, CV_8UC3, frame.frame.planes[0], frame.frame.strides[0]);
    cv::Mat expected = view.clone();
    cv::Mat resized;
    cv::resize(view(c.seen), resized, {side, side});
    ck_assert_double_eq(cv::norm(cut_out_box(frame.frame, c.box, side), resized, cv::NORM_INF), 0);
    cv::resize(picture, resized, c.seen.size());
    for (int y = 0; y < c.seen.height; ++y)
      for (int x = 0; x < c.seen.width; ++x)
        for (int k = 0; k < 3; ++k)
          expected.at<cv::Vec3b>(c.seen.y + y, c.seen.x + x)[k] =
              static_cast<std::uint8_t>(resized.at<cv::Vec3f>(y, x)[k] * 255.F);
    paste_box(frame.frame, picture, c.box, 1.F);
    ck_assert_double_eq(cv::norm(view, expected, cv::NORM_INF), 0);
  }
}
END_TEST

START_TEST(drawing_changes_only_the_strokes) {
  Face face;
  face.box = {10, 8, 30, 25};
  face.landmarks.fill({40, 20});
  const auto draw = [&](const TestFrame::Format &format, Draw what) {
    TestFrame frame(format, 67, 49, 5);
    std::fill(frame.bytes.begin(), frame.bytes.end(), std::uint8_t{90});
    const auto plain = static_cast<int>(90 * frame.step());
    for (const Sample &sample : frame.samples)
      frame.set(sample, plain);
    draw_faces(frame.frame, {face}, what);
    std::vector<bool> is_sample(frame.bytes.size());
    int changed = 0;
    for (const Sample &sample : frame.samples) {
      std::fill_n(is_sample.begin() + static_cast<std::ptrdiff_t>(sample.index), frame.word_size(), true);
      if (frame.value(sample) == plain)
        continue;
      ++changed;
      const bool on_box = sample.x > 7 && sample.x < 42 && sample.y > 5 && sample.y < 35 &&
                          !(sample.x > 12 && sample.x < 37 && sample.y > 10 && sample.y < 30);
      const bool on_point = std::hypot(sample.x - 40, sample.y - 20) < 3;
      if (!(what == Draw::Boxes ? on_box : on_point))
        ck_abort_msg("%s: %c at (%g, %g) changed", frame.name(), sample.component, sample.x, sample.y);
    }
    ck_assert_int_gt(changed, 3);
    for (std::size_t i = 0; i < is_sample.size(); ++i)
      if (!is_sample[i] && frame.bytes[i] != 90)
        ck_abort_msg("%s: byte %zu, which carries no picture, changed", frame.name(), i);
  };
  for (const auto &format : TestFrame::formats())
    for (const Draw what : {Draw::Boxes, Draw::Landmarks})
      draw(format, what);
}
END_TEST

START_TEST(frames_that_cannot_be_are_refused) {
  const auto refused = [](const Frame &frame) {
    try {
      cut_out(frame, {1, 0, 0, 0, 1, 0}, side);
    } catch (const Error &error) {
      return error.kind() == ErrorKind::BadArgument;
    }
    return false;
  };
  for (const auto &format : TestFrame::formats()) {
    const TestFrame sound(format, 20, 20, 0);
    ck_assert(!refused(sound.frame));
    for (int broken = 0; broken < (sound.word_size() == 2 ? 6 : 4); ++broken) {
      Frame frame = sound.frame;
      if (broken == 0)
        frame.width = 0;
      else if (broken == 1)
        frame.height = -5;
      else if (broken == 2)
        frame.planes = {};
      else if (broken == 3)
        frame.strides[0] -= 1;
      else if (broken == 4)
        frame.strides[0] += 1;
      else
        frame.planes[0] += 1;
      ck_assert_msg(refused(frame), "%s: breakage %d", format.name, broken);
    }
  }
}
END_TEST

START_TEST(mask_is_one_inside_and_zero_at_the_rim) {
  for (const float feather : {0.F, 0.05F, 0.12F, 0.3F, 0.5F}) {
    const cv::Mat mask = soft_mask(64, feather);
    ck_assert_double_gt(mask.at<float>(32, 32), 0.9);
    for (int i = 0; i < 64; ++i)
      for (const float rim : {mask.at<float>(0, i), mask.at<float>(63, i), mask.at<float>(i, 0), mask.at<float>(i, 63)})
        if (rim != 0.F)
          ck_abort_msg("feather %g: %g at the rim", feather, rim);
    for (int y = 0; y < 64; ++y)
      for (int x = 1; x <= 32; ++x)
        if (mask.at<float>(y, x) < mask.at<float>(y, x - 1))
          ck_abort_msg("feather %g: the mask falls towards the middle at (%d, %d)", feather, x, y);
  }
}
END_TEST

} // namespace

int main() {
  cv::setNumThreads(1); // the frames are small
  Suite *pieces = suite_create("composite-pieces");
  TCase *all = tcase_create("pieces");
  tcase_set_timeout(all, 120);
  tcase_add_test(all, mask_is_one_inside_and_zero_at_the_rim);
  tcase_add_test(all, the_official_paste_is_cut_at_the_border_and_truncates);
  tcase_add_test(all, frames_that_cannot_be_are_refused);
  tcase_add_test(all, drawing_changes_only_the_strokes);
  suite_add_tcase(pieces, all);
  return suite::run(pieces);
}
