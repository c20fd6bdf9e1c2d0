// Label tables, augmentation and data set items are the official ones: every file below csv/ and augment/.
#include <ganmut/error.h>

#include "tensors.h"
#include "trainer/data/labelled_pictures.h"

using reference::Tensors;

namespace {

ganmut::AffineParams affine_draws(const torch::Tensor &numbers) {
  const auto *draw = numbers.data_ptr<double>();
  return {draw[0], draw[1], draw[2], draw[3], draw[4]};
}

cv::Mat as_mat(const torch::Tensor &picture) {
  const auto pixels = picture.contiguous();
  return cv::Mat(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), CV_8UC3, pixels.data_ptr())
      .clone();
}

torch::Tensor as_tensor(const cv::Mat &picture) {
  return torch::from_blob(picture.data, {picture.rows, picture.cols, 3}, torch::kByte).clone();
}

} // namespace

START_TEST(label_tables_keep_the_official_rows) {
  for (const auto &test_case : reference::manifest().at("csv").at("cases")) {
    const auto path = test_case.at("file").get<std::string>();
    const auto files = ganmut::read_label_table((reference::folder() / path).string(), "ROOT",
                                                ganmut::classes_of_numbers({}, test_case.at("c_dim").get<int>()))
                           .files;
    const auto &kept = test_case.at("kept");
    ck_assert_msg(files.size() == kept.size(), "%s: %zu rows", path.c_str(), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
      suite::expect_text(files[i].path, kept[i][0].get<std::string>());
      ck_assert_int_eq(files[i].label, kept[i][1].get<int>());
    }
  }
}
END_TEST

START_TEST(what_the_official_loader_cannot_read_is_an_error) {
  for (const auto &[name, official] : reference::manifest().at("csv").at("errors").items()) {
    if (name == "bom") // read here, as pandas does
      continue;
    bool refused = false;
    try {
      ganmut::read_label_table((reference::folder() / ("csv/err_" + name + ".csv")).string(), "ROOT",
                               ganmut::classes_of_numbers({}, 7));
    } catch (const ganmut::Error &error) {
      refused = error.kind() == ganmut::ErrorKind::BadFile;
    }
    ck_assert_msg(refused, "err_%s.csv", name.c_str());
  }
}
END_TEST

START_TEST(augmentation_gives_the_official_pixels) {
  for (const auto &[path, entry] : reference::files("augment/")) {
    const Tensors file(path);
    for (const auto &[key, draws] : file.below("")) {
      const auto end = key.rfind(".draws");
      if (end == std::string::npos)
        continue;
      const auto name = key.substr(0, end);
      const auto expected = file.at(name + ".out_u8_hwc_bgr");
      const auto size = static_cast<int>(expected.size(0));
      const cv::Mat matrix(ganmut::affine_matrix(affine_draws(draws), size));
      const auto numbers = torch::from_blob(matrix.data, {2, 3}, torch::kDouble);
      reference::check_close(name, numbers, file.at(name + ".matrix_2x3"), 1e-9);
      const auto picture = as_mat(file.at("src_" + std::to_string(size)));
      ck_assert_msg(torch::equal(as_tensor(ganmut::augment(picture, affine_draws(draws))), expected), "%s",
                    name.c_str());
    }
  }
}
END_TEST

START_TEST(items_of_a_data_set_are_the_official_ones) {
  namespace fs = std::filesystem;
  const Tensors items("csv/getitem.pt");
  fs::path root, pictures_folder;
  for (const auto &[path, entry] : reference::files("csv/"))
    if (fs::path(path).filename() == "training.csv")
      root = fs::path(path).parent_path();
    else if (fs::path(path).extension() == ".png")
      pictures_folder = fs::path(path).parent_path().filename();

  const auto size = static_cast<int>(items.at("item0").size(1));
  constexpr int classes = 1000; // every row is kept
  ganmut::DataOptions options;
  options.dataset_root = (reference::folder() / root).string();
  options.imgs_folder = pictures_folder.string();
  const ganmut::LabelledPictures pictures(options, classes, size);
  for (std::size_t i = 0; i < pictures.count(); ++i) {
    const auto number = std::to_string(i);
    const auto picture = pictures.picture(i, affine_draws(items.at("draws" + number)));
    ck_assert_msg(torch::equal(as_tensor(picture).permute({2, 0, 1}), items.at("item" + number)), "item %zu", i);
    ck_assert_int_eq(pictures.label(i), items.at("label" + number).item<int>());
    for (const auto &[last_row, expected] : items.below("item" + number + "_float_rows_0_to_"))
      ck_assert(torch::equal(ganmut::network_input(picture).slice(1, 0, std::stol(last_row) + 1), expected));
  }
}
END_TEST

const suite::Part part("parity-data", [] {
  Suite *suite = suite_create("parity-data");
  TCase *tests = tcase_create("reference");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, label_tables_keep_the_official_rows);
  tcase_add_test(tests, what_the_official_loader_cannot_read_is_an_error);
  tcase_add_test(tests, augmentation_gives_the_official_pixels);
  tcase_add_test(tests, items_of_a_data_set_are_the_official_ones);
  suite_add_tcase(suite, tests);
  return reference::run(suite, "parity-data");
});
