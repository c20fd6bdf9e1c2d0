// The detector YuNet, with files that answer as it does but look at the brightness of cells alone.
#include <array>
#include <cmath>

#include "face/detector.h"
#include "onnx_file.h"
#include "scratch.h"
#include "suite.h"

using namespace ganmut;

namespace {

constexpr int strides[] = {8, 16, 32};

/// What one stride answers.
struct Level {
  float gain = 0.F; ///< score of a white cell
  float size = 2.F; ///< of the network's boxes, strides
};
using Levels = std::array<Level, 3>;

// Eyes, nose and corners of the mouth, strides from a cell's corner: two wide about their middle in (0.5, 0.25).
const std::vector<float> points = {-0.5F, -0.75F, 1.5F, -0.75F, 0.5F, 0.25F, -0.5F, 1.25F, 1.5F, 1.25F};
const float radius = std::sqrt(8.F / 5.F); // RMS, of these points

class Network {
public:
  explicit Network(const Levels &levels) {
    graph_.inputs = {onnx::value("input", {1, 3, 640, 640})};
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const int stride = strides[i];
      const std::string behind = "_" + std::to_string(stride);
      const float size = std::log(levels[i].size);
      add("cls" + behind, stride, levels[i].gain, {0.F});
      add("obj" + behind, stride, levels[i].gain, {0.F});
      add("bbox" + behind, stride, 0.F, {0.5F, 0.5F, size, size});
      add("kps" + behind, stride, 0.F, points);
    }
  }

  std::string file() const { return onnx::file(graph_); }

private:
  /// An output of every cell: `gain` times its brightness, plus `constants`.
  void add(const std::string &name, int stride, float gain, const std::vector<float> &constants) {
    const auto columns = static_cast<std::int64_t>(constants.size());
    const float weight = gain / (3.F * 255.F * static_cast<float>(stride * stride));
    const std::vector<float> weights(columns * 3 * stride * stride, weight);
    graph_.tensors.push_back(onnx::tensor(name + "_weights", {columns, 3, stride, stride}, weights));
    graph_.tensors.push_back(onnx::tensor(name + "_constants", {columns}, constants));
    graph_.tensors.push_back(onnx::tensor(name + "_shape", {3}, onnx::Numbers{1, -1, columns}));
    graph_.nodes.push_back(
        onnx::node("Conv", {"input", name + "_weights", name + "_constants"}, name + "_grid",
                   {onnx::attribute("kernel_shape", {stride, stride}), onnx::attribute("strides", {stride, stride})}));
    graph_.nodes.push_back(
        onnx::node("Transpose", {name + "_grid"}, name + "_rows", {onnx::attribute("perm", {0, 2, 3, 1})}));
    graph_.nodes.push_back(onnx::node("Reshape", {name + "_rows", name + "_shape"}, name));
    graph_.outputs.push_back(onnx::value(name, {1, 640 / stride * (640 / stride), columns}));
  }

  onnx::Graph graph_;
};

std::unique_ptr<Detector> detector_of(const Levels &levels) {
  const Scratch scratch;
  return make_yunet_detector(scratch.write("yunet.onnx", Network(levels).file()));
}

/// Paints the cell of a picture.
void light(cv::Mat &picture, int stride, const cv::Point &cell, int brightness = 255) {
  picture(cv::Rect(cell * stride, cv::Size(stride, stride))) = brightness;
}

void check_box(const Detection &detection, int stride, const cv::Point &cell) {
  const auto s = static_cast<float>(stride);
  const float side = 3.99F * radius * s;
  const float x = (static_cast<float>(cell.x) + 0.5F) * s, y = (static_cast<float>(cell.y) + 0.25F) * s;
  ck_assert_float_eq_tol(detection.box.width, side, 1e-2F);
  ck_assert_float_eq_tol(detection.box.height, side, 1e-2F);
  ck_assert_float_eq_tol(detection.box.x + side / 2, x, 1e-2F);
  ck_assert_float_eq_tol(detection.box.y + side / 2, y - 0.09F * radius * s, 1e-2F);
}

START_TEST(a_face_is_found_where_its_points_are) {
  Levels levels;
  levels[_i].gain = 1.F;
  const auto detector = detector_of(levels);
  for (const cv::Size size : {cv::Size(640, 480), cv::Size(201, 150), cv::Size(96, 96)}) { // widths of cells differ
    const cv::Point cell(size.width / strides[_i] - 1, 1);
    cv::Mat picture = cv::Mat::zeros(size, CV_8UC1);
    light(picture, strides[_i], cell);
    const auto found = detector->detect(picture, 20);
    ck_assert_uint_eq(found.size(), 1);
    ck_assert_float_eq_tol(found[0].confidence, 1.F, 1e-3F);
    ck_assert(found[0].sure);
    check_box(found[0], strides[_i], cell);
  }
}
END_TEST

START_TEST(boxes_count_in_pixels_of_the_whole) {
  const auto detector = detector_of({{{1.F}}});
  cv::Mat picture = cv::Mat::zeros(480, 640, CV_8UC1);
  light(picture, 16, {5, 7});
  const auto found = detector->detect(picture, 40); // looks at half the size
  ck_assert_uint_eq(found.size(), 1);
  check_box(found[0], 16, {5, 7});
}
END_TEST

START_TEST(weak_faces_confirm_and_weaker_ones_are_none) {
  const auto detector = detector_of({{{1.F}}});
  cv::Mat picture = cv::Mat::zeros(96, 96, CV_8UC1);
  light(picture, 8, {1, 1}, 128);
  light(picture, 8, {6, 6}, 64);
  light(picture, 8, {1, 9}, 170);
  const auto found = detector->detect(picture, 20);
  ck_assert_uint_eq(found.size(), 2);
  ck_assert(found[0].sure);
  check_box(found[0], 8, {1, 9});
  ck_assert(!found[1].sure);
  check_box(found[1], 8, {1, 1});
}
END_TEST

START_TEST(of_doubles_the_best_stays) {
  cv::Mat picture = cv::Mat::zeros(96, 96, CV_8UC1);
  light(picture, 8, {4, 4}, 200);
  light(picture, 8, {5, 4}, 250);
  const auto doubles = detector_of({{{1.F, 6.F}}})->detect(picture, 20);
  ck_assert_uint_eq(doubles.size(), 1);
  check_box(doubles[0], 8, {5, 4});
  const auto neighbours = detector_of({{{1.F, 1.F}}})->detect(picture, 20);
  ck_assert_uint_eq(neighbours.size(), 2);
  check_box(neighbours[1], 8, {4, 4});
}
END_TEST

START_TEST(nothing_is_seen_beyond_the_picture) {
  cv::Mat whole(200, 200, CV_8UC1, cv::Scalar(255));
  cv::Mat part = whole(cv::Rect(50, 50, 70, 40));
  part = 0;
  ck_assert(detector_of({{{1.F}, {1.F}, {1.F}}})->detect(part, 20).empty());
}
END_TEST

/// The kind of error that a file brings; its sentence must name the file.
ErrorKind refusal_of(const std::string &file) {
  try {
    make_yunet_detector(file);
  } catch (const Error &error) {
    ck_assert_msg(std::string(error.what()).find(file) != std::string::npos, "%s", error.what());
    return error.kind();
  }
  ck_abort_msg("no error");
}

/// `bytes` with a name exchanged for one of the same length.
std::string exchanged(std::string bytes, const std::string &name, const std::string &by) {
  for (auto at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at))
    bytes.replace(at, name.size(), by);
  return bytes;
}

START_TEST(files_of_other_kinds_are_refused) {
  const Scratch scratch;
  const std::string sound = Network({}).file();
  make_yunet_detector(scratch.write("sound.onnx", sound));
  const std::string bad[] = {scratch.write("page.onnx", "<html><body>Not found</body></html>"),
                             scratch.write("empty.onnx", ""),
                             scratch.write("cut.onnx", sound.substr(0, sound.size() / 2))};
  for (const std::string &file : bad)
    ck_assert(refusal_of(file) == ErrorKind::BadFile);
  const std::string renamed = exchanged(sound, "kps_16", "kps_64");
  const std::string others[] = {
      scratch.write("other.onnx", renamed),
      scratch.write("swapped.onnx", exchanged(exchanged(renamed, "kps_32", "kps_16"), "kps_64", "kps_32"))};
  for (const std::string &file : others)
    ck_assert(refusal_of(file) == ErrorKind::WrongKind);
  for (const std::string &nothing : {scratch.path(""), scratch.path("missing.onnx")})
    ck_assert(refusal_of(nothing) == ErrorKind::NotFound);
  ck_assert(refusal_of("") == ErrorKind::BadArgument);
}
END_TEST

} // namespace

int main() {
  Suite *yunet = suite_create("yunet");
  TCase *faces = tcase_create("faces");
  tcase_add_loop_test(faces, a_face_is_found_where_its_points_are, 0, std::size(strides));
  tcase_add_test(faces, boxes_count_in_pixels_of_the_whole);
  tcase_add_test(faces, weak_faces_confirm_and_weaker_ones_are_none);
  tcase_add_test(faces, of_doubles_the_best_stays);
  tcase_add_test(faces, nothing_is_seen_beyond_the_picture);
  suite_add_tcase(yunet, faces);
  TCase *files = tcase_create("files");
  tcase_add_test(files, files_of_other_kinds_are_refused);
  suite_add_tcase(yunet, files);
  return suite::run(yunet);
}
