// The face rig as it is published, fitted to photographed faces.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "command.h"
#include "scratch.h"
#include "suite.h"
#include "trainer/rig/calm.h"
#include "trainer/rig/expressions.h"
#include "trainer/rig/rig_fit.h"
#include "trainer/rig/teacher.h"

using namespace ganmut;
namespace fs = std::filesystem;

namespace {

/// Some of the faces of a landmarks.csv: a picture, a box of 4 numbers, 68 points.
std::vector<Landmarks> some_faces(const fs::path &table, int every) {
  std::ifstream file(table);
  std::vector<Landmarks> faces;
  std::string line;
  for (int row = 0; std::getline(file, line); ++row) {
    if (row % every != 1)
      continue;
    std::vector<float> numbers;
    for (auto comma = line.find(','); comma != std::string::npos; comma = line.find(',', comma + 1)) {
      float value = NAN;
      std::from_chars(line.data() + comma + 1, line.data() + line.size(), value);
      numbers.push_back(value);
    }
    faces.emplace_back();
    for (std::size_t k = 0; k < faces.back().size(); ++k)
      faces.back()[k] = {numbers.at(4 + 2 * k), numbers.at(5 + 2 * k)};
  }
  return faces;
}

} // namespace

START_TEST(photographed_faces_fit) {
  const Scratch scratch;
  const auto unpacked = run_command("tar -xJf '" + (suite::shared() / "rig/ict-facekit-light.tar.xz").string() +
                                    "' -C " + scratch.path(""));
  ck_assert_msg(unpacked.status == 0, "%s", unpacked.output.c_str());
  const auto rig = read_face_rig(scratch.path("ICT-FaceKit"), scratch.path("cache"));
  ck_assert_uint_eq(rig.units.size(), 41);
  ck_assert_uint_eq(rig.identity.size(), 50);
  ck_assert_int_eq(rig.mirror[rig.unit("mouthSmile_L")], rig.unit("mouthSmile_R"));
  ck_assert_int_eq(rig.mirror[rig.unit("jawLeft")], rig.unit("jawRight"));
  for (int part = 0; part < 7; ++part)
    ck_assert_int_gt(std::count(rig.parts.begin(), rig.parts.end(), static_cast<RigPart>(part)), 500);

  const auto faces = some_faces(suite::shared() / "faces/landmarks.csv", 40);
  const auto fits = fit_faces(rig, faces, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  std::vector<float> errors;
  for (const auto &fit : fits)
    errors.push_back(fit.error);
  std::sort(errors.begin(), errors.end());
  ck_assert_float_lt(errors[errors.size() / 2], 0.03F); // of the distance between the eyes
  ck_assert_float_lt(errors[errors.size() * 9 / 10], 0.04F);

  // A wide open jaw on the best fitting face, brought to the middle of a small picture.
  const auto best = std::min_element(fits.begin(), fits.end(), [](auto &a, auto &b) { return a.error < b.error; });
  const float scale = 6.F / best->scale;
  const cv::Matx23f similarity(scale, 0, 64 - scale * best->shift.x, 0, scale, 64 - scale * best->shift.y);
  const auto fit = moved(*best, similarity);
  auto wanted = calmed(fit.expression, calm_caps(rig, {}));
  wanted[rig.unit("jawOpen")] = 0.7F;
  const auto lesson = Teacher(rig, 128).lesson(cv::Mat(128, 128, CV_8UC3, cv::Scalar::all(90)), fit,
                                               fitted_landmarks(rig, fit), wanted);
  ck_assert_float_gt(lesson.landmarks[66].y - lesson.landmarks[62].y, 6.F);
  ck_assert_int_gt(cv::countNonZero(lesson.hole), 60);
  ck_assert_double_lt(cv::norm(lesson.gain, cv::NORM_INF), 0.5001);
}
END_TEST

int main() {
  if (!fs::exists(suite::shared() / "rig/ict-facekit-light.tar.xz") || !fs::exists(suite::shared() / "faces"))
    return suite::skip("there is no face rig; say with GANMUT_SHARED_DIR where rig/ and faces/ are");
  TCase *cases = tcase_create("rig-faces");
  tcase_set_timeout(cases, 240);
  tcase_add_test(cases, photographed_faces_fit);
  Suite *suite = suite_create("rig-faces");
  suite_add_tcase(suite, cases);
  return suite::run(suite);
}
