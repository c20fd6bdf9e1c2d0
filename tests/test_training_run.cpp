// What a run survives: kills at any moment, signals, a full disk, damaged checkpoints, changed settings, broken losses.
#include <random>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ganmut/model.h>

#include "checkpoint/official_checkpoint.h"
#include "scratch.h"
#include "suite.h"
#include "training_command.h"
#include "training_data.h"

using namespace ganmut;
using namespace training;

namespace {

/// Starts the program, sends `signal` once `ready` says so, returns the status that wait() gives.
template <typename Ready> int interrupted(const std::string &line, int signal, const Ready &ready) {
  const pid_t child = fork();
  if (child == 0) {
    const auto quiet = "exec " + line + " >/dev/null 2>&1";
    execl("/bin/sh", "sh", "-c", quiet.c_str(), static_cast<char *>(nullptr));
    _exit(127);
  }
  while (!ready())
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(child, signal);
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

std::size_t checkpoints_in(const std::string &folder) {
  std::size_t count = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder))
    count += entry.path().string().find("-state.safetensors") != std::string::npos;
  return count;
}

} // namespace

START_TEST(a_killed_run_goes_on_bit_for_bit) {
  const auto &kind = kinds[_i];
  const Scratch scratch;
  training_data::write(scratch, 75, 3, 40);
  const std::string settings = "--num_iters 40 --model_save_step 1 --keep 2";
  expect(train(scratch, kind, "whole", settings), 0);

  // From the first milliseconds of a run to the midst of it; with a save after every iteration, saves are hit, too.
  std::mt19937 random(static_cast<unsigned>(_i));
  int hits = 0;
  for (int kills = 0; kills < 8; ++kills) {
    const bool in_training = kills % 2 == 1;
    const auto rows = scratch.read("killed/losses.csv").size();
    const auto finished = [&] { return std::filesystem::exists(scratch.path("killed/40-state.safetensors")); };
    int waits = std::uniform_int_distribution<int>(1, in_training ? 10 : 150)(random);
    const int status = interrupted(command_of(scratch, kind, "killed", settings + " --resume auto"), SIGKILL, [&] {
      const bool begun = scratch.read("killed/losses.csv").size() > rows; // else a quick run would be at its end
      return finished() || (in_training ? begun && --waits <= 0 : begun || --waits <= 0);
    });
    hits += in_training && WIFSIGNALED(status) && !finished();
  }
  ck_assert_int_gt(hits, 0);
  expect(train(scratch, kind, "killed", settings + " --resume auto"), 0);

  expect_same_state(scratch.path("whole/40-state.safetensors"), scratch.path("killed/40-state.safetensors"));
  ck_assert(scratch.read("whole/40-G.safetensors") == scratch.read("killed/40-G.safetensors"));
  ck_assert_uint_eq(checkpoints_in(scratch.path("killed")), 2);
}
END_TEST

START_TEST(a_kill_before_old_checkpoints_are_deleted_leaves_none_too_many) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 3 --model_save_step 1 --keep 3"), 0);
  ck_assert_uint_eq(checkpoints_in(scratch.path("run")), 3); // as if killed after the third save
  expect(train(scratch, linear, "run", "--num_iters 3 --keep 2 --resume auto"), 0, "Going on after iteration 3");
  ck_assert_uint_eq(checkpoints_in(scratch.path("run")), 2);
}
END_TEST

START_TEST(a_signal_saves_and_leaves) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  const int signals[] = {SIGINT, SIGTERM};
  const auto line = command_of(scratch, linear, "run", "--num_iters 1000000 --model_save_step 1000000");
  const int status = interrupted(line, signals[_i], [&] { return scratch.read("run/losses.csv").size() > 100; });
  ck_assert(WIFEXITED(status));
  ck_assert_int_eq(WEXITSTATUS(status), 128 + signals[_i]);
  ck_assert_uint_eq(checkpoints_in(scratch.path("run")), 1);
  const auto result = train(scratch, linear, "run", "--num_iters 1 --resume auto");
  expect(result, 0, "Going on after iteration");
}
END_TEST

START_TEST(a_full_disk_loses_nothing) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 2 --model_save_step 1"), 0);
  const auto before = scratch.read("run/2-state.safetensors");
  // A limit on the size of files stands for the full disk.
  const auto line = command_of(scratch, linear, "run", "--num_iters 4 --resume auto");
  const auto result = run_command("trap '' XFSZ; ulimit -f 16; " + line);
  expect(result, 1, "cannot be written");
  ck_assert(scratch.read("run/2-state.safetensors") == before);
  ck_assert(!std::filesystem::exists(scratch.path("run/4-state.safetensors")));
  expect(train(scratch, linear, "run", "--num_iters 4 --resume auto"), 0, "Going on after iteration 2");
}
END_TEST

START_TEST(a_damaged_checkpoint_is_passed_over) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 3 --model_save_step 1"), 0);
  const auto whole = scratch.read("run/3-state.safetensors");
  scratch.write("run/3-state.safetensors", whole.substr(0, whole.size() / 2));
  auto flipped = scratch.read("run/2-state.safetensors");
  flipped[flipped.size() - 9] = static_cast<char>(flipped[flipped.size() - 9] ^ 1);
  scratch.write("run/2-state.safetensors", flipped);
  const auto result = train(scratch, linear, "run", "--num_iters 3 --resume auto");
  expect(result, 0, "Going on after iteration 1");
  ck_assert(result.output.find("2-state.safetensors is passed over") != std::string::npos);
  expect_same_state(scratch.path("run/3-state.safetensors"), scratch.write("whole.safetensors", whole));

  // Texts, and what the header says of tensors, are covered as the numbers are.
  const std::pair<std::string, std::string> changes[] = {{R"("iteration":"3")", R"("iteration":"2")"},
                                                         {R"("dtype":"F32")", R"("dtype":"I32")"}};
  for (const auto &[before, after] : changes) {
    auto changed = whole;
    ck_assert(changed.find(before) != std::string::npos);
    changed.replace(changed.find(before), before.size(), after);
    scratch.write("run/3-state.safetensors", changed);
    expect(train(scratch, linear, "run", "--resume " + scratch.path("run/3-state.safetensors")), 1, "is damaged");
  }

  scratch.write("run/3-state.safetensors", flipped);
  expect(train(scratch, linear, "run", "--resume " + scratch.path("run/3-state.safetensors")), 1, "is damaged");
}
END_TEST

START_TEST(a_fresh_start_keeps_the_checkpoints_of_another_run_apart) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 6 --model_save_step 1"), 0);
  const auto older = scratch.read("run/6-state.safetensors");
  expect(train(scratch, linear, "run", "--num_iters 2 --seed 2 --model_save_step 1"), 0, "6-state.safetensors.old");
  ck_assert(scratch.read("run/6-state.safetensors.old") == older);
  expect(train(scratch, linear, "run", "--num_iters 3 --seed 2 --resume auto"), 0, "Going on after iteration 2");
}
END_TEST

START_TEST(a_signal_ends_the_making_of_crops) {
  const Scratch scratch;
  training_data::write(scratch, 1500, 3, 200);
  const int status = interrupted(command_of(scratch, linear, "run", "--num_iters 1"), SIGINT,
                                 [&] { return std::filesystem::exists(scratch.path("run/crops/lock")); });
  ck_assert(WIFEXITED(status)); // not killed: it says why it ends
  ck_assert_int_eq(WEXITSTATUS(status), 128 + SIGINT);
  ck_assert(!std::filesystem::exists(scratch.path("run/1-state.safetensors")));
}
END_TEST

START_TEST(the_official_pair_is_enough_to_go_on) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 2"), 0);
  expect(train(scratch, linear, "run", "--num_iters 3 --resume_iter 2"), 0, "Going on after iteration 2");
  std::filesystem::remove(scratch.path("run/2-state.safetensors"));
  expect(train(scratch, linear, "run", "--num_iters 3 --resume_iter 2"), 0, "optimizers start afresh");
  expect(train(scratch, linear, "run", "--num_iters 9 --resume_iter 7"), 1, "7-G.ckpt");
}
END_TEST

const Kind solids[] = {
    {"linear", " --tridimensional true --c_dim 3 --g_conv_dim 4 --d_conv_dim 4 --g_repeat_num 1 --d_repeat_num 3"
               " --image_size 16 --n_critic 1"},
    {"gaussian", " --parametrization gaussian --tridimensional true --c_dim 3 --g_conv_dim 4 --d_conv_dim 4"
                 " --g_repeat_num 1 --d_repeat_num 3 --image_size 16 --n_critic 1"},
};

START_TEST(spaces_of_3_dimensions_are_trained_resumed_and_exported) {
  const auto &kind = solids[_i];
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, kind, "whole", "--num_iters 4"), 0);
  expect(train(scratch, kind, "parts", "--num_iters 2"), 0);
  expect(train(scratch, kind, "parts", "--num_iters 4 --resume auto"), 0, "Going on after iteration 2");
  expect_same_state(scratch.path("whole/4-state.safetensors"), scratch.path("parts/4-state.safetensors"));
  for (const char *file : {"4-G.safetensors", "4-G.ckpt"}) {
    const auto model = Model::load(scratch.path(std::string("whole/") + file));
    ck_assert_int_eq(model.info().dimensions, 3);
    ck_assert(model.info().warnings.empty());
  }
  std::filesystem::remove(scratch.path("whole/4-state.safetensors"));
  expect(train(scratch, kind, "whole", "--num_iters 5 --resume_iter 4"), 0, "optimizers start afresh");
}
END_TEST

START_TEST(an_official_pair_of_3_dimensions_goes_on_with_a_warning) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, solids[1], "run", "--num_iters 1"), 0);
  std::filesystem::remove(scratch.path("run/1-state.safetensors"));
  auto official = read_official_checkpoint(scratch.path("run/1-G.ckpt"));
  official.erase(official.begin());
  write_official_checkpoint(scratch.path("run/1-G.ckpt"), official);
  expect(train(scratch, solids[1], "run", "--num_iters 2 --resume_iter 1"), 0, "did not save its covariances");
}
END_TEST

START_TEST(a_setting_counts_by_its_value) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 1 --g_lr 0.0001 --balanced false"), 0);
  expect(train(scratch, linear, "run", "--num_iters 2 --g_lr 1e-4 --balanced 0 --conditioning planes --resume auto"), 0,
         "Going on after iteration 1");
  expect(train(scratch, linear, "run", "--num_iters 3 --balanced 1 --resume auto"), 1, "balanced: false, now true");
}
END_TEST

struct Refusal {
  const char *flags, *words;
};

const Refusal refusals[] = {
    {"--g_lr 0.5 --resume auto", "g_lr"},
    {"--g_conv_dim 8 --resume auto", "g_conv_dim: 4, now 8"},
    {"--g_conv_dim 8 --resume auto --change_settings true", "shape"},
    {"--num_iters 9 --d_lr 1e30 --change_settings true --resume auto", "no longer a number"},
    {"--resume nowhere.safetensors", "nowhere.safetensors"},
    {"--log_dir training.csv/logs", "cannot be made"},
    {"--device cuda:77", "cuda:77"},
};

START_TEST(what_cannot_go_on_says_why_and_loses_nothing) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  expect(train(scratch, linear, "run", "--num_iters 2"), 0);
  const auto before = scratch.read("run/2-state.safetensors");
  std::string flags = refusals[_i].flags;
  if (const auto at = flags.find("training.csv"); at != std::string::npos)
    flags.insert(at, scratch.path(""));
  // Later flags of the same name replace earlier ones.
  expect(train(scratch, linear, "run", flags), 1, refusals[_i].words);
  ck_assert(scratch.read("run/2-state.safetensors") == before);
}
END_TEST

int main() {
  Suite *suite = suite_create("training-run");
  TCase *tests = tcase_create("training-run");
  tcase_set_timeout(tests, 240);
  tcase_add_loop_test(tests, a_killed_run_goes_on_bit_for_bit, 0, std::size(kinds));
  tcase_add_test(tests, a_kill_before_old_checkpoints_are_deleted_leaves_none_too_many);
  tcase_add_loop_test(tests, a_signal_saves_and_leaves, 0, 2);
  tcase_add_test(tests, a_full_disk_loses_nothing);
  tcase_add_test(tests, a_damaged_checkpoint_is_passed_over);
  tcase_add_test(tests, a_fresh_start_keeps_the_checkpoints_of_another_run_apart);
  tcase_add_test(tests, a_signal_ends_the_making_of_crops);
  tcase_add_test(tests, the_official_pair_is_enough_to_go_on);
  tcase_add_loop_test(tests, spaces_of_3_dimensions_are_trained_resumed_and_exported, 0, std::size(solids));
  tcase_add_test(tests, an_official_pair_of_3_dimensions_goes_on_with_a_warning);
  tcase_add_test(tests, a_setting_counts_by_its_value);
  tcase_add_loop_test(tests, what_cannot_go_on_says_why_and_loses_nothing, 0, std::size(refusals));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
