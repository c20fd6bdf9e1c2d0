// Two processes that share every batch learn what one alone learns; when one is lost, the other says so and saves
// nothing of the broken iteration.
#include <cmath>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loss_file.h"
#include "training_command.h"
#include "training_data.h"

using namespace training;

namespace {

constexpr int iterations = 4;

/// A port that is free now.
int free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = bind(probe, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size) == 0;
  close(probe);
  ck_assert(bound);
  return ntohs(address.sin_port);
}

/// What torchrun would set for process `rank` of two.
std::string environment(int port, int rank) {
  const auto number = std::to_string(rank);
  return "MASTER_ADDR=127.0.0.1 MASTER_PORT=" + std::to_string(port) + " WORLD_SIZE=2 RANK=" + number +
         " LOCAL_RANK=" + number + " ";
}

pid_t start(const std::string &line) {
  const pid_t child = fork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", line.c_str(), static_cast<char *>(nullptr));
    _exit(127);
  }
  return child;
}

void train_together(const Scratch &scratch, const std::string &line) {
  const int port = free_port();
  const auto second = start(environment(port, 1) + line + " > " + scratch.path("second.txt") + " 2>&1");
  expect(run_command(environment(port, 0) + line), 0, "in 2 processes");
  int status = 0;
  waitpid(second, &status, 0);
  ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s", scratch.read("second.txt").c_str());
}

} // namespace

START_TEST(two_processes_learn_what_one_does) {
  const auto &kind = kinds[_i];
  const Scratch scratch;
  training_data::write(scratch, 160, 3, 40);
  const auto settings = "--num_iters " + std::to_string(iterations) + " --model_save_step 1000";
  expect(train(scratch, kind, "alone", settings), 0);
  train_together(scratch, command_of(scratch, kind, "together", settings));

  const auto alone = losses_of(scratch.path("alone/losses.csv")),
             together = losses_of(scratch.path("together/losses.csv"));
  ck_assert_uint_ge(alone.size(), 5 * iterations);
  ck_assert_uint_eq(alone.size(), together.size());
  for (const auto &[name, value] : alone) {
    const auto other = together.at(name);
    ck_assert_msg(std::abs(value - other) <= 1e-4 * std::max(1., std::abs(value)), "%s: %.7g alone, %.7g together",
                  name.c_str(), value, other);
  }
}
END_TEST

/// Batches of 4, 4 and 3; and of 4, 4 and 1.
START_TEST(a_short_last_batch_is_shared_as_far_as_it_goes) {
  const Scratch scratch;
  training_data::write(scratch, _i, 3, 40);
  train_together(scratch, command_of(scratch, linear, "run", "--num_iters 6"));
}
END_TEST

START_TEST(processes_must_go_on_from_the_same_iteration) {
  const Scratch scratch;
  training_data::write(scratch, 40, 3, 40);
  expect(train(scratch, linear, "first", "--num_iters 2"), 0);
  const int port = free_port();
  const std::string settings = "--num_iters 4 --resume auto --peer_timeout 60";
  const auto second =
      start(environment(port, 1) + command_of(scratch, linear, "other", settings) + " > /dev/null 2>&1");
  expect(run_command(environment(port, 0) + command_of(scratch, linear, "first", settings)), 1, "(0 to 2)");
  int status = 0;
  waitpid(second, &status, 0);
  ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1);
  ck_assert(!std::filesystem::exists(scratch.path("first/4-state.safetensors")));
}
END_TEST

/// The iterations of the newest checkpoint in `folder`, 0 without one.
std::int64_t newest_checkpoint(const std::string &folder) {
  std::int64_t newest = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder))
    if (entry.path().string().find("-state.safetensors") != std::string::npos)
      newest = std::max<std::int64_t>(newest, std::stoll(entry.path().filename().string()));
  return newest;
}

/// Whatever the moment of the kill, the run goes on from a whole iteration, bit for bit.
START_TEST(a_lost_process_leaves_whole_iterations_only) {
  const auto &kind = kinds[_i];
  const Scratch scratch;
  training_data::write(scratch, 75, 3, 40);
  // The learning rates of the warp recipe fall with the run's length, which differs here.
  const std::string steady = &kind == &warp ? "--lr_end 1 " : "";
  const auto line =
      command_of(scratch, kind, "broken", steady + "--num_iters 1000000 --model_save_step 3 --peer_timeout 60");
  const int port = free_port();
  const auto second = start(environment(port, 1) + "exec " + line + " > /dev/null 2>&1");
  std::thread killer([&] {
    // The first losses are logged once the two train together, the first checkpoint lies there soon after.
    while (!std::filesystem::exists(scratch.path("broken/3-state.safetensors")))
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    kill(second, SIGKILL);
  });
  const auto result = run_command(environment(port, 0) + line);
  killer.join();
  waitpid(second, nullptr, 0);
  expect(result, 1, "Another process of this training is gone");
  const auto saved = newest_checkpoint(scratch.path("broken"));
  ck_assert_int_gt(saved, 0);
  ck_assert_int_eq(saved % 3, 0);
  expect(result, 1, ("after the checkpoint of iteration " + std::to_string(saved) + ".").c_str());

  const auto total = std::to_string(saved + 2);
  train_together(scratch, command_of(scratch, kind, "broken", steady + "--resume auto --num_iters " + total));
  train_together(scratch, command_of(scratch, kind, "whole", steady + "--num_iters " + total));
  const auto state = "/" + total + "-state.safetensors";
  expect_same_state(scratch.path("broken" + state), scratch.path("whole" + state));
}
END_TEST

START_TEST(a_process_lost_before_the_first_checkpoint_saves_nothing) {
  const Scratch scratch;
  training_data::write(scratch, 40, 3, 40);
  const auto line =
      command_of(scratch, linear, "run", "--num_iters 1000000 --model_save_step 1000000 --peer_timeout 60");
  const int port = free_port();
  const auto second = start(environment(port, 1) + "exec " + line + " > /dev/null 2>&1");
  std::thread killer([&] {
    while (scratch.read("run/losses.csv").size() < 100) // until the two train together
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    kill(second, SIGKILL);
  });
  const auto result = run_command(environment(port, 0) + line);
  killer.join();
  waitpid(second, nullptr, 0);
  expect(result, 1, "No checkpoint was saved yet");
  ck_assert_int_eq(newest_checkpoint(scratch.path("run")), 0);
}
END_TEST

struct BadEnvironment {
  const char *variables, *more, *words;
};

const BadEnvironment bad_environments[] = {
    {"WORLD_SIZE=2 RANK=second", "", "RANK is 'second'"},
    {"WORLD_SIZE=2 RANK=2", "", "number 2 (from 0) of 2"},
    {"WORLD_SIZE=2 RANK=1 MASTER_PORT=70000", "", "MASTER_PORT is 70000"},
    {"WORLD_SIZE=2 RANK=1 MASTER_PORT=1", "--peer_timeout 2", "did not find each other"},
};

START_TEST(bad_environments_are_named) {
  const Scratch scratch;
  training_data::write(scratch, 12, 3, 40);
  const auto &bad = bad_environments[_i];
  expect(run_command(std::string(bad.variables) + " " + command_of(scratch, linear, "run", bad.more)), 1, bad.words);
}
END_TEST

int main() {
  Suite *suite = suite_create("data-parallel");
  TCase *tests = tcase_create("data-parallel");
  tcase_set_timeout(tests, 240);
  tcase_add_loop_test(tests, two_processes_learn_what_one_does, 0, std::size(kinds));
  for (const int pictures : {9, 11})
    tcase_add_loop_test(tests, a_short_last_batch_is_shared_as_far_as_it_goes, pictures, pictures + 1);
  tcase_add_test(tests, processes_must_go_on_from_the_same_iteration);
  tcase_add_loop_test(tests, a_lost_process_leaves_whole_iterations_only, 0, std::size(kinds));
  tcase_add_test(tests, a_process_lost_before_the_first_checkpoint_saves_nothing);
  tcase_add_loop_test(tests, bad_environments_are_named, 0, std::size(bad_environments));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
