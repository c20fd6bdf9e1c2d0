// The official notebook's emotion_edit: crop, network output and pasted picture of every case of the manifest.
#include <ganmut/point.h>
#include <opencv2/imgcodecs.hpp>

#include "composite/compositor.h"
#include "engine/engine.h"
#include "tensors.h"

using reference::Tensors;

namespace {

constexpr double largest_share_off = 0.01; ///< of the values may be one level off (truncation)

cv::Mat as_mat(const torch::Tensor &pixels, int type) {
  return cv::Mat(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), type, pixels.data_ptr()).clone();
}

/// The case's input, told by its size and its sums: some cases name a file that is not in the folder.
cv::Mat input_of(const std::string &name, const Tensors &file) {
  const auto shape = file.at("image_shape_hwc"), sums = file.at("image_channel_sums_bgr");
  for (const auto &[path, entry] : reference::files("notebook/")) {
    if (std::filesystem::path(path).extension() != ".png")
      continue;
    const auto picture = cv::imread((reference::folder() / path).string(), cv::IMREAD_COLOR);
    const auto sum = cv::sum(picture);
    bool same = picture.rows == shape[0].item<int>() && picture.cols == shape[1].item<int>();
    for (int channel = 0; channel < 3; ++channel)
      same = same && sum[channel] == sums[channel].item<double>();
    if (same)
      return picture;
  }
  ck_abort_msg("%s: its input picture is not in the folder", name.c_str());
  return {};
}

ganmut::Point point_of(const reference::Json &coordinates) {
  if (coordinates.contains("theta"))
    return ganmut::to_point({coordinates.at("theta").get<float>(), coordinates.at("rho").get<float>()});
  return {coordinates.at("x").get<float>(), coordinates.at("y").get<float>(), coordinates.value("z", 0.F)};
}

ganmut::Frame frame_of(cv::Mat &picture) {
  ganmut::Frame frame;
  frame.width = picture.cols;
  frame.height = picture.rows;
  frame.planes[0] = picture.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
  return frame;
}

void check_pixels(const std::string &what, const cv::Mat &ours, const cv::Mat &expected) {
  ck_assert_msg(ours.size() == expected.size() && ours.type() == expected.type(), "%s: another size", what.c_str());
  cv::Mat apart;
  cv::absdiff(ours.reshape(1), expected.reshape(1), apart);
  double largest = 0;
  cv::minMaxLoc(apart, nullptr, &largest);
  const auto share = static_cast<double>(cv::countNonZero(apart)) / static_cast<double>(apart.total());
  ck_assert_msg(largest <= 1 && share < largest_share_off, "%s: up to %g off, in %g of the values", what.c_str(),
                largest, share);
}

void check_case(const std::string &name, const reference::Json &entry) {
  const Tensors file("notebook/" + name + ".pt");
  const auto checkpoint = entry.at("checkpoint").get<std::string>();
  const auto model = ganmut::Model::load(
      (reference::folder() / reference::first_file(checkpoint.substr(0, checkpoint.find('*')))).string());
  const auto engine = ganmut::make_torch_engine(model, "cpu", 0);

  auto picture = input_of(name, file);
  const auto original = picture.clone();
  const auto frame = frame_of(picture);
  const auto numbers = entry.at("box_xywh").get<std::vector<float>>();
  const ganmut::Box box{numbers.at(0), numbers.at(1), numbers.at(2), numbers.at(3)};

  const auto face = file.at("face_u8_hwc_bgr");
  const auto crop = ganmut::cut_out_box(frame, box, static_cast<int>(face.size(0)));
  check_pixels(name + " crop", crop, as_mat(face, CV_8UC3));
  ck_assert_msg(cv::norm(crop, as_mat(face, CV_8UC3), cv::NORM_INF) == 0, "%s: the crop differs", name.c_str());

  const auto rendering = engine->run({{crop, point_of(entry.at("coordinates"))}}).at(0);
  const auto output = (file.at("G_output_bgr")[0].permute({1, 2, 0}) / 2 + 0.5).contiguous();
  ck_assert_double_le(cv::norm(rendering.picture, as_mat(output, CV_32FC3), cv::NORM_INF), 1e-4);

  ganmut::paste_box(frame, rendering.picture, box, 1.F);
  const auto edited = file.at("edited_box_u8_hwc_rgb").flip({2}).contiguous();
  const cv::Rect inside(static_cast<int>(box.x), static_cast<int>(box.y), static_cast<int>(box.width),
                        static_cast<int>(box.height));
  check_pixels(name + " box", picture(inside).clone(), as_mat(edited, CV_8UC3));
  const auto whole = reference::first_file("notebook/" + name + ".png");
  if (!whole.empty())
    check_pixels(name, picture, cv::imread((reference::folder() / whole).string(), cv::IMREAD_COLOR));

  original(inside).copyTo(picture(inside));
  ck_assert_msg(cv::norm(picture, original, cv::NORM_INF) == 0, "%s: pixels outside the box changed", name.c_str());
}

} // namespace

START_TEST(edits_are_those_of_the_notebook) {
  const auto cases = reference::manifest().at("notebook");
  auto item = cases.begin();
  std::advance(item, _i);
  check_case(item.key(), item.value());
}
END_TEST

const suite::Part part("parity-notebook", [] {
  Suite *suite = suite_create("parity-notebook");
  TCase *tests = tcase_create("reference");
  tcase_set_timeout(tests, 120);
  const int count = reference::exists() ? static_cast<int>(reference::manifest().at("notebook").size()) : 0;
  tcase_add_loop_test(tests, edits_are_those_of_the_notebook, 0, count);
  suite_add_tcase(suite, tests);
  return reference::run(suite, "parity-notebook");
});
