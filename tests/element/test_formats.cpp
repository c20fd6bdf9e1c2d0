// Every format that the element takes.
#include <opencv2/imgproc.hpp>

#include "../suite.h"
#include "harness.h"
#include "video_frame.h"

using namespace element;

namespace {

/// Those that the pads' template lists.
std::vector<std::string> formats() {
  std::vector<std::string> names;
  GstCaps *caps = gst_caps_from_string(ganmut::plugin::raw_video_caps);
  const GValue *list = gst_structure_get_value(gst_caps_get_structure(caps, 0), "format");
  for (guint i = 0; i < gst_value_list_get_size(list); ++i)
    names.emplace_back(g_value_get_string(gst_value_list_get_value(list, i)));
  gst_caps_unref(caps);
  return names;
}

/// What is left of colours in a format without.
cv::Mat seen_in(const GstVideoInfo &info, const cv::Mat &picture) {
  if (!GST_VIDEO_INFO_IS_GRAY(&info))
    return picture;
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(grey, grey, cv::COLOR_GRAY2BGR);
  return grey;
}

/// Steps of 8 bits between the pictures, in the mean.
double difference(const cv::Mat &a, const cv::Mat &b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(3 * a.total());
}

START_TEST(a_frame_is_what_the_library_makes_of_it) {
  Filter filter("emotion=happy strength=0.75");
  Reference reference(model("east"));
  const cv::Mat picture = portrait();
  cv::Mat edited;
  ck_assert_uint_gt(formats().size(), 45);
  for (const std::string &format : formats()) {
    const GstVideoInfo info = video_info(format, picture.size());
    ck_assert_msg(GST_VIDEO_INFO_FORMAT(&info) != GST_VIDEO_FORMAT_UNKNOWN, "%s", format.c_str());
    filter.set_caps(info);
    reference.reset();
    const Buffer in = to_buffer(picture, info);
    const Buffer expected = reference.edit(in, info, reference.space().point("happy"), 0.75F);
    const Buffer out = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
    ck_assert_msg(face_count(out) == 1 && !same_bytes(in, out), "%s", format.c_str());
    ck_assert_msg(same_bytes(expected, out), "%s", format.c_str());
  }
}
END_TEST

START_TEST(a_face_looks_alike_in_every_format) {
  Filter filter("model=default emotion=happy keep-speech=0");
  const cv::Mat picture = portrait();
  const auto edited = [&](const std::string &format) {
    const GstVideoInfo info = video_info(format, picture.size());
    filter.set_caps(info);
    return to_picture(filter.edit(to_buffer(picture, info)), info);
  };
  const cv::Mat expected = edited("BGR");
  for (const std::string &format : formats()) {
    const GstVideoInfo info = video_info(format, picture.size());
    const auto converted = [&](const cv::Mat &any) { return seen_in(info, to_picture(to_buffer(any, info), info)); };
    const cv::Mat found = seen_in(info, edited(format));
    const double change = difference(found, converted(picture)), apart = difference(found, converted(expected));
    ck_assert_msg(change > 0.2 && apart < change / 2, "%s: %g of %g", format.c_str(), apart, change);
  }
}
END_TEST

struct Colorimetry {
  const char *name;
  ganmut::ColourMatrix matrix;
  ganmut::ColourRange range;
};
using Matrix = ganmut::ColourMatrix;
using Range = ganmut::ColourRange;
const Colorimetry colorimetries[] = {
    {"bt601", Matrix::BT601, Range::Limited},      {"bt709", Matrix::BT709, Range::Limited},
    {"bt2020", Matrix::BT2020, Range::Limited},    {"bt2020-10", Matrix::BT2020, Range::Limited},
    {"bt2100-pq", Matrix::BT2020, Range::Limited}, {"1:6:7:1", Matrix::BT2020, Range::Full},
    {"smpte240m", Matrix::BT709, Range::Limited},  {"1:4:7:1", Matrix::BT601, Range::Full},
};

START_TEST(colorimetry_is_taken_from_the_caps) {
  const auto &[name, matrix, range] = colorimetries[_i];
  GstVideoInfo info = video_info("P010_10LE", {16, 16});
  ck_assert(gst_video_colorimetry_from_string(&info.colorimetry, name));
  const Buffer buffer(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr));
  GstVideoFrame frame;
  ck_assert(gst_video_frame_map(&frame, &info, buffer.get(), GST_MAP_READWRITE));
  const ganmut::Frame view = ganmut::plugin::view_of(frame);
  ck_assert(view.format == ganmut::PixelFormat::P010_10LE && view.matrix == matrix && view.range == range);
  gst_video_frame_unmap(&frame);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  if (portrait_file().empty())
    return suite::skip("formats: there is no portrait; scripts/fetch-portrait out/portrait.png brings one");
  Suite *suite = suite_create("formats");
  TCase *tests = tcase_create("formats");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_test(tests, a_frame_is_what_the_library_makes_of_it);
  tcase_add_test(tests, a_face_looks_alike_in_every_format);
  tcase_add_loop_test(tests, colorimetry_is_taken_from_the_caps, 0, std::size(colorimetries));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
