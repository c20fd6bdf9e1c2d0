// What the data flags of ganmut-train do, in both recipes, from its command line.
#include <map>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "trainer/data/data_set.h"
#include "training_command.h"
#include "training_data.h"

using namespace training;

namespace {

constexpr int faces = 60;

const Kind &official = linear;

/// Replaces picture `number` by another one.
void repaint(const Scratch &scratch, int number) {
  cv::imwrite(scratch.path("imgs/" + std::to_string(number) + ".png"),
              cv::Mat(40, 40, CV_8UC3, cv::Scalar(250, 10, 10)));
}

bool is_held_out(int number, double part) {
  ganmut::DataOptions options;
  options.held_out = part;
  return ganmut::is_held_out("imgs/" + std::to_string(number) + ".png", options);
}

} // namespace

START_TEST(held_out_pictures_are_never_learnt_from) {
  const auto &kind = _i == 0 ? official : warp;
  const Scratch scratch;
  training_data::write(scratch, faces, 3, 40);
  const std::string settings = " --held_out 0.3 --num_iters 3 --cache none";
  expect(train(scratch, kind, "before", settings), 0, "held out");
  int first_shown = -1;
  for (int i = 0; i < faces; ++i)
    if (is_held_out(i, 0.3))
      repaint(scratch, i);
    else if (first_shown < 0)
      first_shown = i;
  expect(train(scratch, kind, "after", settings), 0);
  ck_assert(scratch.read("before/3-G.safetensors") == scratch.read("after/3-G.safetensors"));

  for (int i = first_shown; i < faces; ++i) // and the others are
    repaint(scratch, i);
  expect(train(scratch, kind, "other", settings), 0);
  ck_assert(scratch.read("before/3-G.safetensors") != scratch.read("other/3-G.safetensors"));
}
END_TEST

START_TEST(unreadable_pictures_stop_or_are_counted) {
  const auto &kind = _i == 0 ? official : warp;
  const Scratch scratch;
  training_data::write(scratch, faces, 3, 40);
  scratch.write("imgs/7.png", "<html>");
  std::filesystem::remove(scratch.path("imgs/9.png"));
  const auto stopped = train(scratch, kind, "run", "--num_iters 1");
  expect(stopped, 1, "imgs/7.png (line 9 of training.csv) cannot be read");
  expect(stopped, 1, "imgs/9.png (line 11 of training.csv) does not exist");
  const auto skipped = train(scratch, kind, "run", "--num_iters 1 --unreadable skip");
  expect(skipped, 0, "imgs/7.png (line 9 of training.csv) cannot be read; it is left out.");
  expect(skipped, 0, "left out: 2 pictures (1 missing, 1 damaged, 0 without a face)");
}
END_TEST

START_TEST(crops_are_kept_beside_the_models_or_not_at_all) {
  const auto &kind = _i == 0 ? official : warp;
  const Scratch scratch;
  training_data::write(scratch, faces, 3, 40);
  expect(train(scratch, kind, "run", "--num_iters 1"), 0, "Making the crops of 60 pictures");
  ck_assert(std::filesystem::is_directory(scratch.path("run/crops")));
  const auto again = train(scratch, kind, "run", "--num_iters 1");
  ck_assert_msg(again.output.find("Making the crops") == std::string::npos, "%s", again.output.c_str());
  expect(train(scratch, kind, "other", "--num_iters 1 --cache none"), 0, "in memory");
  ck_assert(!std::filesystem::exists(scratch.path("other/crops")));
  ck_assert(scratch.read("run/1-G.safetensors") == scratch.read("other/1-G.safetensors"));
}
END_TEST

START_TEST(balance_changes_what_is_learnt) {
  const auto &kind = _i == 0 ? official : warp;
  const Scratch scratch;
  training_data::write(scratch, faces, 3, 40);
  std::string table = "subDirectory_filePath,expression\n"; // two of each emotion, all others neutral
  for (int i = 0; i < faces; ++i)
    table += "imgs/" + std::to_string(i) + ".png," + std::to_string(i < 6 ? i % 3 : 0) + "\n";
  scratch.write("training.csv", table);
  for (const char *choice : {"true", "false"})
    expect(train(scratch, kind, choice, std::string("--num_iters 2 --balanced ") + choice), 0);
  ck_assert(scratch.read("true/2-G.safetensors") != scratch.read("false/2-G.safetensors"));
}
END_TEST

START_TEST(pictures_without_a_face_count_as_unreadable) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  for (const char *folder : {"neutral", "happy", "sad"}) {
    std::filesystem::create_directories(scratch.path(std::string("photos/") + folder));
    std::filesystem::copy_file(scratch.path("imgs/3.png"), scratch.path(std::string("photos/") + folder + "/a.png"));
  }
  const auto result = train(scratch, warp, "run", "--num_iters 1 --dataset_root " + scratch.path("photos"));
  expect(result, 1, "shows no face that can be found and aligned");
  expect(result, 1, "3 without a face");
}
END_TEST

struct Folders {
  std::vector<const char *> names;
  const char *words;
} const bad_folders[] = {
    {{"neutral", "very happy"}, "'very happy' cannot name an emotion"},
    {{"Angry", "Happy", "Neutral"}, "is called neutral"},
};

START_TEST(folders_name_emotions_before_anything_is_learnt) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  for (const char *folder : bad_folders[_i].names) {
    std::filesystem::create_directories(scratch.path(std::string("photos/") + folder));
    std::filesystem::copy_file(scratch.path("imgs/3.png"), scratch.path(std::string("photos/") + folder + "/a.png"));
  }
  const auto line = "ganmut-train --dataset_root " + scratch.path("photos");
  expect(run_command(line), 2, bad_folders[_i].words);
}
END_TEST

START_TEST(bytes_behind_a_jpeg_do_no_harm_but_its_end_must_be_there) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  std::vector<unsigned char> jpeg;
  cv::imencode(".jpg", cv::imread(scratch.path("imgs/3.png")), jpeg);
  const std::string whole(jpeg.begin(), jpeg.end());
  scratch.write("imgs/3.png", whole + "video \xff\xda tail");
  expect(train(scratch, official, "run", "--num_iters 1"), 0);
  scratch.write("imgs/3.png", whole.substr(0, whole.size() - 40));
  expect(train(scratch, official, "run", "--num_iters 1"), 1, "imgs/3.png (line 5 of training.csv) cannot be read");
}
END_TEST

/// Photographs in a folder a class, nothing more: faces are found.
START_TEST(a_folder_of_photographs_a_class_is_enough) {
  const auto photos = suite::shared() / "faces";
  if (!std::filesystem::exists(photos / "training.csv")) {
    std::printf("skipped: no photographs\n");
    return;
  }
  const Scratch scratch;
  constexpr int each = 5;
  std::map<std::string, int> copied;
  std::ifstream table(photos / "training.csv");
  for (std::string line; std::getline(table, line);) {
    const auto comma = line.find(',');
    const auto folder = line.substr(comma + 1) == "0"   ? "neutral"
                        : line.substr(comma + 1) == "1" ? "happy"
                        : line.substr(comma + 1) == "3" ? "surprise"
                                                        : "";
    if (*folder == '\0' || copied[folder] == each)
      continue;
    std::filesystem::create_directories(scratch.path(std::string("photos/") + folder));
    const auto picture = photos / line.substr(0, comma);
    std::filesystem::copy_file(picture,
                               scratch.path(std::string("photos/") + folder + "/" + picture.filename().string()));
    ++copied[folder];
  }
  // A face that fills its picture is found as well.
  const auto tight = cv::imread((photos / "imgs/AJ_Cook_0001.jpg").string());
  cv::imwrite(scratch.path("photos/happy/tight.png"), tight(cv::Rect(67, 80, 109, 108)));
  const auto result = run_command("ganmut-train --recipe warp --image_size 32 --g_conv_dim 8"
                                  " --g_repeat_num 1 --d_conv_dim 8 --batch_size 4 --num_iters 1 --dataset_root " +
                                  scratch.path("photos") + " --model_save_dir " + scratch.path("run") + " --log_dir " +
                                  scratch.path("run") + " --sample_dir " + scratch.path("run") + " --result_dir " +
                                  scratch.path("run"));
  expect(result, 0, "16 pictures: neutral 5, happy 6, surprise 5");
  ck_assert(std::filesystem::exists(scratch.path("run/1-G.safetensors")));
}
END_TEST

int main() {
  Suite *suite = suite_create("data-flags");
  TCase *tests = tcase_create("data-flags");
  tcase_set_timeout(tests, 240);
  tcase_add_loop_test(tests, held_out_pictures_are_never_learnt_from, 0, 2);
  tcase_add_loop_test(tests, unreadable_pictures_stop_or_are_counted, 0, 2);
  tcase_add_loop_test(tests, crops_are_kept_beside_the_models_or_not_at_all, 0, 2);
  tcase_add_loop_test(tests, balance_changes_what_is_learnt, 0, 2);
  tcase_add_test(tests, pictures_without_a_face_count_as_unreadable);
  tcase_add_loop_test(tests, folders_name_emotions_before_anything_is_learnt, 0, std::size(bad_folders));
  tcase_add_test(tests, bytes_behind_a_jpeg_do_no_harm_but_its_end_must_be_there);
  tcase_add_test(tests, a_folder_of_photographs_a_class_is_enough);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
