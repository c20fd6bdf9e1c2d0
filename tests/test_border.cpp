// Nothing but Error leaves the library, whatever its libraries throw.
#include <climits>
#include <functional>

#include <c10/util/Exception.h>
#include <opencv2/core.hpp>

#include <ganmut/ganmut.h>

#include "checkpoint/model_file.h"
#include "error/translate.h"
#include "scratch.h"
#include "small_states.h"
#include "suite.h"

using namespace ganmut;

namespace {

[[noreturn]] void fail_in_torch(const char *text) {
  throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, text);
}

struct Leak {
  std::function<void()> work;
  ErrorKind kind;
  const char *sentence;
};

const Leak leaks[] = {
    {[] { throw Error(ErrorKind::NotFound, "There is no file."); }, ErrorKind::NotFound, "There is no file."},
    {[] { throw std::bad_alloc(); }, ErrorKind::Failed, "There is not enough memory to edit the frame."},
    {[] { std::string().resize(SIZE_MAX); }, ErrorKind::Failed, "There is not enough memory to edit the frame."},
    {[] { CV_Error(cv::Error::StsBadArg, "a"); }, ErrorKind::Failed, "An attempt to edit the frame failed."},
    {[] { std::stoi("x"); }, ErrorKind::Failed, "An attempt to edit the frame failed."},
    {[] { throw 7; }, ErrorKind::Failed, "An attempt to edit the frame failed."},
    {[] { fail_in_torch("shapes do not match"); }, ErrorKind::Failed, "An attempt to edit the frame failed."},
    {[] { fail_in_torch("CUDA out of memory. Tried to allocate 2.00 GiB (GPU 1; 79.00 GiB total capacity)"); },
     ErrorKind::Failed,
     "The GPU cuda:1 has not enough memory to edit the frame; use a smaller model or batch, or another device."},
    {[] { fail_in_torch("CUDA error: out of memory"); }, ErrorKind::Failed,
     "The GPU has not enough memory to edit the frame; use a smaller model or batch, or another device."},
    {[] { fail_in_torch("DefaultCPUAllocator: can't allocate memory"); }, ErrorKind::Failed,
     "There is not enough memory to edit the frame."},
};

/// A file whose metadata is sound and whose tensors are none of its network's.
Model misfit(const Scratch &scratch) {
  ModelInfo info;
  info.classes = 3;
  info.width = 8;
  info.blocks = 1;
  info.output = OutputKind::Warp;
  info.emotions = {"neutral", "happy", "sad"};
  info.storage = "float32";
  const StateDict state{{"axes.weight", small::tensor({2, 2})}, {"stem.weight", small::tensor({104, 64})}};
  save_model(scratch.path("misfit.safetensors"), info, state);
  return Model::load(scratch.path("misfit.safetensors"));
}

} // namespace

START_TEST(what_leaves_is_an_error_of_one_sentence) {
  const auto &[work, kind, sentence] = leaks[_i];
  expect_error([&work = work] { translated("edit the frame", work); }, kind, sentence);
}
END_TEST

START_TEST(a_model_that_is_no_network_is_refused) {
  const Scratch scratch;
  const auto model = misfit(scratch);
  expect_error([&] { FaceEditor(model, {}); }, ErrorKind::WrongKind, "tensor");
  expect_error([&] { FaceEditor::prepare(model, {}); }, ErrorKind::WrongKind, "tensor");
}
END_TEST

START_TEST(an_editor_lives_on_after_errors) {
  const Scratch scratch;
  const auto model = Model::load("default");
  EditorOptions options;
  options.device = "cpu";
  FaceEditor editor(model, options);
  expect_error([&] { editor.set_model(misfit(scratch)); }, ErrorKind::WrongKind, "tensor");
  ck_assert_str_eq(editor.model().path().c_str(), model.path().c_str());

  Frame endless;
  std::uint8_t pixel[4] = {};
  endless.format = PixelFormat::BGRx;
  endless.width = endless.height = INT_MAX;
  endless.planes[0] = pixel;
  endless.strides[0] = std::ptrdiff_t{4} * INT_MAX;
  expect_error([&] { editor.edit(endless, std::nullopt, {}); }, ErrorKind::Failed, "find the faces of the frame");

  for (const auto &[device, kind, words] : {std::tuple{"tpu", ErrorKind::BadArgument, "auto, cpu, cuda or cuda:N"},
                                            {"cuda:", ErrorKind::BadArgument, "'cuda:'"},
                                            {"cuda:-1", ErrorKind::BadArgument, "'cuda:-1'"},
                                            {"cuda:99", ErrorKind::NoDevice, "'cuda:99' is not there"}}) {
    options.device = device;
    expect_error([&] { FaceEditor::prepare(model, options); }, kind, words);
  }
  options = {};
  options.landmarks_model = scratch.write("cut.dat", "dlib");
  expect_error([&] { FaceEditor(model, options); }, ErrorKind::BadFile, "cut.dat");
}
END_TEST

START_TEST(endless_grids_and_empty_spaces_are_no_crash) {
  const auto space = Model::load("default").space();
  expect_error([&] { grid_over(space, INT_MAX, INT_MAX); }, ErrorKind::Failed, "not enough memory");
  expect_error([&] { grid_over(space, 0, 3); }, ErrorKind::BadArgument, "1 column");
  ck_assert(ConditionalSpace().describe({}).empty());
  expect_error([] { ConditionalSpace().point("happy"); }, ErrorKind::BadArgument, "happy");
}
END_TEST

int main() {
  Suite *suite = suite_create("border");
  TCase *tests = tcase_create("errors");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, what_leaves_is_an_error_of_one_sentence, 0, std::size(leaks));
  tcase_add_test(tests, a_model_that_is_no_network_is_refused);
  tcase_add_test(tests, an_editor_lives_on_after_errors);
  tcase_add_test(tests, endless_grids_and_empty_spaces_are_no_crash);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
