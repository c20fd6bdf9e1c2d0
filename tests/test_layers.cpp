// Models of layers: their files, what is asked of them, and that the frame gets what the network composes.
#include <cstring>

#include <opencv2/imgproc.hpp>

#include <ganmut/action_units.h>
#include <ganmut/face_editor.h>

#include "checkpoint/model_file.h"
#include "composite/background.h"
#include "composite/compositor.h"
#include "composite/lids.h"
#include "emotion/expression.h"
#include "engine/engine.h"
#include "engine/own_faces.h"
#include "engine/pictures.h"
#include "geometry/face_maps.h"
#include "network/layers_generator.h"
#include "network/state.h"
#include "scratch.h"
#include "small_layers.h"
#include "suite.h"

using namespace ganmut;
using namespace small;

namespace {

StateDict with(const StateDict &state, const std::string &name, const StoredTensor &tensor) {
  StateDict result = state;
  for (auto &entry : result)
    if (entry.first == name)
      entry.second = tensor;
  return result;
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
  request.action_units = action_units("AU4L=0.25,jawOpen=0.2", info.units); // lips that are not to be shut
  const auto rendering = make_torch_engine(model, "cpu", 1)->run({request})[0];
  torch::NoGradGuard no_grad;
  const auto lips = with_inner_lips_of(OwnFaces().look({request}, {1})[0], request.landmarks);
  cv::Mat crop, maps = face_maps(lips, side);
  request.crop.convertTo(crop, CV_32F, 1 / 127.5, -1);
  const auto points = [](const Landmarks &of) { return torch::from_blob(const_cast<Pixel *>(of.data()), {1, 68, 2}); };
  const AlignedBatch faces{tensor_of(crop), points(lips), tensor_of(maps)};
  const auto keep = torch::tensor({{0.F, 0.F, 0.75F, 0.F, 0.F}});
  const auto own = generator->sense(points(request.landmarks) / double{side});
  const auto units = own.slice(1, 0, 5);
  const auto left = units + generator->difference(units, {torch::zeros_like(units), keep});
  const auto row = [](const torch::Tensor &of) {
    return Expression(of.data_ptr<float>(), of.data_ptr<float>() + of.numel());
  };
  const float grin = (request.landmarks[66].y - request.landmarks[62].y) * 128 / side *
                     (1 - parting_left(info.units, row(units.contiguous()), row(left.contiguous())));
  const auto parting = torch::tensor(parting_of(info.units, request.keep_speech, grin));
  const auto emotions = 0.5 * generator->expressions.slice(0, 0, 2).sum(0, /*keepdim=*/true);
  const auto adds = emotions * parting + torch::tensor({0.25, 0., 0.2, 0., 0.});
  const auto layers = generator->layers_of(faces, {adds, keep}, own);
  const auto &found = rendering.layers.value();
  ck_assert_double_le(largest(tensor_of(found.upper) - layers.upper), 1e-3);
  ck_assert_double_le(largest(tensor_of(found.lower) - layers.lower), 1e-3);
  ck_assert_double_le(largest(tensor_of(found.gain) - layers.gain), 1e-4);
  ck_assert_double_le(largest(tensor_of(found.matte) - layers.matte), 1e-3);
  ck_assert_double_le(largest(tensor_of(found.paint) - (layers.paint / 2 + 0.5)), 1e-4);
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

/// x of the head's third axis, how much of an edit the head gets, and how surely its lips meet.
const std::tuple<float, float, float> turned_heads[] = {{0, 1, 1},        {0.35F, 1, 1},     {-0.35F, 1, 1},
                                                        {0.55F, 0.5F, 1}, {-0.55F, 0.5F, 1}, {0.8F, 0, 0.2F}};

START_TEST(an_edit_fades_from_heads_that_turn) {
  const auto &[turned, share, shut] = turned_heads[_i];
  const Scratch scratch;
  const auto info = small_info();
  auto generator = trained(info);
  const auto rendered = [&](float x) {
    const torch::NoGradGuard no_grad;
    const auto pose = static_cast<std::int64_t>(info.units.size());
    auto weights = generator->sense->named_parameters();
    weights["body.4.weight"].zero_();
    weights["body.4.bias"].fill_(0.5F)[pose] = x;
    save_model(scratch.path("layers.safetensors"), info, state_of(*generator));
    FaceRequest request;
    smooth_noise(CV_32FC3, 0, 255).convertTo(request.crop, CV_8U);
    request.landmarks = face_landmarks();
    request.action_units = action_units("AU12=0.3", info.units);
    return *make_torch_engine(Model::load(scratch.path("layers.safetensors")), "cpu", 1)->run({request})[0].layers;
  };
  const auto both_smiles = [](const RenderedLayers &layers) {
    return tensor_of(layers.request).flatten().narrow(0, 3, 2);
  };
  const auto ahead = rendered(0), away = rendered(turned);
  ck_assert_double_gt(largest(both_smiles(ahead)), 0.1);
  ck_assert_double_le(largest(both_smiles(away) - share * both_smiles(ahead)), 1e-5);
  ck_assert_float_gt(ahead.shut, 0.1F);
  ck_assert_float_eq_tol(away.shut, shut * ahead.shut, 1e-5F);
}
END_TEST

START_TEST(the_frame_gets_what_the_network_composes) {
  // The frame is the aligned picture itself, so that only the two ways of interpolating differ. The inside of a mouth
  // that opens is drawn by the compositor alone.
  RenderedLayers layers;
  layers.upper = smooth_noise(CV_32FC2, -2, 2) + cv::Scalar(0, 1.5);
  layers.lower = smooth_noise(CV_32FC2, -2, 2) - cv::Scalar(0, 1.5);
  layers.gain = smooth_noise(CV_32FC1, -0.3, 0.3);
  layers.matte = smooth_noise(CV_32FC1, -3, 1);
  const cv::Mat red = smooth_noise(CV_32FC1, 0.3, 0.7);
  cv::merge(std::vector<cv::Mat>{0.5 * red, 0.55 * red, red}, layers.paint);
  layers.landmarks = face_landmarks();
  for (std::size_t i = 60; i < 68; ++i) // what stands further open goes on behind the upper lip, in the frame alone
    layers.landmarks[i].y = 0.75F * side + 0.22F * (layers.landmarks[i].y - 0.75F * side);
  cv::Mat picture;
  smooth_noise(CV_32FC3, 60, 180).convertTo(picture, CV_8U);

  cv::Mat crop;
  picture.convertTo(crop, CV_32F, 1 / 127.5, -1);
  const auto upper = tensor_of(with_lids_held(with_background_held(layers.upper, layers.landmarks), layers.landmarks));
  const auto lower = tensor_of(with_background_held(layers.lower, layers.landmarks));
  const Layers tensors{upper, lower, tensor_of(layers.gain), tensor_of(layers.matte), tensor_of(layers.paint) * 2 - 1,
                       {}};
  const auto maps = tensor_of(face_maps(layers.landmarks, side));
  const auto placed = place(maps, tensors.upper, tensors.lower);
  const auto expected = compose(tensor_of(crop), tensors, placed) * 127.5 + 127.5;
  const auto is_outside = matte_share(placed.hole, tensors.matte) < 0.02;

  Frame frame;
  frame.width = frame.height = side;
  frame.planes[0] = picture.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
  edit_layers(frame, layers, cv::Matx23f(1, 0, 0, 0, 1, 0), cv::Mat::ones(side, side, CV_32FC1), 1.F);
  cv::Mat edited;
  picture.convertTo(edited, CV_32F);
  const auto difference = (tensor_of(edited) - expected) * is_outside;
  ck_assert_double_le(largest(difference), 22); // at the rim of the paint, 130 levels away; the frame's is softer
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

START_TEST(lips_part_when_a_smile_is_wide) {
  // Emotions: neutral, a smile that shows teeth, and a mouth that opens.
  const std::vector<std::string> units = {"mouthSmile_L", "mouthUpperUp_L", "jawOpen"};
  const std::vector<Expression> expressions = {{0, 0, 0}, {1, 0.6F, 0.1F}, {0, 0, 0.4F}};
  const ConditionalSpace space(Parametrization::Linear, 2,
                               {{"neutral", {}}, {"happy", {1, 0, 0}}, {"surprise", {0, 1, 0}}});
  const auto at = [&](float x, float y) { return expression_at(space, expressions, units, {x, y, 0}); };
  const auto is = [](const Expression &found, const Expression &expected) {
    for (std::size_t i = 0; i < expected.size(); ++i)
      ck_assert_float_eq_tol(found[i], expected[i], 1e-5F);
  };
  is(at(0.4F, 0), {0.4F, 0, 0});
  is(at(0.6F, 0), {0.6F, 0.18F, 0.03F});
  is(at(1, 0), {1, 0.6F, 0.1F});
  is(at(0, 0.4F), {0, 0, 0.16F}); // what does not smile opens at once
}
END_TEST

START_TEST(a_mouth_that_speaks_is_parted_less) {
  const std::vector<std::string> units = {"jawOpen", "mouthUpperUp_L", "mouthSmile_R", "mouthPress_L"};
  ck_assert(parting_of(units, 0, 20) == Expression({1, 1, 1, 1}));
  ck_assert_float_eq_tol(parting_of(units, 1, 0)[0], 0.4F, 1e-6);
  ck_assert_float_eq_tol(parting_of(units, 1, 0)[1], 0.08F, 1e-6);
  ck_assert_float_eq(parting_of(units, 1, 0)[2], 1); // a smile is whole
  ck_assert_float_eq_tol(parting_of(units, 1, 4)[0], 0.7F, 1e-6);
  ck_assert_float_eq_tol(parting_of(units, 1, 30)[1], 1, 1e-6);
  ck_assert_float_eq_tol(parting_of(units, 0.5F, 0)[0], 0.7F, 1e-6);

  const Expression own = {0.6F, 0.3F, 0.8F, 0.1F};
  ck_assert_float_eq(parting_left(units, own, own), 1);
  ck_assert_float_eq_tol(parting_left(units, own, {0.3F, 0.15F, 0, 0.1F}), 0.5F, 0.02);
  ck_assert_float_lt(parting_left(units, own, {0, 0, 0, 0}), 0.05F);
  ck_assert_float_eq(parting_left(units, {0, 0, 0, 0}, {0, 0, 0, 0}), 1);
  ck_assert_float_eq(shut_lips(units, {0, 0, 0, 0}), 1);
  ck_assert_float_eq(shut_lips(units, own), 0);
  ck_assert_float_eq(shut_lips({"mouthUpperUp_L", "mouthUpperUp_R", "mouthShrugLower"}, {0.15F, 0.15F, 0.6F}), 1);
}
END_TEST

START_TEST(a_smile_that_goes_is_known_from_what_folds_cheeks) {
  const std::vector<std::string> units = {"mouthSmile_L", "mouthSmile_R", "noseSneer_L", "noseSneer_R"};
  ck_assert_float_eq(smile_gone(units, {-0.5F, -0.4F, 0, 0}), 1);
  ck_assert_float_eq_tol(smile_gone(units, {-0.1F, -0.25F, -0.3F, 0}), 0.5F, 1e-6);
  ck_assert_float_eq_tol(smile_gone(units, {-0.4F, -0.4F, 0.2F, 0.2F}), 0.2F / 0.35F, 1e-6);
  ck_assert_float_eq(smile_gone(units, {0.4F, 0.4F, 0, 0}), 0);
}
END_TEST

START_TEST(a_smile_that_goes_goes_further_than_it_is_told) {
  // One unit: a smile, of which a face tells half.
  const auto caps = torch::tensor({0.1F}), companions = torch::tensor({{1.F}});
  const auto change = [&](float smile, float adds, float keep) {
    const ExpressionRequest request{torch::tensor({{adds}}), torch::tensor({{keep}})};
    return change_of_expression(torch::tensor({{smile}}), request, caps, companions).item<float>();
  };
  ck_assert_float_eq_tol(change(0.1F, 0, 0), 0, 1e-6);
  ck_assert_float_eq_tol(change(0.3F, 0, 0), -0.4F, 1e-6);
  ck_assert_float_eq_tol(change(0.3F, 0, 0.5F), -0.2F, 1e-6);
  ck_assert_float_eq_tol(change(0.3F, 0.5F, 0), 0.3F, 1e-6);      // it comes back
  ck_assert_float_eq_tol(change(1.F, 0, 0), -0.9F - 0.25F, 1e-6); // no more than a quarter
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

const suite::Part part("layers", [] {
  Suite *suite = suite_create("layers");
  TCase *tests = tcase_create("layers");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_file_whose_units_do_not_fit_is_refused, 0, std::size(bad_files));
  tcase_add_test(tests, the_engine_renders_what_is_asked);
  tcase_add_test(tests, a_rendering_is_carried_on_by_what_is_linear);
  tcase_add_loop_test(tests, an_edit_fades_from_heads_that_turn, 0, std::size(turned_heads));
  tcase_add_test(tests, the_frame_gets_what_the_network_composes);
  tcase_add_test(tests, speech_and_blinks_are_kept_and_nothing_else);
  tcase_add_test(tests, lips_part_when_a_smile_is_wide);
  tcase_add_test(tests, a_mouth_that_speaks_is_parted_less);
  tcase_add_test(tests, a_smile_that_goes_is_known_from_what_folds_cheeks);
  tcase_add_test(tests, a_smile_that_goes_goes_further_than_it_is_told);
  tcase_add_test(tests, a_grin_that_goes_takes_its_opening_along);
  tcase_add_test(tests, the_editor_takes_action_units_of_its_model_only);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
