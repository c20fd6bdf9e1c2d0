// A model's file: what it says about itself, and that its metadata and tensors agree.
#include <cmath>
#include <filesystem>

#include "checkpoint/model_file.h"
#include "checkpoint/official_checkpoint.h"
#include "checkpoint/safetensors.h"
#include "scratch.h"
#include "small_states.h"
#include "suite.h"

using ganmut::ErrorKind;
using ganmut::Model;
using ganmut::Parametrization;
using ganmut::StateDict;

namespace {

const small::Sizes sizes_table[] = {
    {false, 2, 7, 4, 2}, {false, 2, 2, 1, 0}, {false, 3, 5, 2, 1},
    {true, 2, 7, 2, 3},  {true, 3, 4, 2, 1},  {true, 2, 9, 1, 1},
};

/// An official generator as a file of ours.
std::string saved(const Scratch &scratch, const char *storage = "float32") {
  auto state = small::generator();
  auto info = ganmut::infer_info(state, "a");
  info.storage = storage;
  info.licence = "CC0-1.0";
  info.training = "a test";
  info.image_size = 96;
  info.calibration = {{"glad", {0, 0.25F, 1}}};
  info.emotions = {"calm", "glad", "cross"};
  info.alignment = ganmut::alignment_from(
      R"({"kind":"similarity","right_eye":[0.34,0.36],"left_eye":[0.66,0.36],"nose":[0.5,0.55]})");
  const auto path = scratch.path("model.safetensors");
  ganmut::save_model(path, info, state);
  return path;
}

/// The same file after `change` to its metadata.
template <typename Change> std::string changed(const Scratch &scratch, const Change &change) {
  auto contents = ganmut::read_safetensors(saved(scratch));
  change(contents.metadata);
  const auto path = scratch.path("changed.safetensors");
  ganmut::write_safetensors(path, contents);
  return path;
}

struct BadValue {
  const char *key;
  const char *value; ///< null: the key is missing
  const char *words; ///< in the sentence
};

const BadValue bad_values[] = {
    {"format_version", "2", "format_version"},
    {"parametrization", "cubic", "valid: linear, gaussian"},
    {"parametrization", "gaussian", "does not fit"},
    {"dimensions", "4", "from 2 to 3"},
    {"dimensions", "3", "does not fit"},
    {"classes", "-1", "classes"},
    {"classes", "4", "4 names"},
    {"width", "1000", "does not fit"},
    {"width", "99999999999999999999", "width"},
    {"width", "8x", "width"},
    {"blocks", nullptr, "lacks 'blocks'"},
    {"conditioning", "magic", "valid: planes, film"},
    {"output", "", "valid: direct, residual, warp"},
    {"image_size", "1000000", "image_size"},
    {"colour_order", "RGB", "valid: BGR"},
    {"alignment", "{\"kind\":\"similarity\"}", "alignment"},
    {"alignment", "{\"kind\":\"similarity\",\"right_eye\":[2,0],\"left_eye\":[0,0],\"nose\":[0,0]}", "alignment"},
    {"emotions", "calm,glad", "3 names"},
    {"emotions", "calm,glad,glad", "two emotions"},
    {"emotions", "calm,glad,very cross", "cannot name"},
    {"sha256", "0", "SHA-256"},
    {"calibration", "glad", "valid: {\"EMOTION\""},
    {"calibration", "{\"sad\":[0,1]}", "calibration"},
    {"calibration", "{\"glad\":[0,0.6,0.5,1]}", "calibration"},
    {"calibration", "{\"glad\":[0,0.5]}", "calibration"},
    {"calibration", "{\"glad\":[0,\"much\"]}", "calibration"},
};

void add_nan(StateDict &state) {
  const float nan = NAN;
  std::memcpy(state.back().second.bytes.data(), &nan, sizeof(nan));
}

struct Foreign {
  const char *what;
  void (*change)(StateDict &);
  ErrorKind kind;
  const char *words; ///< in the sentence
};

const Foreign foreign_states[] = {
    {"nothing", [](StateDict &state) { state.clear(); }, ErrorKind::WrongKind, "another network"},
    {"discriminator",
     [](StateDict &state) {
       state = {{"conv1.weight", small::tensor({1, 2, 3, 3})}, {"conv2.weight", small::tensor({7, 2, 2, 2})}};
     },
     ErrorKind::WrongKind, "a discriminator"},
    {"NaN", add_nan, ErrorKind::BadFile, "NaN"},
    {"a tensor too many", [](StateDict &state) { state.emplace_back("extra", small::tensor({1})); },
     ErrorKind::WrongKind, "'extra'"},
    {"a tensor too few", [](StateDict &state) { state.pop_back(); }, ErrorKind::WrongKind, "no 'main."},
    {"another shape",
     [](StateDict &state) {
       state.back().second = small::tensor({3, 2, 5, 5});
     },
     ErrorKind::BadFile, "does not fit"},
    {"four dimensions",
     [](StateDict &state) {
       state.front().second = small::tensor({2, 4});
     },
     ErrorKind::WrongKind, "sizes"},
    {"no matrix", [](StateDict &state) { state.front().second = small::tensor({4}); }, ErrorKind::WrongKind,
     "axes.weight"},
    {"integers as axes",
     [](StateDict &state) {
       state.front().second = small::zeros(ganmut::DType::I64, {2, 2}, 4);
     },
     ErrorKind::BadFile, "I64"},
};

} // namespace

START_TEST(shapes_tell_the_sizes) {
  const auto &sizes = sizes_table[_i];
  const auto info = ganmut::infer_info(small::generator(sizes), "a");
  ck_assert(info.parametrization == (sizes.gaussian ? Parametrization::Gaussian : Parametrization::Linear));
  ck_assert_int_eq(info.dimensions, static_cast<int>(sizes.dimensions));
  ck_assert_int_eq(info.classes, static_cast<int>(sizes.classes));
  ck_assert_int_eq(info.width, static_cast<int>(sizes.width));
  ck_assert_int_eq(info.blocks, sizes.blocks);
  ck_assert_uint_eq(info.emotions.size(), static_cast<std::size_t>(sizes.classes));
  suite::expect_text(info.emotions[1], "happy");
  ck_assert(info.alignment.kind == ganmut::Alignment::Kind::Box);
}
END_TEST

START_TEST(every_kind_survives_saving) {
  const Scratch scratch;
  const auto state = small::generator(sizes_table[_i]);
  ganmut::write_official_checkpoint(scratch.path("a.ckpt"), state);
  const auto official = Model::load(scratch.path("a.ckpt"));
  auto info = official.info();
  ganmut::save_model(scratch.path("a.safetensors"), info, state);
  const auto own = Model::load(scratch.path("a.safetensors"));
  ck_assert(ganmut::metadata_of(own.info()).at("blocks") == std::to_string(info.blocks));
  for (std::size_t i = 0; i < info.emotions.size(); ++i) {
    ck_assert_float_eq(own.space().emotions()[i].where.x, official.space().emotions()[i].where.x);
    ck_assert(own.space().emotions()[i].covariance == official.space().emotions()[i].covariance);
  }
  for (const auto &[name, tensor] : state) {
    const auto *kept = ganmut::find(ganmut::ModelAccess::weights(own), name);
    ck_assert_msg(ganmut::is_statistics(name) ? kept == nullptr : kept->bytes == tensor.bytes, "%s", name.c_str());
  }
}
END_TEST

START_TEST(names_of_data_parallel_are_unwrapped) {
  const Scratch scratch;
  auto state = small::generator();
  ganmut::write_safetensors(scratch.path("plain.safetensors"), {state, {}});
  for (auto &[name, tensor] : state)
    name = "module." + name;
  ganmut::write_safetensors(scratch.path("wrapped.safetensors"), {state, {}});
  ganmut::write_official_checkpoint(scratch.path("wrapped.ckpt"), state);
  const auto plain = Model::load(scratch.path("plain.safetensors")).info().sha256;
  suite::expect_text(Model::load(scratch.path("wrapped.safetensors")).info().sha256, plain);
  suite::expect_text(Model::load(scratch.path("wrapped.ckpt")).info().sha256, plain);
}
END_TEST

START_TEST(metadata_is_kept) {
  const Scratch scratch;
  const auto model = Model::load(saved(scratch, "float16"));
  const auto &info = model.info();
  ck_assert_int_eq(info.format_version, 1);
  ck_assert_int_eq(info.image_size, 96);
  suite::expect_text(info.storage, "float16");
  suite::expect_text(info.licence, "CC0-1.0");
  suite::expect_text(info.training, "a test");
  suite::expect_text(info.sha256, ganmut::sha256_of(ganmut::ModelAccess::weights(model)));
  ck_assert(info.emotions == (std::vector<std::string>{"calm", "glad", "cross"}));
  ck_assert(info.alignment.kind == ganmut::Alignment::Kind::Similarity);
  ck_assert_float_eq(info.alignment.template_points[2][1], 0.55F);
  ck_assert(model.space().emotions()[1].calibration == (std::vector<float>{0, 0.25F, 1}));
  ck_assert(model.space().emotions()[2].calibration.empty());
}
END_TEST

START_TEST(half_the_bytes_hold_nearly_the_same) {
  const Scratch scratch;
  const auto whole = ganmut::read_model(saved(scratch)), half = ganmut::read_model(saved(scratch, "float16"));
  for (const auto &[name, tensor] : whole.tensors) {
    const auto *other = ganmut::find(half.tensors, name);
    ck_assert_uint_eq(other->bytes.size() * 2, tensor.bytes.size());
    const auto a = ganmut::floats_of(tensor), b = ganmut::floats_of(*other);
    for (std::size_t i = 0; i < a.size(); ++i)
      ck_assert_float_eq_tol(a[i], b[i], 5e-4F);
  }
}
END_TEST

START_TEST(bad_metadata_gives_one_sentence) {
  const auto &bad = bad_values[_i];
  const Scratch scratch;
  const auto path = changed(scratch, [&](auto &metadata) {
    metadata.erase(bad.key);
    if (bad.value != nullptr)
      metadata[bad.key] = bad.value;
  });
  expect_error([&] { Model::load(path); }, ErrorKind::BadFile, bad.words);
}
END_TEST

START_TEST(a_foreign_network_gives_one_sentence) {
  const auto &foreign = foreign_states[_i];
  const Scratch scratch;
  auto state = small::generator();
  foreign.change(state);
  ganmut::write_official_checkpoint(scratch.path("a.ckpt"), state);
  expect_error([&] { Model::load(scratch.path("a.ckpt")); }, foreign.kind, foreign.words);
  ganmut::write_safetensors(scratch.path("a.safetensors"), {state, {}});
  expect_error([&] { Model::load(scratch.path("a.safetensors")); }, foreign.kind, foreign.words);
}
END_TEST

START_TEST(our_own_network_needs_no_official_names) {
  const Scratch scratch;
  const StateDict state{{"axes.weight", small::tensor({2, 2})}, {"stem.weight", small::tensor({104, 8})}};
  ganmut::ModelInfo info;
  info.classes = 3;
  info.width = 2;
  info.blocks = 2;
  info.conditioning = ganmut::Conditioning::Film;
  info.output = ganmut::OutputKind::Warp;
  info.emotions = {"neutral", "happy", "sad"};
  info.storage = "float32";
  const auto path = scratch.path("film.safetensors");
  ganmut::save_model(path, info, state);
  ck_assert(Model::load(path).info().output == ganmut::OutputKind::Warp);
  info.width = 1000;
  ganmut::save_model(path, info, state);
  expect_error([&] { Model::load(path); }, ErrorKind::BadFile, "too few weights");
  info.classes = 4;
  info.emotions.emplace_back("fear");
  expect_error([&] { ganmut::save_model(path, info, state); }, ErrorKind::BadFile, "axes.weight");
}
END_TEST

START_TEST(a_linear_space_has_unit_axes) {
  const StateDict state{{"axes.weight", ganmut::stored_from({3, 4, 0, 0}, {2, 2}, ganmut::DType::F32)}};
  ganmut::ModelInfo info;
  info.classes = 3;
  info.emotions = {"neutral", "happy", "sad"};
  const auto emotions = ganmut::space_of(info, state).emotions();
  ck_assert_float_eq(emotions[0].where.x, 0);
  ck_assert_float_eq_tol(emotions[1].where.x, 0.6F, 1e-6F);
  ck_assert_float_eq_tol(emotions[1].where.y, 0.8F, 1e-6F);
  ck_assert_float_eq(emotions[2].where.x, 0);
}
END_TEST

START_TEST(a_gaussian_space_has_turned_covariances) {
  const auto quarter = static_cast<float>(M_PI / 2);
  const StateDict state{{"mu.weight", ganmut::stored_from({0, 0, 1, -1}, {2, 2}, ganmut::DType::F32)},
                        {"covariance_axes.weight", ganmut::stored_from({1, 2, -3, 4}, {2, 2}, ganmut::DType::F32)},
                        {"covariance_angles.weight", ganmut::stored_from({0, quarter}, {1, 2}, ganmut::DType::F32)}};
  ganmut::ModelInfo info;
  info.parametrization = Parametrization::Gaussian;
  info.classes = 2;
  info.emotions = {"neutral", "happy"};
  const auto emotions = ganmut::space_of(info, state).emotions();
  ck_assert_float_eq_tol(emotions[1].where.x, std::tanh(1.F), 1e-6F);
  ck_assert_float_eq_tol(emotions[1].where.y, -std::tanh(1.F), 1e-6F);
  const std::array<float, 9> straight{1, 0, 0, 0, 2, 0, 0, 0, 0}, turned{4, 0, 0, 0, 3, 0, 0, 0, 0};
  for (std::size_t i = 0; i < 9; ++i) {
    ck_assert_float_eq_tol(emotions[0].covariance[i], straight[i], 1e-6F);
    ck_assert_float_eq_tol(emotions[1].covariance[i], turned[i], 1e-6F);
  }
}
END_TEST

START_TEST(a_solid_gaussian_space_has_cholesky_factors) {
  const auto half = std::log(0.5F);
  const StateDict state{{"mu.weight", ganmut::stored_from({0, 0, 0, 1, 0, -1}, {2, 3}, ganmut::DType::F32)},
                        {"covariance_factors.weight",
                         ganmut::stored_from({0, 0, 0, 0, 0, 0, half, 1, 0, -1, 2, half}, {2, 6}, ganmut::DType::F32)}};
  ganmut::ModelInfo info;
  info.parametrization = Parametrization::Gaussian;
  info.dimensions = 3;
  info.classes = 2;
  info.emotions = {"neutral", "happy"};
  const auto emotions = ganmut::space_of(info, state).emotions();
  ck_assert_float_eq_tol(emotions[1].where.z, -std::tanh(1.F), 1e-6F);
  const std::array<float, 9> round{1, 0, 0, 0, 1, 0, 0, 0, 1}, skewed{0.25F, 0.5F, -0.5F, 0.5F, 2, 1, -0.5F, 1, 5.25F};
  for (std::size_t i = 0; i < 9; ++i) {
    ck_assert_float_eq_tol(emotions[0].covariance[i], round[i], 1e-6F);
    ck_assert_float_eq_tol(emotions[1].covariance[i], skewed[i], 1e-6F);
  }
}
END_TEST

/// What the official 3-D code can have left of its covariances: class k's are rows k to k + 2 of one matrix.
struct Solid {
  const char *what;
  std::vector<float> rows; ///< of that matrix; none: not saved
  std::vector<std::array<float, 9>> covariances;
  const char *words; ///< of the warning; null: none
} const solids[] = {
    {"not saved", {}, {{1, 0, 0, 0, 1, 0, 0, 0, 1}, {1, 0, 0, 0, 1, 0, 0, 0, 1}}, "did not save"},
    {"sound, and overlapping",
     {2, 0, 0, 0, 4, 0, 0, 0, 8, 0.5F, 0, 0},
     // Rows 1 to 3 are {0 4 0; 0 0 8; 0.5 0 0}: the symmetric part of the inverse has negative eigenvalues.
     {{2, 0, 0, 0, 4, 0, 0, 0, 8}, {}},
     "classes 1 "},
    {"skew: only the symmetric part of the inverse counts",
     {1, 1, 0, -1, 1, 0, 0, 0, 1, 0, 0, 0},
     {{2, 0, 0, 0, 2, 0, 0, 0, 1}, {}},
     "classes 1 "},
    {"no numbers that could be inverted", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {{}, {}}, "classes 0, 1 "},
};

START_TEST(official_covariances_in_3_d_are_imported) {
  const auto &solid = solids[_i];
  const Scratch scratch;
  auto state = small::generator({true, 3, 2, 2, 1});
  state.erase(state.begin());
  if (!solid.rows.empty())
    state.insert(state.begin() + 1,
                 {"covariances.weight", ganmut::stored_from(solid.rows, {4, 3}, ganmut::DType::F32)});
  ganmut::write_official_checkpoint(scratch.path("a.ckpt"), state);
  const auto model = Model::load(scratch.path("a.ckpt"));
  ck_assert_int_eq(model.info().dimensions, 3);
  ck_assert_uint_eq(model.info().warnings.size(), 1);
  ck_assert_msg(model.info().warnings[0].find(solid.words) != std::string::npos, "%s: %s", solid.what,
                model.info().warnings[0].c_str());
  for (std::size_t k = 0; k < 2; ++k) {
    const auto &covariance = model.space().emotions()[k].covariance;
    for (std::size_t i = 0; i < 9 && solid.covariances[k][0] > 0; ++i)
      ck_assert_float_eq_tol(covariance[i], solid.covariances[k][i], 1e-5F);
    for (std::size_t i = 0; i < 9; ++i)
      ck_assert(std::isfinite(covariance[i]) && (i % 4 != 0 || covariance[i] > 0));
  }
  // Once imported it is a file like any other of ours.
  ganmut::save_model(scratch.path("a.safetensors"), model.info(), ganmut::ModelAccess::weights(model));
  const auto own = Model::load(scratch.path("a.safetensors"));
  ck_assert(own.info().warnings.empty());
  ck_assert(own.space().emotions()[1].covariance == model.space().emotions()[1].covariance);
}
END_TEST

START_TEST(other_official_files_are_imported_without_a_word) {
  const Scratch scratch;
  for (const auto &sizes : {small::Sizes{false, 2}, small::Sizes{false, 3}, small::Sizes{true, 2}}) {
    ganmut::write_official_checkpoint(scratch.path("a.ckpt"), small::generator(sizes));
    ck_assert(Model::load(scratch.path("a.ckpt")).info().warnings.empty());
  }
}
END_TEST

START_TEST(a_name_is_looked_up_in_the_model_path) {
  const Scratch scratch;
  const auto path = saved(scratch);
  const auto folder = std::filesystem::path(path).parent_path().string();
  setenv("GANMUT_MODEL_PATH", ("/nowhere::" + folder).c_str(), 1);
  suite::expect_text(ganmut::find_model("model"), path);
  suite::expect_text(ganmut::find_model(path), path);
  expect_error([&] { ganmut::find_model("other"); }, ErrorKind::NotFound, "'other' in /nowhere, " + folder);
  expect_error([] { ganmut::find_model("other.ckpt"); }, ErrorKind::NotFound, "'other.ckpt'");
  expect_error([] { ganmut::find_model(""); }, ErrorKind::NotFound, "default");
}
END_TEST

int main() {
  Suite *suite = suite_create("model-file");
  TCase *tests = tcase_create("models");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, shapes_tell_the_sizes, 0, static_cast<int>(std::size(sizes_table)));
  tcase_add_loop_test(tests, every_kind_survives_saving, 0, static_cast<int>(std::size(sizes_table)));
  tcase_add_test(tests, names_of_data_parallel_are_unwrapped);
  tcase_add_test(tests, metadata_is_kept);
  tcase_add_test(tests, half_the_bytes_hold_nearly_the_same);
  tcase_add_loop_test(tests, bad_metadata_gives_one_sentence, 0, static_cast<int>(std::size(bad_values)));
  tcase_add_loop_test(tests, a_foreign_network_gives_one_sentence, 0, static_cast<int>(std::size(foreign_states)));
  tcase_add_test(tests, our_own_network_needs_no_official_names);
  tcase_add_test(tests, a_linear_space_has_unit_axes);
  tcase_add_test(tests, a_gaussian_space_has_turned_covariances);
  tcase_add_test(tests, a_solid_gaussian_space_has_cholesky_factors);
  tcase_add_loop_test(tests, official_covariances_in_3_d_are_imported, 0, static_cast<int>(std::size(solids)));
  tcase_add_test(tests, other_official_files_are_imported_without_a_word);
  tcase_add_test(tests, a_name_is_looked_up_in_the_model_path);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
