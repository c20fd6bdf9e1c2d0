// The tool, through its command line.
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "command.h"
#include "element/harness.h"
#include "scratch.h"
#include "suite.h"

using element::portrait_file;

namespace {

/// A portrait and what is no portrait, in a folder where the tool is run.
struct Files : Scratch {
  Files() {
    std::filesystem::copy_file(portrait_file(), path("portrait.png"));
    cv::imwrite(path("wall.png"), cv::Mat(120, 160, CV_8UC3, cv::Scalar(90, 120, 150)));
    write("damaged.png", read("portrait.png").substr(0, 1000));
    write("text.mp4", "no video at all");
  }

  CommandResult run(const std::string &arguments) const {
    return shell("ganmut-edit --model " + element::model("east") + " " + arguments);
  }
  CommandResult shell(const std::string &line) const { return run_command("cd " + path("") + " && " + line); }
  bool exists(const std::string &name) const { return std::filesystem::exists(path(name)); }
  cv::Mat picture(const std::string &name) const { return cv::imread(path(name), cv::IMREAD_UNCHANGED); }
};

void expect(const CommandResult &result, int status, const char *words) {
  ck_assert_msg(result.status == status, "status %d: %s", result.status, result.output.c_str());
  ck_assert_msg(result.output.find(words) != std::string::npos, "no '%s' in: %s", words, result.output.c_str());
}

int changed_pixels(const cv::Mat &a, const cv::Mat &b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  return cv::countNonZero(difference.reshape(1));
}

struct Bad {
  const char *arguments;
  int status;
  const char *words;
};
const Bad bad_calls[] = {
    {"", 2, "ganmut-edit: IN is required; see ganmut-edit --help.\n"},
    {"portrait.png --emotion happy", 2, "ganmut-edit: --output is required; see ganmut-edit --help.\n"},
    {"portrait.png -o out.png", 2, "ganmut-edit: Say where the faces shall go in one way: --emotion NAME, "},
    {"portrait.png -o out.png --emotion happy --x 0 --y 0", 2, "in one way"},
    {"portrait.png -o out.png --x 0.5", 2, "ganmut-edit: --x requires --y; see ganmut-edit --help.\n"},
    {"portrait.png -o out.png --x 0,5 --y 0", 2, "ganmut-edit: --x: Value 0,5 not in range -1 to 1; see"},
    {"portrait.png -o out.png --emotion happy --strength 3", 2, "--strength: Value 3 not in range 0 to 1"},
    {"portrait.png -o out.png --emotion happy --composite paint", 2, "--composite: paint not in {residual,replace}"},
    {"portrait.png -o out.png --emotion happy --width 16", 2,
     "ganmut-edit: There is no option --width; see ganmut-edit --help.\n"},
    {"portrait.png -o out.png --grid 8by3", 2, "8by3"},
    {"portrait.png wall.png -o out.png --grid 8x3", 2, "give one input"},
    {"a.mp4 b.mp4 -o out --emotion happy --log run.jsonl", 2, "--log and --replay are for one video"},
    {"text.mp4 -o out.mp4 --emotion happy --replay run.jsonl", 2, "leave the target away"},
    {"portrait.png -o out.png --emotion happy --log run.jsonl", 1, "portrait.png is a photograph"},
    {"portrait.png -o out.png --emotion hungry", 1, "hungry"},
    {"portrait.png -o out.png --emotion happy --calibrated", 1, "The model is not calibrated"},
    {"portrait.png -o out.png --emotion happy --au AU12=0.8", 1, "This model has no action units"},
    {"portrait.png -o out.png --emotion happy --au AU99=1", 1, "'AU99'"},
    {"portrait.png -o out.png --emotion happy --keep-speech 2", 2, "--keep-speech: Value 2 not in range 0 to 1"},
    {"nobody.png -o out.png --emotion happy", 1, "ganmut-edit: nobody.png does not exist.\n"},
    {"damaged.png -o out.png --emotion happy", 1, "damaged.png"},
    {"text.mp4 -o out.mp4 --emotion happy", 1, "text.mp4"},
    {"portrait.png -o portrait.png --emotion happy", 1, "input itself"},
    {"portrait.png -o out.mp4 --emotion happy", 1, "is a photograph"},
    {"text.mp4 -o out.xyz --emotion happy", 1, ".mkv"},
    {"portrait.png -o none/out.png --emotion happy", 1, "none"},
    {"portrait.png wall.png -o text.mp4 --emotion happy", 1, "a folder"},
    {"wall.png -o out.png --grid 2x2", 1, "no face"},
    {"portrait.png -o out.png --emotion happy --device toaster", 1, "toaster"},
};

} // namespace

START_TEST(a_bad_call_says_what_is_wrong_and_writes_nothing) {
  const Files files;
  const std::string before = files.read("portrait.png");
  expect(files.run(bad_calls[_i].arguments), bad_calls[_i].status, bad_calls[_i].words);
  for (const char *name : {"out.png", "out.mp4", "out.xyz", "none"})
    ck_assert_msg(!files.exists(name), "%s", name);
  ck_assert(files.read("portrait.png") == before);
}
END_TEST

START_TEST(help_has_sections_and_version_a_number) {
  const Files files;
  const auto help = files.run("--help"), version = files.run("--version");
  for (const char *words :
       {"Usage: ganmut-edit [OPTIONS] IN...\n", "\nArguments:\n", "\nTarget: ", "\nChange:\n", "\nModel:\n",
        "\nGeneral:\n", "\nExamples:\n", "--composite residual|replace", "(0 to 1; default:"})
    expect(help, 0, words);
  expect(version, 0, "ganmut-edit 0.");
  expect(version, 0, "LibTorch");
}
END_TEST

START_TEST(numbers_do_not_follow_the_locale) {
  const Files files;
  if (files.shell("localedef -i de_DE -f UTF-8 ./de_DE.UTF-8").status > 1)
    return; // the sources of the locales are not installed
  const std::string german = "env LOCPATH=" + files.path("") + " LC_ALL=de_DE.UTF-8 ";
  expect(files.shell(german + "bash -c 'printf %.1f 0,5'"), 0, "0,5");
  for (const char *target : {"--x -0.25 --y 0.75", "--theta -1.25 --rho 0.75", "--emotion 0.6*happy+0.4*sad"}) {
    expect(files.run(std::string("portrait.png -o point.png --strength 0.9 ") + target), 0, "edited");
    expect(files.shell(german + "ganmut-edit --model " + element::model("east") +
                       " portrait.png -o comma.png --strength 0.9 " + target),
           0, "edited");
    ck_assert(files.read("point.png") == files.read("comma.png"));
  }
}
END_TEST

START_TEST(a_signal_stops_it_and_leaves_no_file) {
  const Files files;
  // From when the program blocks SIGHUP, SIGINT and SIGTERM (bits 0, 1 and 14) on, it ends in good order.
  expect(files.shell("exec ganmut-edit --model " + element::model("east") +
                     " portrait.png -o sheet.png --grid 64x64 2>error & while kill -0 $! && ! grep -q SigBlk.*4003 "
                     "/proc/$!/status; do :; done; kill -TERM $!; wait $!"),
         128 + 15, "");
  suite::expect_text(files.read("error"),
                     "ganmut-edit: Stopped; files that were not finished are left as they were.\n");
  ck_assert(!files.exists("sheet.png"));
}
END_TEST

START_TEST(a_photograph_changes_in_the_face_only_and_says_so) {
  const Files files;
  const auto edited = files.run("portrait.png -o out.png --emotion happy --faces largest");
  expect(edited, 0, "1 face edited");
  ck_assert_msg(edited.output.find("libpng") == std::string::npos, "%s", edited.output.c_str()); // of its profile
  const cv::Mat before = files.picture("portrait.png"), after = files.picture("out.png");
  ck_assert(before.size() == after.size());
  const cv::Rect face(120, 30, 220, 210); // with the mask
  ck_assert_int_gt(changed_pixels(before(face), after(face)), 1000);
  cv::Mat outside_before = before.clone(), outside_after = after.clone();
  outside_before(face) = cv::Scalar::all(0);
  outside_after(face) = cv::Scalar::all(0);
  ck_assert_int_eq(changed_pixels(outside_before, outside_after), 0);
  ck_assert(files.read("out.png").find("edited with GANmut") != std::string::npos);

  expect(files.run("portrait.png -o out.jpg --theta -1.2 --rho 0.9"), 0, "edited");
  ck_assert(files.picture("out.jpg").size() == before.size());
  ck_assert(files.read("out.jpg").find("edited with GANmut") != std::string::npos);
}
END_TEST

START_TEST(action_units_and_speech_reach_the_network) {
  const Files files;
  const std::string tool = "ganmut-edit --model " + element::model("layers") + " portrait.png ";
  for (const char *call : {"-o plain.png --emotion happy", "-o kept.png --emotion happy --keep-speech 1",
                           "-o more.png --emotion happy --au AU12=0.8,jawOpen=0.5", "-o alone.png --au AU4=1"})
    expect(files.shell(tool + call), 0, "1 face edited");
  for (const char *other : {"portrait.png", "kept.png", "more.png", "alone.png"})
    ck_assert_msg(changed_pixels(files.picture("plain.png"), files.picture(other)) > 0, "%s", other);
  expect(files.shell(tool + "-o sheet.png --grid 2x1 --au AU4=1"), 0, "");
}
END_TEST

START_TEST(one_photograph_does_not_change_the_next) {
  const Files files;
  const cv::Mat portrait = files.picture("portrait.png");
  cv::imwrite(files.path("dark.png"), portrait * 0.4); // whose teeth would be dark
  const auto edit = [&](const std::string &photographs, const std::string &folder) {
    expect(files.shell("ganmut-edit --model default " + photographs + " -o " + folder + " --emotion surprise"), 0, "");
    return files.picture(folder + "/portrait.png");
  };
  std::filesystem::create_directory(files.path("alone"));
  std::filesystem::create_directory(files.path("second"));
  ck_assert_int_eq(changed_pixels(edit("portrait.png", "alone"), edit("dark.png portrait.png", "second")), 0);
}
END_TEST

START_TEST(alpha_and_grey_are_kept) {
  const Files files;
  cv::Mat with_alpha;
  cv::cvtColor(element::portrait(), with_alpha, cv::COLOR_BGR2BGRA);
  cv::randu(with_alpha.reshape(1, with_alpha.rows * with_alpha.cols).col(3), 0, 255);
  cv::imwrite(files.path("alpha.png"), with_alpha);
  cv::imwrite(files.path("grey.png"), cv::imread(files.path("portrait.png"), cv::IMREAD_GRAYSCALE));
  expect(files.run("alpha.png grey.png -o out --x -0.5 --y 0.5"), 0, "edited");
  ck_assert_int_eq(files.picture("out/grey.png").channels(), 1);
  cv::Mat before, after;
  cv::extractChannel(with_alpha, before, 3);
  cv::extractChannel(files.picture("out/alpha.png"), after, 3);
  ck_assert_int_eq(changed_pixels(before, after), 0);
}
END_TEST

START_TEST(no_face_is_a_warning) {
  const Files files;
  expect(files.run("wall.png -o out.png --emotion happy"), 0, "no face was found");
  ck_assert_int_eq(changed_pixels(files.picture("wall.png"), files.picture("out.png")), 0);
}
END_TEST

START_TEST(one_failure_does_not_keep_the_others_from_being_done) {
  const Files files;
  expect(files.run("damaged.png wall.png -o out --emotion happy"), 1, "damaged.png");
  ck_assert(files.exists("out/wall.png"));
  ck_assert(!files.exists("out/damaged.png"));
}
END_TEST

START_TEST(a_sheet_has_a_cell_for_every_point) {
  const Files files;
  expect(files.run("portrait.png -o one.png --grid 1x1"), 0, "");
  expect(files.run("portrait.png -o sheet.png --grid 3x2"), 0, "");
  const cv::Mat one = files.picture("one.png"), sheet = files.picture("sheet.png");
  ck_assert(sheet.size() == cv::Size(3 * one.cols, 2 * one.rows));
  const cv::Rect first({0, one.rows - one.cols}, cv::Size(one.cols, one.cols));
  ck_assert_int_gt(changed_pixels(sheet(first), sheet(first + cv::Point(one.cols, one.rows))), 1000);
}
END_TEST

START_TEST(a_video_keeps_its_frames_and_its_sound) {
  const Files files;
  expect(files.shell("gst-launch-1.0 -q filesrc location=portrait.png ! pngdec ! imagefreeze num-buffers=12 ! "
                     "video/x-raw,framerate=25/1 ! videoconvert ! x264enc ! mp4mux name=mux ! filesink "
                     "location=in.mp4 audiotestsrc num-buffers=20 ! avenc_aac ! mux."),
         0, "");
  const auto sound = [&](const std::string &name, const std::string &demuxer, const std::string &type) {
    expect(files.shell("gst-launch-1.0 -q filesrc location=" + name + " ! " + demuxer + " ! " + type +
                       " ! filesink location=sound"),
           0, "");
    return files.read("sound");
  };
  const std::string before = sound("in.mp4", "qtdemux", "audio/mpeg");
  ck_assert(!before.empty());
  expect(files.run("in.mp4 -o out.mp4 --emotion happy"), 0, "written to out.mp4");
  ck_assert(sound("out.mp4", "qtdemux", "audio/mpeg") == before);
  expect(files.run("in.mp4 -o out.mkv --emotion happy"), 0, "written to out.mkv");
  ck_assert(sound("out.mkv", "matroskademux", "audio/mpeg") == before);
  expect(files.run("in.mp4 -o out.webm --emotion happy"), 0, "encoded anew");
  ck_assert(!sound("out.webm", "matroskademux", "audio/x-opus").empty());

  expect(files.shell("gst-launch-1.0 filesrc location=out.mp4 ! decodebin ! videoconvert ! pngenc ! multifilesink "
                     "location=frame%02d.png"),
         0, "");
  ck_assert(files.exists("frame11.png"));
  ck_assert(!files.exists("frame12.png"));
  ck_assert(files.picture("frame05.png").size() == files.picture("portrait.png").size());
  ck_assert(files.read("out.mp4").find("edited with GANmut") != std::string::npos);
}
END_TEST

START_TEST(a_log_shows_a_video_again_bit_for_bit) {
  const Files files;
  expect(files.shell("gst-launch-1.0 -q filesrc location=portrait.png ! pngdec ! imagefreeze num-buffers=8 ! "
                     "video/x-raw,framerate=25/1 ! videoconvert ! x264enc ! matroskamux ! filesink location=dry.mkv"),
         0, "");
  const auto frames_of = [&](const std::string &video) {
    expect(files.shell("gst-launch-1.0 -q filesrc location=" + video +
                       " ! decodebin ! videoconvert ! video/x-raw,format=I420 ! filesink location=frames"),
           0, "");
    return files.read("frames");
  };
  expect(files.run("dry.mkv -o shown.mkv --emotion neutral@0,happy@0.3 --log run.jsonl"), 0, "written to shown.mkv");
  expect(files.run("dry.mkv -o again.mkv --replay run.jsonl"), 0, "written to again.mkv");
  ck_assert(frames_of("again.mkv") == frames_of("shown.mkv"));
  ck_assert(frames_of("again.mkv") != frames_of("dry.mkv"));

  // The element's own frames, which no encoder has touched, are those of the log as well.
  const auto element_of = [&](const std::string &properties) {
    expect(files.shell("gst-launch-1.0 -q filesrc location=dry.mkv ! decodebin ! videoconvert ! "
                       "video/x-raw,format=I420 ! ganmutfilter " +
                       properties + " ! filesink location=frames"),
           0, "");
    return files.read("frames");
  };
  const std::string shown = element_of("emotion=happy strength=0.7 log=live.jsonl model=" + element::model("east"));
  ck_assert(element_of("replay=live.jsonl") == shown);
  expect(files.run("dry.mkv -o live.mkv --replay live.jsonl --composite replace"), 0, "written to live.mkv");
  expect(files.run("dry.mkv -o same.mkv --emotion happy --strength 0.7"), 0, "written to same.mkv");
  ck_assert(frames_of("live.mkv") == frames_of("same.mkv"));
}
END_TEST

int main() {
  if (portrait_file().empty())
    return suite::skip("ganmut-edit: there is no portrait; scripts/fetch-portrait out/portrait.png brings one");
  Suite *suite = suite_create("ganmut-edit");
  TCase *tests = tcase_create("command line");
  tcase_set_timeout(tests, 0);
  tcase_add_loop_test(tests, a_bad_call_says_what_is_wrong_and_writes_nothing, 0, std::size(bad_calls));
  tcase_add_test(tests, help_has_sections_and_version_a_number);
  tcase_add_test(tests, numbers_do_not_follow_the_locale);
  tcase_add_test(tests, a_signal_stops_it_and_leaves_no_file);
  tcase_add_test(tests, a_photograph_changes_in_the_face_only_and_says_so);
  tcase_add_test(tests, action_units_and_speech_reach_the_network);
  tcase_add_test(tests, one_photograph_does_not_change_the_next);
  tcase_add_test(tests, alpha_and_grey_are_kept);
  tcase_add_test(tests, no_face_is_a_warning);
  tcase_add_test(tests, one_failure_does_not_keep_the_others_from_being_done);
  tcase_add_test(tests, a_sheet_has_a_cell_for_every_point);
  tcase_add_test(tests, a_video_keeps_its_frames_and_its_sound);
  tcase_add_test(tests, a_log_shows_a_video_again_bit_for_bit);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
