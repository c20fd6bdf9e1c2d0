// The official recipe's batches: rounds, balance, their place in a checkpoint, workers, interpolation.
#include <map>

#include <opencv2/imgcodecs.hpp>

#include "comma_locale.h"
#include "scratch.h"
#include "suite.h"
#include "trainer/data/batch_loader.h"

using namespace ganmut;

namespace {

constexpr int size = 32;        // no shift moves the middle out of the picture
const int counts[] = {9, 3, 2}; // pictures of the classes 0, 1, 2
constexpr int pictures = 9 + 3 + 2;

/// Folders a, b and c; the pictures are grey, each of another brightness.
DataOptions write_classes(const Scratch &scratch) {
  int grey = 100;
  for (int k = 0; k < 3; ++k) {
    const auto folder = std::string(1, static_cast<char>('a' + k));
    std::filesystem::create_directories(scratch.path(folder));
    for (int i = 0; i < counts[k]; ++i)
      cv::imwrite(scratch.path(folder + "/" + std::to_string(i) + ".png"),
                  cv::Mat(size, size, CV_8UC3, cv::Scalar::all(++grey)));
  }
  DataOptions options;
  options.dataset_root = scratch.path("");
  options.cache = "none";
  options.emotions = {"a", "b", "c"};
  return options;
}

/// What tells the pictures of a batch apart: their brightness in the middle.
std::vector<int> which(const LabelledBatch &batch) {
  std::vector<int> all;
  for (const auto &picture : batch.pictures.unbind(0))
    all.push_back(static_cast<int>(std::lround(picture[0][size / 2][size / 2].item<float>() * 127.5 + 127.5)));
  return all;
}

} // namespace

START_TEST(a_round_has_every_picture_once) {
  const Scratch scratch;
  const LabelledPictures set(write_classes(scratch), 3, size);
  BatchLoader loader(set, 5, 1, 7, /*balanced=*/false);
  for (int round = 0; round < 3; ++round) {
    std::map<int, int> seen;
    for (const std::int64_t expected : {5, 5, 4}) {
      const auto batch = loader.next();
      ck_assert_int_eq(batch.labels.size(0), expected);
      for (const int picture : which(batch))
        ++seen[picture];
    }
    ck_assert_uint_eq(seen.size(), pictures);
  }
}
END_TEST

START_TEST(balanced_batches_show_every_class_as_often) {
  const Scratch scratch;
  const LabelledPictures set(write_classes(scratch), 3, size);
  BatchLoader loader(set, 3, 1, 7, /*balanced=*/true);
  std::map<int, int> seen;
  for (int batch_number = 0; batch_number < 2 * counts[0]; ++batch_number) {
    const auto batch = loader.next();
    ck_assert(torch::equal(torch::bincount(batch.labels, {}, 3), torch::ones({3}, torch::kLong)));
    for (const int picture : which(batch))
      ++seen[picture];
  }
  ck_assert_uint_eq(seen.size(), pictures);
  for (const auto &[picture, times] : seen) {
    const int k = picture <= 109 ? 0 : picture <= 112 ? 1 : 2;
    ck_assert_int_le(std::abs(times * counts[k] - 2 * counts[0]), counts[k] * (k == 2 ? 1 : 0));
  }
}
END_TEST

START_TEST(batches_depend_on_the_seed_alone) {
  const Scratch scratch;
  const LabelledPictures set(write_classes(scratch), 3, size);
  const bool balanced = _i == 1;
  BatchLoader one(set, 4, 1, 7, balanced), same(set, 4, 3, 7, balanced), other(set, 4, 1, 8, balanced);
  bool differs = false;
  for (int i = 0; i < 8; ++i) {
    const auto batch = one.next();
    ck_assert(torch::equal(batch.pictures, same.next().pictures)); // of more workers
    differs = differs || which(batch) != which(other.next());
  }
  ck_assert(differs);
}
END_TEST

START_TEST(a_loaded_place_goes_on_with_the_next_batch) {
  const Scratch scratch;
  auto options = write_classes(scratch);
  const LabelledPictures set(options, 3, size);
  const bool balanced = _i == 1;
  BatchLoader loader(set, 4, 1, 7, balanced), resumed(set, 4, 1, 99, balanced);
  for (int i = 0; i < 5; ++i)
    loader.next();
  BatchLoader::State state;
  {
    const CommaLocale locale; // of the numbers in it
    state = loader.state();
  }
  resumed.load_state(state);
  for (int i = 0; i < 20; ++i) {
    const auto expected = loader.next(), batch = resumed.next();
    ck_assert(torch::equal(batch.pictures, expected.pictures) && torch::equal(batch.labels, expected.labels));
  }
  std::filesystem::remove(scratch.path("a/1.png"));
  const LabelledPictures fewer(options, 3, size);
  BatchLoader misfit(fewer, 4, 1, 7, balanced);
  expect_error([&] { misfit.load_state(state); }, ErrorKind::WrongKind, "14 pictures, but the data set has 13");
}
END_TEST

START_TEST(bilinear_pictures_mix_neighbours) {
  cv::Mat step(16, 16, CV_8UC3, cv::Scalar::all(0));
  step.colRange(8, 16).setTo(cv::Scalar::all(200));
  AffineParams params;
  params.shift_x = 0.25;
  const auto values = [&](Interpolation interpolation) {
    std::map<int, int> seen;
    const auto moved = augment(step, params, interpolation);
    for (int x = 2; x < 14; ++x)
      ++seen[moved.at<cv::Vec3b>(8, x)[0]];
    return seen;
  };
  ck_assert_uint_eq(values(Interpolation::Nearest).size(), 2);
  const auto mixed = values(Interpolation::Bilinear);
  ck_assert_uint_eq(mixed.size(), 3);
  ck_assert(mixed.count(150) == 1); // three quarters of the way
}
END_TEST

const suite::Part part("batches", [] {
  Suite *suite = suite_create("batches");
  TCase *tests = tcase_create("batches");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, a_round_has_every_picture_once);
  tcase_add_test(tests, balanced_batches_show_every_class_as_often);
  tcase_add_loop_test(tests, batches_depend_on_the_seed_alone, 0, 2);
  tcase_add_loop_test(tests, a_loaded_place_goes_on_with_the_next_batch, 0, 2);
  tcase_add_test(tests, bilinear_pictures_mix_neighbours);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
