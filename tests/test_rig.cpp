// The face rig: reading it, fitting it to faces, expressions.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <locale>
#include <sstream>

#include <ganmut/action_units.h>

#include "scratch.h"
#include "suite.h"
#include "toy_rig.h"
#include "trainer/rig/calm.h"
#include "trainer/rig/expressions.h"
#include "trainer/rig/rig_fit.h"

using namespace ganmut;
namespace fs = std::filesystem;

namespace {

float distance(const Pixel &a, const Pixel &b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

RigFit posed(float yaw, float pitch, std::vector<float> identity, Expression expression) {
  RigFit fit;
  const cv::Matx33f y(std::cos(yaw), 0.F, std::sin(yaw), 0.F, 1.F, 0.F, -std::sin(yaw), 0.F, std::cos(yaw));
  const cv::Matx33f x(1.F, 0.F, 0.F, 0.F, std::cos(pitch), -std::sin(pitch), 0.F, std::sin(pitch), std::cos(pitch));
  fit.rotation = x * y;
  fit.identity = std::move(identity);
  fit.expression = std::move(expression);
  fit.scale = 6.F;
  fit.shift = {64.F, 60.F};
  return fit;
}

void expect_same(const FaceRig &a, const FaceRig &b) {
  ck_assert(a.neutral == b.neutral && a.units == b.units && a.identity == b.identity && a.expression == b.expression);
  ck_assert(a.triangles == b.triangles && a.parts == b.parts && a.landmarks == b.landmarks && a.mirror == b.mirror);
  ck_assert_double_eq(cv::norm(a.spread, b.spread, cv::NORM_INF), 0.0);
}

} // namespace

START_TEST(the_rig_is_read) {
  const auto rig = toy_rig();
  ck_assert(rig.units == std::vector<std::string>({"mouthSmile_L", "mouthSmile_R", "jawOpen"}));
  ck_assert(rig.mirror == std::vector<int>({1, 0, 2}));
  ck_assert_uint_eq(rig.identity.size(), 2);
  ck_assert_uint_eq(rig.neutral.size(), 57 * 73 + 19 + 4); // mask, lower lip, teeth; no lashes
  ck_assert_uint_eq(rig.triangles.size(), 2 * 56 * 72 + 2);
  ck_assert_int_eq(std::count(rig.parts.begin(), rig.parts.end(), RigPart::Teeth), 2);
  const auto upper = rig.landmarks[62], lower = rig.landmarks[66];
  ck_assert_int_ne(upper, lower);
  ck_assert_double_lt(cv::norm(rig.neutral[upper] - rig.neutral[lower]), 0.01);
  const auto jaw = rig.expression[rig.unit("jawOpen")];
  ck_assert_float_eq_tol(jaw[upper].y, 0.F, 1e-4F);
  ck_assert_float_eq_tol(jaw[lower].y, -2.F, 1e-4F);
  expect_error([&] { rig.unit("earWiggle"); }, ErrorKind::BadArgument,
               "'earWiggle' is no unit of the face rig; valid are mouthSmile_L, mouthSmile_R, jawOpen.");
}
END_TEST

/// Writes the shape `name` of the rig in `folder` anew: every vertex moved by `offset`.
void move_all(const std::string &folder, const std::string &name, const cv::Point3f &offset) {
  std::ifstream neutral(folder + "/generic_neutral_mesh.obj");
  std::ofstream shape(folder + "/" + name + ".obj");
  shape.imbue(std::locale::classic());
  for (std::string line; std::getline(neutral, line);) {
    std::istringstream fields(line);
    fields.imbue(std::locale::classic());
    std::string kind;
    cv::Point3f at;
    if (fields >> kind >> at.x >> at.y >> at.z && kind == "v")
      shape << "v " << at.x + offset.x << ' ' << at.y + offset.y << ' ' << at.z + offset.z << '\n';
    else
      shape << line << '\n';
  }
}

START_TEST(a_smile_leaves_the_nose_nearly_where_it_is) {
  const Scratch scratch;
  const auto folder = scratch.path("");
  write_toy_rig(folder);
  move_all(folder, "mouthSmile_L", {1, 1, 1});
  move_all(folder, "jawOpen", {1, 1, 1});
  const auto rig = read_face_rig(folder);
  const auto &smile = rig.expression[rig.unit("mouthSmile_L")];
  for (const std::size_t wing : {31, 33, 35}) {
    const auto moved = smile[rig.landmarks[wing]];
    ck_assert_float_eq_tol(moved.x, 0.6F, 1e-3F);
    ck_assert_float_eq_tol(moved.y, 0.15F, 1e-3F);
    ck_assert_float_eq_tol(moved.z, 1, 1e-3F);
    ck_assert_float_eq_tol(rig.expression[rig.unit("jawOpen")][rig.landmarks[wing]].y, 1, 1e-3F);
  }
  for (const std::size_t far : {27, 41, 48, 51, 62})
    ck_assert_float_eq_tol(smile[rig.landmarks[far]].y, 1, 1e-3F);
}
END_TEST

START_TEST(landmarks_spread_smoothly) {
  const auto rig = toy_rig();
  for (int v = 0; v < rig.spread.rows; ++v) // what all landmarks do, everything does
    ck_assert_double_eq_tol(cv::sum(rig.spread.row(v))[0], 1.0, 0.01);
  for (int k = 17; k < 48; ++k)
    ck_assert_float_gt(rig.spread.at<float>(rig.landmarks[k], k), 0.9F);
  for (std::size_t i = 0; i < rig.parts.size(); ++i)
    if (rig.parts[i] == RigPart::Teeth) // they go with the mouth
      ck_assert_float_eq_tol(rig.spread.at<float>(rig.triangles[i][0], 48), 1 / 6.F, 1e-6F);
}
END_TEST

struct BadFile {
  const char *name, *contents; // null: deleted
  ErrorKind kind;
  const char *words;
};
const BadFile bad_files[] = {
    {"generic_neutral_mesh.obj", nullptr, ErrorKind::NotFound, "name ICT-FaceKit's folder"},
    {"generic_neutral_mesh.obj", "v 0 0 0\nv 1 0 zero\n", ErrorKind::BadFile, "line 2 must be `v x y z`"},
    {"generic_neutral_mesh.obj", "v 0 0 0\nf 1 2 3\n", ErrorKind::BadFile, "line 2 must be `f` with the numbers"},
    {"generic_neutral_mesh.obj", "v 0 0 0\nf 1 1\n", ErrorKind::BadFile, "three corners or more"},
    {"generic_neutral_mesh.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", ErrorKind::BadFile,
     "has 1 polygons and no groups; it must have ICT-FaceKit's 26384 polygons, or groups"},
    {"generic_neutral_mesh.obj", "g face\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", ErrorKind::BadFile, "names vertex"},
    {"vertex_indices.json", nullptr, ErrorKind::NotFound, "vertex_indices.json cannot be opened"},
    {"vertex_indices.json", "{\"expressions\": []}", ErrorKind::BadFile, "must hold `expressions` (names)"},
    {"vertex_indices.json", "{", ErrorKind::BadFile, "must hold `expressions` (names)"},
    {"jawOpen.obj", nullptr, ErrorKind::NotFound, "jawOpen.obj cannot be opened"},
    {"jawOpen.obj", "v 0 0 0\n", ErrorKind::BadFile, "jawOpen.obj has 1 vertices, but the neutral mesh has"},
    {"identity001.obj", "# nothing\n", ErrorKind::BadFile, "holds no vertices"},
};

START_TEST(bad_files_are_refused) {
  const Scratch scratch;
  write_toy_rig(scratch.path(""));
  const auto &bad = bad_files[_i];
  if (bad.contents == nullptr)
    fs::remove(scratch.path(bad.name));
  else
    scratch.write(bad.name, bad.contents);
  expect_error([&] { read_face_rig(scratch.path("")); }, bad.kind, bad.words);
}
END_TEST

START_TEST(the_cache_is_the_rig) {
  const Scratch scratch;
  const auto folder = scratch.path("model/FaceXModel"), cache = scratch.path("caches/rig");
  fs::create_directories(folder);
  write_toy_rig(folder);
  const auto rig = read_face_rig(scratch.path("model"));
  expect_same(read_face_rig(folder, cache), rig); // written
  const auto written = scratch.read("caches/rig");
  expect_same(read_face_rig(folder, cache), rig); // read
  ck_assert(std::distance(fs::directory_iterator(scratch.path("caches")), {}) == 1);

  auto damaged = written;
  damaged[damaged.size() / 2] ^= 1;
  for (const auto &contents : {damaged, written.substr(0, 100), std::string("something else")}) {
    scratch.write("caches/rig", contents);
    expect_same(read_face_rig(folder, cache), rig);
    ck_assert(scratch.read("caches/rig") == written);
  }
  fs::last_write_time(folder + "/jawOpen.obj", fs::file_time_type::clock::now() + std::chrono::hours(1));
  expect_same(read_face_rig(folder, cache), rig);
  ck_assert(scratch.read("caches/rig") != written);
  expect_error([&] { read_face_rig(folder, folder + "/jawOpen.obj/rig"); }, ErrorKind::Failed, "cannot be written");
}
END_TEST

struct KnownFace {
  float yaw, pitch;
  std::vector<float> identity;
  Expression expression;
};
const KnownFace known_faces[] = {{0.F, 0.F, {0.F, 0.F}, {0.F, 0.F, 0.F}},
                                 {0.2F, -0.1F, {1.F, -1.F}, {0.F, 0.F, 0.7F}},
                                 {-0.3F, 0.2F, {-0.5F, 1.F}, {0.8F, 0.8F, 0.2F}},
                                 {0.1F, 0.F, {0.F, 0.5F}, {0.9F, 0.2F, 0.F}}};

START_TEST(a_known_face_is_found_again) {
  const auto rig = toy_rig();
  const auto &[yaw, pitch, identity, expression] = known_faces[_i];
  const auto truth = posed(yaw, pitch, identity, expression);
  const auto seen = fitted_landmarks(rig, truth);
  const auto fit = fit_face(rig, seen);
  ck_assert_float_lt(fit.error, 0.005F);
  ck_assert_float_eq_tol(fit.scale, truth.scale, 0.1F);
  ck_assert_double_lt(cv::norm(fit.rotation - truth.rotation), 0.06);
  for (std::size_t i = 0; i < expression.size(); ++i)
    ck_assert_float_eq_tol(fit.expression[i], expression[i], 0.12F);
  const auto again = fitted_landmarks(rig, fit);
  for (std::size_t k = 0; k < seen.size(); ++k)
    ck_assert_float_lt(distance(seen[k], again[k]), 1.F);

  // The same in another picture, and among others.
  const cv::Matx23f similarity(0.6F, -0.8F, 20.F, 0.8F, 0.6F, -3.F);
  const auto elsewhere = fitted_landmarks(rig, moved(fit, similarity));
  for (std::size_t k = 0; k < seen.size(); ++k) {
    const auto to = similarity * cv::Vec3f(again[k].x, again[k].y, 1.F);
    ck_assert_float_lt(distance(elsewhere[k], {to[0], to[1]}), 1e-2F);
  }
  const auto many = fit_faces(rig, std::vector<Landmarks>(5, seen), 3);
  ck_assert_uint_eq(many.size(), 5);
  for (const auto &one : many)
    ck_assert(one.expression == fit.expression && one.shift == fit.shift);
}
END_TEST

START_TEST(no_face_has_an_infinite_error) {
  const auto rig = toy_rig();
  Landmarks nowhere{};
  ck_assert(std::isinf(fit_face(rig, nowhere).error));
  nowhere.fill({NAN, 1.F});
  ck_assert(std::isinf(fit_face(rig, nowhere).error));
}
END_TEST

START_TEST(calm_takes_expressions_away) {
  auto rig = toy_rig();
  rig.units.emplace_back("mouthRollUpper");
  rig.mirror.push_back(3);
  RigFit one, other;
  one.expression = {0.2F, 0.F, 0.5F, 0.4F};
  other.expression = {0.4F, 0.2F, 0.1F, 0.2F};
  const auto caps = calm_caps(rig, {&one, &other});
  const float expected[] = {0.2F, 0.2F, 0.F, 9.F}; // both sides alike; the mouth shut; lips as they are
  for (int i = 0; i < 4; ++i)
    ck_assert_float_eq_tol(caps[i], expected[i], 1e-6F);
  ck_assert(calmed({0.1F, 0.7F, 0.3F, 0.9F}, caps) == Expression({0.1F, caps[1], 0.F, 0.9F}));
  ck_assert(calm_caps(rig, {}) == Expression({0.F, 0.F, 0.F, 9.F}));
}
END_TEST

START_TEST(a_smile_says_how_far_it_opens_a_mouth) {
  const auto rig = toy_rig();
  const auto smiling = [&](float left, float right, float jaw) {
    RigFit fit;
    fit.expression.assign(rig.units.size(), 0.F);
    fit.expression[rig.unit("mouthSmile_L")] = left;
    fit.expression[rig.unit("mouthSmile_R")] = right;
    fit.expression[rig.unit("jawOpen")] = jaw;
    return fit;
  };
  const auto caps = calm_caps(rig, {});
  const RigFit faces[] = {smiling(1, 1, 0.5F), smiling(0.4F, 0.8F, 0.3F), smiling(0, 0, 0.9F)};
  const auto companions = companions_of_smiles(rig, {&faces[0], &faces[1], &faces[2]}, caps);
  for (std::size_t i = 0; i < rig.units.size(); ++i)
    for (std::size_t j = 0; j < rig.units.size(); ++j) {
      const bool of_a_smile = rig.units[j].rfind("mouthSmile", 0) == 0;
      const bool opening = static_cast<int>(i) == rig.unit("jawOpen") && of_a_smile;
      const float itself = i == j && of_a_smile ? 1.2F : 0.F;
      ck_assert_float_eq_tol(companions[i][j], opening ? 0.25F : itself, 1e-5F);
    }
}
END_TEST

struct Text {
  const char *text;
  Expression expected;
};
const Text texts[] = {
    {"", {0.F, 0.F, 0.F}},
    {"AU12=0.8", {0.8F, 0.8F, 0.F}},
    {" AU12L = 0.5 , AU27=-0.25", {0.5F, 0.F, -0.25F}},
    {"AU12R=0.5,mouthSmile_R=0.25", {0.F, 0.75F, 0.F}},
    {"mouthSmile=1,AU26=1", {1.F, 1.F, 0.5F}},
};
struct BadText {
  const char *text, *words;
};
const BadText bad_texts[] = {
    {"AU12", "write AU12=0.8 or jawOpen=0.1"},
    {"AU12=0,5", "'5' is no part of an expression"},
    {"AU12=3", "amounts from -2 to 2"},
    {"AU12=0.5,", "'' is no part of an expression"},
    {"AU99=1", "'AU99' is neither an action unit nor a shape of a face; valid are AU1, AU2"},
    {"smile=1", "mouthSmile(_L, _R)"},
    {"AU27L=1", "'AU27L' has no left and right"},
    {"jawOpen_L=1", "'jawOpen_L' is no shape of a face"},
    {"=1", "'' is neither"},
    {"AU4=1", "has no unit 'browDown_L'; it has: mouthSmile_L, mouthSmile_R, jawOpen."},
};
const std::vector<std::string> toy_units = {"mouthSmile_L", "mouthSmile_R", "jawOpen"};

START_TEST(action_units_are_read) {
  const auto expression = action_units(texts[_i].text, toy_units);
  for (std::size_t i = 0; i < expression.size(); ++i)
    ck_assert_float_eq_tol(expression[i], texts[_i].expected[i], 1e-6F);
}
END_TEST

START_TEST(bad_expressions_are_refused) {
  const auto &text = bad_texts[_i].text;
  expect_error([&] { action_units(text, toy_units); }, ErrorKind::BadArgument, bad_texts[_i].words);
}
END_TEST

START_TEST(tables_of_emotions_are_read) {
  const Scratch scratch;
  const auto path = scratch.write(
      "emotions.json", R"({"emotions": [{"name": "calm", "adds": ""}, {"name": "glad", "adds": "AU12=1, jawOpen=-0.5",
                          "source": "a book"}]})");
  const auto table = ExpressionTable::read(toy_units, path);
  ck_assert(table.names() == std::vector<std::string>({"calm", "glad"}));
  ck_assert(table.of("glad").adds == Expression({1.F, 1.F, -0.5F}));
  suite::expect_text(table.of("glad").source, "a book");
  expect_error([&] { table.of("bored"); }, ErrorKind::BadArgument, "valid are calm, glad.");

  expect_error([&] { ExpressionTable::read(toy_units, scratch.path("none")); }, ErrorKind::NotFound, "none");
  const std::pair<const char *, const char *> bad[] = {
      {"[]", "must be like"},
      {R"({"emotions": [{"name": "glad", "adds": "AU99=1"}]})", "emotion glad: 'AU99' is neither"},
      {R"({"emotions": [{"adds": "AU12=1"}]})", "must be like"}};
  for (const auto &[contents, words] : bad) {
    const auto file = scratch.write("bad.json", contents);
    expect_error([&] { ExpressionTable::read(toy_units, file); }, ErrorKind::BadFile, words);
  }
}
END_TEST

START_TEST(the_emotions_that_come_along_are_sound) {
  std::vector<std::string> units;
  for (const std::string name :
       {"browDown", "browInnerUp", "browOuterUp", "cheekSquint", "eyeBlink", "eyeSquint", "eyeWide", "mouthDimple",
        "mouthFrown", "mouthLowerDown", "mouthPress", "mouthSmile", "mouthStretch", "mouthUpperUp", "noseSneer"})
    for (const std::string side : {"_L", "_R"})
      units.push_back(name + side);
  for (const std::string name :
       {"jawLeft", "jawOpen", "jawRight", "mouthFunnel", "mouthLeft", "mouthPucker", "mouthRight", "mouthRollLower",
        "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"})
    units.push_back(name);
  const char *sources = std::getenv("GANMUT_SOURCE_DIR");
  const auto table =
      ExpressionTable::read(units, std::string(sources == nullptr ? "." : sources) + "/trainer/rig/emotions.json");
  ck_assert(table.names() ==
            std::vector<std::string>({"neutral", "happy", "surprise", "fear", "sad", "disgust", "anger", "contempt"}));
  for (const auto &emotion : table.all()) {
    ck_assert(!emotion.source.empty());
    ck_assert((emotion.name == "neutral") == (cv::norm(emotion.adds, cv::NORM_INF) == 0.0));
  }
}
END_TEST

int main() {
  TCase *cases = tcase_create("rig");
  tcase_set_timeout(cases, 120);
  tcase_add_test(cases, the_rig_is_read);
  tcase_add_test(cases, a_smile_leaves_the_nose_nearly_where_it_is);
  tcase_add_test(cases, landmarks_spread_smoothly);
  tcase_add_loop_test(cases, bad_files_are_refused, 0, std::size(bad_files));
  tcase_add_test(cases, the_cache_is_the_rig);
  tcase_add_loop_test(cases, a_known_face_is_found_again, 0, std::size(known_faces));
  tcase_add_test(cases, no_face_has_an_infinite_error);
  tcase_add_test(cases, calm_takes_expressions_away);
  tcase_add_test(cases, a_smile_says_how_far_it_opens_a_mouth);
  tcase_add_loop_test(cases, action_units_are_read, 0, std::size(texts));
  tcase_add_loop_test(cases, bad_expressions_are_refused, 0, std::size(bad_texts));
  tcase_add_test(cases, tables_of_emotions_are_read);
  tcase_add_test(cases, the_emotions_that_come_along_are_sound);
  Suite *suite = suite_create("rig");
  suite_add_tcase(suite, cases);
  return suite::run(suite);
}
