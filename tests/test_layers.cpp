// Models of layers: their files, what is asked of them, and that the frame gets what the network composes.
#include <cstring>

#include <opencv2/imgproc.hpp>

#include <ganmut/action_units.h>
#include <ganmut/face_editor.h>

#include "checkpoint/model_file.h"
#include "composite/compositor.h"
#include "emotion/expression.h"
#include "engine/engine.h"
#include "geometry/face_maps.h"
#include "network/layers_generator.h"
#include "network/state.h"
#include "scratch.h"
#include "suite.h"

using namespace ganmut;

namespace {

constexpr int side = 64;

ModelInfo small_info() {
  ModelInfo info;
  info.classes = 3;
  info.width = 8;
  info.blocks = 1;
  info.conditioning = Conditioning::Film;
  info.output = OutputKind::Layers;
  info.image_size = side;
  info.alignment = {Alignment::Kind::Similarity, {{{0.32F, 0.37F}, {0.68F, 0.37F}, {0.5F, 0.55F}}}};
  info.emotions = {"neutral", "happy", "sad"};
  info.units = {"browDown_L", "browDown_R", "jawOpen", "mouthSmile_L", "mouthSmile_R"};
  info.storage = "float32";
  return info;
}

/// All weights away from where they start; it sees some of every unit in each face, and moves pixels far.
LayersGenerator trained(const ModelInfo &info) {
  torch::NoGradGuard no_grad;
  torch::manual_seed(5);
  LayersGenerator generator(info);
  for (auto &parameter : generator->parameters())
    parameter.add_(0.1 * torch::randn_like(parameter));
  generator->maps.mul_(20);
  generator->sense->named_parameters()["body.4.bias"].add_(0.8);
  generator->eval();
  return generator;
}

StateDict with(const StateDict &state, const std::string &name, const StoredTensor &tensor) {
  StateDict result = state;
  for (auto &entry : result)
    if (entry.first == name)
      entry.second = tensor;
  return result;
}

/// A face with both eyes and an open mouth, pixels of a picture of `side`.
Landmarks face_landmarks() {
  Landmarks landmarks;
  landmarks.fill({side / 2.F, 0.55F * side});
  const auto ring = [&](int first, int count, cv::Point2f centre, cv::Point2f radius) {
    for (int i = 0; i < count; ++i) {
      const auto angle = static_cast<float>(2 * M_PI * i / count);
      landmarks[first + i] = {side * (centre.x - radius.x * std::cos(angle)),
                              side * (centre.y - radius.y * std::sin(angle))};
    }
  };
  ring(36, 6, {0.32F, 0.37F}, {0.07F, 0.04F});
  ring(42, 6, {0.68F, 0.37F}, {0.07F, 0.04F});
  ring(48, 12, {0.5F, 0.75F}, {0.18F, 0.1F});
  ring(60, 8, {0.5F, 0.75F}, {0.14F, 0.04F});
  return landmarks;
}

cv::Mat smooth_noise(int type, double low, double high) {
  cv::Mat noise(7, 7, type);
  cv::RNG(3).fill(noise, cv::RNG::UNIFORM, low, high);
  cv::resize(noise, noise, {side, side}, 0, 0, cv::INTER_CUBIC);
  return noise;
}

torch::Tensor tensor_of(const cv::Mat &mat) {
  return torch::from_blob(mat.data, {1, mat.rows, mat.cols, mat.channels()}).permute({0, 3, 1, 2}).clone();
}

double largest(const torch::Tensor &tensor) {
  return tensor.abs().max().item<double>();
}

struct BadFile {
  void (*spoil)(ModelInfo &, StateDict &);
  const char *words;
};
const BadFile bad_files[] = {
    {[](ModelInfo &info, StateDict &) { info.units.clear(); }, "lacks 'units'"},
    {[](ModelInfo &info, StateDict &) { info.units[1] = info.units[0]; }, "names, each once"},
    {[](ModelInfo &info, StateDict &) { info.units.pop_back(); }, "4 units in its metadata, but its tensor 'caps'"},
    {[](ModelInfo &, StateDict &state) {
       state = with(state, "expressions", to_stored(torch::zeros({2, 5})));
     },
     "'expressions'"},
    {[](ModelInfo &, StateDict &state) {
       state = with(state, "maps", to_stored(torch::zeros({15, 5, 8, 8})));
     },
     "'maps'"},
    {[](ModelInfo &info, StateDict &) { info.image_size = 60; }, "a multiple of 8"},
};

} // namespace

START_TEST(a_file_whose_units_do_not_fit_is_refused) {
  const Scratch scratch;
  const auto path = scratch.path("layers.safetensors");
  auto info = small_info();
  auto state = state_of(*trained(info));
  bad_files[_i].spoil(info, state);
  expect_error(
      [&] {
        save_model(path, info, state);
        Model::load(path);
      },
      ErrorKind::BadFile, bad_files[_i].words);
}
END_TEST

START_TEST(the_engine_renders_what_is_asked) {
  const Scratch scratch;
  const auto info = small_info();
  auto generator = trained(info);
  const auto path = scratch.path("layers.safetensors");
  save_model(path, info, state_of(*generator));
  const auto model = Model::load(path);
  ck_assert(model.info().output == OutputKind::Layers && model.info().units == info.units);

  FaceRequest request;
  smooth_noise(CV_32FC3, 0, 255).convertTo(request.crop, CV_8U);
  request.landmarks = face_landmarks();
  request.point = model.space().point("0.5*happy");
  request.keep_speech = 0.75F;
  request.action_units = action_units("AU4L=0.25", info.units);
  const auto rendering = make_torch_engine(model, "cpu", 1)->run({request})[0];
  torch::NoGradGuard no_grad;
  cv::Mat crop, maps = face_maps(request.landmarks, side);
  request.crop.convertTo(crop, CV_32F, 1 / 127.5, -1);
  const auto landmarks = torch::from_blob(request.landmarks.data(), {1, 68, 2});
  const AlignedBatch faces{tensor_of(crop), landmarks, tensor_of(maps)};
  const auto adds =
      0.5 * generator->expressions.slice(0, 0, 2).sum(0, /*keepdim=*/true) + torch::tensor({0.25, 0., 0., 0., 0.});
  const auto keep = torch::tensor({{0.F, 0.F, 0.75F, 0.F, 0.F}});
  const auto layers = generator->forward(faces, {adds, keep});
  const auto &found = rendering.layers.value();
  ck_assert_double_le(largest(tensor_of(found.upper) - layers.upper), 1e-3);
  ck_assert_double_le(largest(tensor_of(found.lower) - layers.lower), 1e-3);
  ck_assert_double_le(largest(tensor_of(found.gain) - layers.gain), 1e-4);
  ck_assert_double_le(largest(tensor_of(found.matte) - layers.matte), 1e-3);
  ck_assert_double_le(largest(tensor_of(found.paint) * 2 - 1 - layers.paint), 1e-4);
  const auto picture = compose(faces.pictures, layers, place(faces.maps, layers.upper, layers.lower));
  ck_assert_double_le(largest(tensor_of(rendering.picture) * 2 - 1 - picture.clamp(-1, 1)), 2e-3);
}
END_TEST

START_TEST(a_rendering_is_carried_on_by_what_is_linear) {
  const Scratch scratch;
  const auto info = small_info();
  const auto generator = trained(info);
  save_model(scratch.path("layers.safetensors"), info, state_of(*generator));
  const auto engine = make_torch_engine(Model::load(scratch.path("layers.safetensors")), "cpu", 1);
  FaceRequest before;
  smooth_noise(CV_32FC3, 0, 255).convertTo(before.crop, CV_8U);
  before.landmarks = face_landmarks();
  auto now = before;
  now.action_units = action_units("AU12=0.5,AU4L=0.5", info.units);
  for (std::size_t i = 48; i < 68; ++i)
    now.landmarks[i].y += 1.5F; // the mouth moves
  const auto old = engine->run({before})[0], wanted = engine->run({now})[0], carried = engine->carried_on(old, now),
             still = engine->carried_on(old, before);
  torch::NoGradGuard no_grad;
  const auto asked = [](const Rendering &of) { return tensor_of(of.layers->request).view({1, -1}); };
  const auto linear = (asked(wanted) - asked(old)).matmul(generator->maps.flatten(1)).view({1, 5, side / 2, side / 2});
  const auto moves = torch::upsample_bilinear2d(linear, {side, side}, /*align_corners=*/false);
  const auto way = tensor_of(carried.layers->upper) - tensor_of(old.layers->upper);
  ck_assert_double_gt(largest(way), 0.1);
  ck_assert_double_le(largest(way - moves.narrow(1, 0, 2)), 0.05 * largest(way));
  ck_assert_double_eq(cv::norm(still.layers->upper, old.layers->upper), 0);
}
END_TEST

START_TEST(the_frame_gets_what_the_network_composes) {
  // The frame is the aligned picture itself, so that only the two ways of interpolating differ.
  RenderedLayers layers;
  layers.upper = smooth_noise(CV_32FC2, -2, 2) + cv::Scalar(0, 1.5);
  layers.lower = smooth_noise(CV_32FC2, -2, 2) - cv::Scalar(0, 1.5);
  layers.gain = smooth_noise(CV_32FC1, -0.3, 0.3);
  layers.matte = smooth_noise(CV_32FC1, -3, 1);
  layers.paint = smooth_noise(CV_32FC3, 0.2, 0.8);
  layers.landmarks = face_landmarks();
  cv::Mat picture;
  smooth_noise(CV_32FC3, 60, 180).convertTo(picture, CV_8U);

  cv::Mat crop;
  picture.convertTo(crop, CV_32F, 1 / 127.5, -1);
  const Layers tensors{tensor_of(layers.upper), tensor_of(layers.lower),         tensor_of(layers.gain),
                       tensor_of(layers.matte), tensor_of(layers.paint) * 2 - 1, {}};
  const auto maps = tensor_of(face_maps(layers.landmarks, side));
  const auto expected = compose(tensor_of(crop), tensors, place(maps, tensors.upper, tensors.lower)) * 127.5 + 127.5;

  Frame frame;
  frame.width = frame.height = side;
  frame.planes[0] = picture.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
  edit_layers(frame, layers, cv::Matx23f(1, 0, 0, 0, 1, 0), cv::Mat::ones(side, side, CV_32FC1), 1.F);
  cv::Mat edited;
  picture.convertTo(edited, CV_32F);
  const auto difference = tensor_of(edited) - expected;
  ck_assert_double_le(largest(difference), 8);
  ck_assert_double_le(difference.abs().mean().item<double>(), 0.6);
}
END_TEST

START_TEST(speech_and_blinks_are_kept_and_nothing_else) {
  const Expression kept = kept_of({"browInnerUp_L", "jawOpen", "mouthSmile_R", "mouthPress_L", "eyeBlink_R",
                                   "eyeWide_L", "mouthLeft", "mouthFrown_L", "mouthUpperUp_L"},
                                  0.5F);
  ck_assert(kept == Expression({0, 0.5F, 0, 0.5F, 0.5F, 0, 0.5F, 0, 0.5F}));
}
END_TEST

START_TEST(a_grin_that_goes_takes_its_opening_along) {
  // Units: a smile, and a jaw of which 0.4 goes with a whole smile. Speech is kept.
  const auto caps = torch::tensor({0.1F, 0.F}), companions = torch::tensor({{0.F, 0.F}, {0.4F, 0.F}});
  const auto jaw = [&](float smile, float jaw, float keep) {
    const ExpressionRequest request{torch::zeros({1, 2}), torch::tensor({{0.F, keep}})};
    return jaw + change_of_expression(torch::tensor({{smile, jaw}}), request, caps, companions)[0][1].item<float>();
  };
  ck_assert_float_eq_tol(jaw(0.1F, 0.5F, 1), 0.5F, 1e-6); // who does not smile, speaks
  ck_assert_float_eq_tol(jaw(0.6F, 0.2F, 1), 0, 1e-6);    // a grin
  ck_assert_float_eq_tol(jaw(0.6F, 0.5F, 1), 0.3F, 1e-6); // speech with a smile
  ck_assert_float_eq_tol(jaw(0.6F, 0.5F, 0), 0, 1e-6);    // nothing is kept
}
END_TEST

START_TEST(sheets_fetch_lips_alone) {
  // Teeth shine in an open mouth; sheets that close it half would smear them, and the matte says that nothing is open.
  const auto landmarks = face_landmarks();
  const cv::Mat maps = face_maps(landmarks, side);
  cv::Mat picture(side, side, CV_32FC3, cv::Scalar::all(-0.5));
  maps.forEach<cv::Vec3f>([&](const cv::Vec3f &map, const int *at) {
    if (map[0] < 0 && map[1] < 0)
      picture.at<cv::Vec3f>(at[0], at[1]) = {1, 1, 1};
  });
  const auto flow = [](double down) {
    return torch::cat({torch::zeros({1, 1, side, side}), torch::full({1, 1, side, side}, down)}, 1);
  };
  Layers layers{flow(-1),
                flow(1),
                torch::zeros({1, 1, side, side}),
                torch::full({1, 1, side, side}, -30.),
                torch::ones({1, 3, side, side}),
                {}};
  const auto composed =
      compose(tensor_of(picture), layers, place(tensor_of(maps), layers.upper, layers.lower)).slice(3, 24, 40);
  ck_assert_double_lt(composed.max().item<double>(), 0.7); // half a pixel of an edge
  ck_assert_double_gt(tensor_of(picture).max().item<double>(), 0.9);
}
END_TEST

/// One unit that takes the sheets a pixel apart everywhere.
START_TEST(sheets_agree_beside_the_mouth) {
  torch::NoGradGuard no_grad;
  LayersGenerator generator(small_info());
  for (auto &parameter : generator->parameters())
    parameter.zero_();
  generator->maps[2][1] = -0.5; // jawOpen: the upper sheet fetches from above
  generator->maps[2][3] = 0.5;
  generator->eval();
  const auto landmarks = face_landmarks();
  const cv::Mat maps = face_maps(landmarks, side);
  const AlignedBatch faces{torch::zeros({1, 3, side, side}), matrix_of({std::vector<float>(136)}).view({1, 68, 2}),
                           tensor_of(maps)};
  std::memcpy(faces.landmarks.data_ptr(), landmarks.data(), sizeof landmarks);
  const auto layers = generator->forward(faces, {torch::tensor({{0.F, 0.F, 1.F, 0.F, 0.F}}), torch::zeros({1, 5})});
  const auto apart = (layers.lower - layers.upper)[0];
  struct Place {
    int x, y;
    double apart;
  };
  constexpr int line = side * 3 / 4, mouth = side / 2;
  // The corners are at 23 and 41; beside them the sheets agree within two pixels, above and below within four.
  for (const auto &[x, y, expected] : {Place{mouth, line, 1},
                                       {25, line, 1},
                                       {39, line, 1},
                                       {20, line, 0},
                                       {44, line, 0},
                                       {2, line, 0},
                                       {61, line, 0},
                                       {2, line - 2, 0.5},
                                       {2, line + 2, 0.5},
                                       {2, line - 8, 1},
                                       {2, line + 8, 1},
                                       {mouth, 5, 1}})
    ck_assert_msg(std::abs(apart[1][y][x].item<double>() - expected) < 0.02, "%g at %d, %d",
                  apart[1][y][x].item<double>(), x, y);
  ck_assert_double_lt(largest(apart[0]), 1e-6);
}
END_TEST

START_TEST(paint_is_lit_as_the_skin_is) {
  torch::NoGradGuard no_grad;
  auto generator = trained(small_info());
  auto landmarks = face_landmarks();
  const cv::Mat maps = face_maps(landmarks, side);
  struct Light {
    const char *name;
    cv::Vec3d skin;       // BGR, share of white
    double blue_of_teeth; // of red, at most
    double blue_of_dark;
    bool has_colour;
  };
  const Light lights[] = {{"as usual", {0.455, 0.586, 0.8}, 0.81, 0.45, true},
                          {"by candles", {0.25, 0.5, 0.8}, 0.66, 0.37, true},
                          {"in the shade", {0.6, 0.65, 0.8}, 0.95, 0.55, true},
                          {"black and white", {0.5, 0.5, 0.5}, 1, 1, false}};
  for (const Light &light : lights) {
    const cv::Mat picture = smooth_noise(CV_32FC3, -0.1F, 0.1F) + 2 * cv::Scalar(light.skin) - cv::Scalar::all(1);
    const AlignedBatch faces{tensor_of(picture), torch::from_blob(landmarks.data(), {1, 68, 2}), tensor_of(maps)};
    const auto paint = (generator->forward(faces, {torch::ones({1, 5}), torch::zeros({1, 5})}).paint[0] + 1) / 2;
    const auto dark = paint[2] < 0.12;
    ck_assert(dark.any().item<bool>() && (paint[2] > 0.6).any().item<bool>());
    const auto blue = paint[0] / paint[2].clamp_min(1e-3);
    ck_assert_msg(blue.max().item<double>() < light.blue_of_teeth + 0.03, "%s: %g", light.name,
                  blue.max().item<double>());
    const auto in_the_dark = blue.masked_select(dark).max().item<double>();
    ck_assert_int_eq((paint[2] - paint[1]).abs().max().item<double>() > 0.01, light.has_colour);
    ck_assert_msg(in_the_dark < light.blue_of_dark + 0.06, "%s, dark: %g", light.name, in_the_dark);
  }
}
END_TEST

START_TEST(the_editor_takes_action_units_of_its_model_only) {
  const Scratch scratch;
  const auto info = small_info();
  const auto path = scratch.path("layers.safetensors");
  save_model(path, info, state_of(*trained(info)));
  FaceEditor editor(Model::load(path), {"cpu", 1, {}, {}, {}});
  Face face;
  face.landmarks = face_landmarks();
  const auto edited = [&](const EditSettings &settings) {
    cv::Mat picture;
    smooth_noise(CV_32FC3, 0, 255).convertTo(picture, CV_8U);
    Frame frame;
    frame.width = frame.height = side;
    frame.planes[0] = picture.data;
    frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
    editor.edit(frame, std::vector<Face>{face}, settings);
    return picture;
  };
  EditSettings settings;
  const auto plain = edited(settings);
  settings.action_units = action_units("AU12=1,AU4=1", info.units);
  const auto smiling = edited(settings);
  settings.action_units.clear();
  settings.keep_speech = 1;
  const auto speaking = edited(settings);
  ck_assert(cv::norm(plain, smiling, cv::NORM_INF) > 0 && cv::norm(plain, speaking, cv::NORM_INF) > 0);
  settings.action_units = {1, 2};
  expect_error([&] { edited(settings); }, ErrorKind::BadArgument, "another model");
  settings.action_units.clear();
  settings.keep_speech = 1.5F;
  expect_error([&] { edited(settings); }, ErrorKind::BadArgument, "between 0 and 1");
}
END_TEST

START_TEST(lips_that_overlap_meet_in_their_middle) {
  auto landmarks = face_landmarks();
  const LipLine open(landmarks);
  const float line = 0.75F * side;
  ck_assert_float_eq_tol(open.above_upper({side / 2.F, line}), -0.04F * side, 0.01F);
  ck_assert_float_eq_tol(open.below_lower({side / 2.F, line}), -0.04F * side, 0.01F);
  ck_assert_float_eq_tol(open.above_upper({0, line - 3}), 3, 0.01F); // beyond the corner it goes on level
  for (const int i : {61, 62, 63})
    landmarks[i].y += 0.12F * side;
  const LipLine over(landmarks);
  for (const float x : {0.4F * side, 0.5F * side, 0.6F * side}) {
    ck_assert_float_eq_tol(over.above_upper({x, line}) + over.below_lower({x, line}), 0, 0.6F);
    ck_assert_float_le(over.above_upper({x, line}), over.above_upper({x, 0}));
  }
  const cv::Mat maps = face_maps(landmarks, side);
  const auto eye = maps.at<cv::Vec3f>(cvRound(0.37 * side), cvRound(0.32 * side));
  ck_assert_float_ge(eye[2], 0.9F);
  ck_assert_float_eq(maps.at<cv::Vec3f>(side / 2, side / 2)[2], 0);
  ck_assert_float_eq_tol(eye[0], over.above_upper({std::round(0.32F * side), std::round(0.37F * side)}), 1e-4F);
}
END_TEST

const suite::Part part("layers", [] {
  Suite *suite = suite_create("layers");
  TCase *tests = tcase_create("layers");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_file_whose_units_do_not_fit_is_refused, 0, std::size(bad_files));
  tcase_add_test(tests, the_engine_renders_what_is_asked);
  tcase_add_test(tests, a_rendering_is_carried_on_by_what_is_linear);
  tcase_add_test(tests, the_frame_gets_what_the_network_composes);
  tcase_add_test(tests, speech_and_blinks_are_kept_and_nothing_else);
  tcase_add_test(tests, a_grin_that_goes_takes_its_opening_along);
  tcase_add_test(tests, sheets_fetch_lips_alone);
  tcase_add_test(tests, sheets_agree_beside_the_mouth);
  tcase_add_test(tests, paint_is_lit_as_the_skin_is);
  tcase_add_test(tests, the_editor_takes_action_units_of_its_model_only);
  tcase_add_test(tests, lips_that_overlap_meet_in_their_middle);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
