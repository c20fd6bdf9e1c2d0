// ganmut-edit on files as people have them: nothing is edited here, so that only the files count.
#include <opencv2/imgcodecs.hpp>

#include "command.h"
#include "element/harness.h"
#include "scratch.h"
#include "suite.h"

namespace {

struct Folder : Scratch {
  CommandResult shell(const std::string &line) const { return run_command("cd " + path("") + " && " + line); }
  /// A file that GStreamer makes.
  void make(const std::string &pipeline) const {
    const auto made = shell("timeout 60 gst-launch-1.0 -q " + pipeline);
    ck_assert_msg(made.status == 0, "%s: %s", pipeline.c_str(), made.output.c_str());
  }
  CommandResult edit(const std::string &arguments) const {
    return shell("timeout 60 ganmut-edit --model " + element::model("east") + " --strength 0 --emotion happy " +
                 arguments);
  }
  /// Width, height and number of the frames of a video, "64x48 10".
  std::string frames(const std::string &name) const {
    make("filesrc location=" + name + " ! decodebin ! videoconvert ! pngenc ! multifilesink location=" + name +
         ".%02d.png");
    int count = 0;
    cv::Size size;
    for (; std::filesystem::exists(frame(name, count)); ++count) {
      const auto next = cv::imread(frame(name, count)).size();
      ck_assert_msg(count == 0 || next == size, "%s changes its size", name.c_str());
      size = next;
    }
    return std::to_string(size.width) + "x" + std::to_string(size.height) + " " + std::to_string(count);
  }
  std::string frame(const std::string &video, int number) const {
    return path(video + "." + std::to_string(number / 10) + std::to_string(number % 10) + ".png");
  }
};

void expect(const CommandResult &result, int status, const std::string &words) {
  ck_assert_msg(result.status == status && result.output.find(words) != std::string::npos,
                "status %d, expected %d and '%s': %s", result.status, status, words.c_str(), result.output.c_str());
}

struct Video {
  const char *pipeline; ///< makes it; the frames come from a test source
  const char *in, *out;
  const char *frames; ///< of the result
  const char *words = "";
};
const Video videos[] = {
    {"video/x-raw,format=Y42B,width=64,height=48 ! x264enc ! h264parse ! mp4mux", "in.mp4", "out.mp4", "64x48 10"},
    {"video/x-raw,format=Y41B,width=64,height=48 ! avenc_ffv1 ! matroskamux", "in.mkv", "out.mkv", "64x48 10"},
    {"video/x-raw,format=Y444,width=64,height=48 ! x264enc ! h264parse ! mp4mux", "in.mp4", "out.webm", "64x48 10"},
    {"video/x-raw,format=BGRA,width=64,height=48 ! avenc_ffv1 ! matroskamux", "in.mkv", "out.mp4", "64x48 10",
     "the transparency is left out"},
    {"video/x-raw,format=I420_10LE,width=64,height=48 ! x264enc ! h264parse ! mp4mux", "in.mp4", "out.mp4", "64x48 10",
     "more than 8 bits"},
    {"video/x-raw,width=65,height=49 ! vp8enc ! webmmux", "in.webm", "out.mp4", "64x48 10",
     "the last row or column is left out"},
    {"video/x-raw,width=65,height=49 ! vp8enc ! webmmux", "in.webm", "out.mkv", "64x48 10"},
    {"video/x-raw,width=65,height=49 ! vp8enc ! webmmux", "in.webm", "out.webm", "65x49 10"},
    {"video/x-raw,format=I420,width=4,height=6 ! avenc_ffv1 ! matroskamux", "in.mkv", "out.mkv", "4x6 10"},
    {"video/x-raw,width=64,height=48 ! avenc_mpeg4 max-bframes=2 ! avimux", "in.avi", "out.mp4", "64x48 10"},
};

struct Sound {
  const char *pipeline; ///< encodes and muxes it, beside a video track
  const char *in, *out;
  const char *words; ///< of the tool
};
const Sound sounds[] = {
    {"avenc_eac3 ! matroskamux", "in.mkv", "out.mp4", "the sound is encoded anew"},
    {"avenc_eac3 ! matroskamux", "in.mkv", "out.mkv", ""},
    {"audioconvert ! audio/x-raw,format=S16LE,channels=4,'channel-mask=(bitmask)0' ! qtmux", "in.mov", "out.mp4",
     "the sound is encoded anew"},
    {"audioconvert ! audio/x-raw,format=S16LE,channels=4,'channel-mask=(bitmask)0' ! qtmux", "in.mov", "out.mov", ""},
};

struct Refused {
  const char *make; ///< a shell line
  const char *arguments;
  const char *words;
};
const Refused refused[] = {
    {"gst-launch-1.0 -q audiotestsrc num-buffers=40 ! avenc_aac ! mp4mux ! filesink location=in.mp4",
     "in.mp4 -o out.mp4", "in.mp4 holds no video"},
    {"gst-launch-1.0 -q audiotestsrc num-buffers=40 ! wavenc ! filesink location=in.wav", "in.wav -o out.mkv",
     "in.wav holds no video"},
    {"printf 'GIF89a and more' > in.gif", "in.gif -o out.mp4", "in.gif is a GIF"},
    {"gst-launch-1.0 -q videotestsrc num-buffers=5 ! video/x-raw,format=I420,width=4,height=6 ! avenc_ffv1 ! "
     "matroskamux ! filesink location=in.mkv",
     "in.mkv -o out.mp4", "in.mkv has 4 x 6 pixels"},
    {": > in.mp4", "in.mp4 -o out.mp4", "in.mp4 holds no video"},
    {": > in.jpg", "in.jpg -o out.jpg", "in.jpg cannot be read"},
    {"head -c 600 photo.jpg > in.jpg", "in.jpg -o out.jpg", "in.jpg ends before its picture does"},
    {"head -c 300 photo.png > in.png", "in.png -o out.png", "in.png ends before its picture does"},
    {"true", "photo.png -o missing/out.png", "The folder missing of the output does not exist"},
    {"true", "photo.png -o out.pgm", "out.pgm cannot hold the picture"},
};

/// JPEG and PNG pictures of noise; the JPEG has a colour profile.
void write_photos(const Folder &folder, const std::string &profile) {
  cv::Mat noise(40, 60, CV_8UC3);
  cv::RNG(2).fill(noise, cv::RNG::UNIFORM, 0, 255);
  cv::imwrite(folder.path("photo.png"), noise);
  std::vector<unsigned char> jpeg;
  cv::imencode(".jpg", noise, jpeg);
  std::string bytes(jpeg.begin(), jpeg.end());
  const auto segment = std::string("ICC_PROFILE\0\1\1", 14) + profile;
  const auto length = static_cast<char>(segment.size() + 2);
  bytes.insert(2, std::string("\xFF\xE2\0", 3) + length + segment);
  folder.write("photo.jpg", bytes);
}

/// Of 140 bytes, with the header's mark of its colours.
std::string colour_profile() {
  std::string profile(140, 'p');
  return profile.replace(16, 4, "RGB ");
}

} // namespace

START_TEST(videos_keep_their_frames) {
  const auto &video = videos[_i];
  const Folder folder;
  folder.make(std::string("videotestsrc num-buffers=10 ! ") + video.pipeline + " ! filesink location=" + video.in);
  expect(folder.edit(std::string(video.in) + " -o " + video.out), 0, video.words);
  suite::expect_text(folder.frames(video.out), video.frames);
}
END_TEST

START_TEST(sounds_go_over_or_are_encoded) {
  const auto &sound = sounds[_i];
  const Folder folder;
  folder.make(std::string("audiotestsrc num-buffers=20 ! ") + sound.pipeline + " name=mux ! filesink location=" +
              sound.in + " videotestsrc num-buffers=10 ! video/x-raw,width=64,height=48 ! x264enc ! h264parse ! mux.");
  const auto edited = folder.edit(std::string(sound.in) + " -o " + sound.out);
  expect(edited, 0, sound.words);
  ck_assert(*sound.words != '\0' || edited.output.find("encoded anew") == std::string::npos);
  folder.make(std::string("filesrc location=") + sound.out +
              " ! decodebin name=streams streams. ! queue ! audioconvert ! fakesink"
              " streams. ! queue ! videoconvert ! fakesink");
}
END_TEST

/// Ten frames and `more` into in.mp4.
void make_film(const Folder &folder, const std::string &more) {
  folder.make(
      "videotestsrc num-buffers=10 ! video/x-raw,format=I420,width=64,height=48 ! x264enc ! h264parse ! queue ! "
      "mp4mux name=mux ! filesink location=in.mp4 " +
      more);
}

START_TEST(sound_is_copied_to_its_last_packet) {
  const Folder folder;
  make_film(folder, "audiotestsrc num-buffers=30 ! audio/x-raw,rate=44100 ! avenc_aac ! queue ! mux.");
  const auto sound = [&](const std::string &name) {
    folder.make("filesrc location=" + name + " ! qtdemux ! audio/mpeg ! filesink location=sound");
    return folder.read("sound");
  };
  const auto before = sound("in.mp4");
  // One packet of priming, as other programs write it: the film is shorter than its sound track.
  auto bytes = folder.read("in.mp4");
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i)
      value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
  };
  const auto write = [&](std::size_t at, unsigned value) {
    for (int i = 0; i < 4; ++i)
      bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
  };
  const auto scale = bytes.find("mvhd") + 4 + 12; // behind version, flags and dates; the duration follows
  const auto edit = bytes.rfind("elst") + 4 + 8;  // duration and start of the sound track's edit
  constexpr unsigned packet = 1024, rate = 44100; // samples, samples a second
  const unsigned shorter = number(edit) - number(scale) * packet / rate;
  write(scale + 4, shorter);
  write(edit, shorter);
  write(edit + 4, packet);
  folder.write("in.mp4", bytes);
  expect(folder.edit("in.mp4 -o out.mp4"), 0, "");
  const auto after = sound("out.mp4");
  ck_assert_uint_gt(after.size(), before.size() * 9 / 10);
  ck_assert(before.substr(before.size() - after.size()) == after);
}
END_TEST

START_TEST(tracks_that_do_not_go_over_are_named) {
  const Folder folder;
  make_film(folder, "audiotestsrc num-buffers=20 ! avenc_aac ! queue ! mux.");
  auto bytes = folder.read("in.mp4");
  folder.write("in.mp4", bytes.replace(bytes.find("soun"), 4, "tmcd"));
  expect(folder.edit("in.mp4 -o out.mp4"), 0, "in.mp4: left out: the track of time codes");
  make_film(folder,
            "videotestsrc num-buffers=1 ! video/x-raw,format=I420,framerate=50/1 ! x264enc ! h264parse ! queue ! "
            "mux.");
  expect(folder.edit("in.mp4 -o out.mp4"), 0, "in.mp4: left out: a picture that is much shorter than the film");
  suite::expect_text(folder.frames("out.mp4"), "64x48 10");
}
END_TEST

START_TEST(titles_keep_their_words) {
  const char *const title = "Größe 3, \"neu\"";
  const std::string comment(200, '!');
  const Folder folder;
  folder.make("videotestsrc num-buffers=10 ! video/x-raw,format=I420,width=64,height=48 ! x264enc ! h264parse ! "
              "taginject tags='title=\"Größe\\ 3,\\ \\\"neu\\\"\",comment=\"" +
              comment + "\"' ! mp4mux ! filesink location=in.mp4");
  for (const char *out : {"out.mp4", "out.mkv", "out.webm"}) {
    expect(folder.edit(std::string("in.mp4 -o ") + out), 0, "");
    const auto bytes = folder.read(out);
    ck_assert_msg(bytes.find(title) != std::string::npos, "%s", out);
    ck_assert_msg(bytes.find(comment) != std::string::npos, "%s", out);
    suite::expect_text(folder.frames(out), "64x48 10");
  }
}
END_TEST

START_TEST(deep_pictures_keep_their_levels) {
  const Folder folder;
  const cv::Mat grey(20, 30, CV_32FC3, cv::Scalar::all(0.25)), glass(20, 30, CV_16UC4, cv::Scalar::all(0x4040));
  cv::imwrite(folder.path("float.tiff"), grey);
  cv::imwrite(folder.path("glass.png"), glass);
  for (const char *in : {"float.tiff", "glass.png"}) {
    expect(folder.edit(std::string(in) + " -o out.png"), 0, "more than 8 bits");
    const auto out = cv::imread(folder.path("out.png"), cv::IMREAD_UNCHANGED);
    ck_assert_int_eq(out.channels(), in[0] == 'g' ? 4 : 3);
    ck_assert_double_eq_tol(cv::mean(out)[out.channels() - 1], 64, 1.5); // OpenCV writes floats as LogLuv, a level off
  }
}
END_TEST

START_TEST(a_picture_that_changes_its_size_is_fitted) {
  const Folder folder;
  for (const auto &[name, size] : {std::pair("a.ts", "width=64,height=48"), std::pair("b.ts", "width=48,height=32")})
    folder.make(std::string("videotestsrc num-buffers=10 ! video/x-raw,format=I420,") + size +
                " ! x264enc ! h264parse ! mpegtsmux ! filesink location=" + name);
  folder.shell("cat a.ts b.ts > in.ts");
  expect(folder.edit("in.ts -o out.mp4"), 0, "changes its size to 48 x 32");
  suite::expect_text(folder.frames("out.mp4").substr(0, 5), "64x48");
}
END_TEST

START_TEST(a_phones_portrait_video_stands_upright) {
  const Folder folder;
  folder.make(
      "videotestsrc num-buffers=10 ! video/x-raw,format=I420,width=64,height=48 ! x264enc ! h264parse ! mp4mux ! "
      "filesink location=plain.mp4");
  auto bytes = folder.read("plain.mp4");
  constexpr std::size_t matrix = 4 + 40; // behind the name and the other fields of the track's header
  const std::string quarter_turn("\0\0\0\0\0\1\0\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0", 20);
  bytes.replace(bytes.find("tkhd") + matrix, quarter_turn.size(), quarter_turn);
  folder.write("in.mp4", bytes);
  expect(folder.edit("in.mp4 -o out.mp4"), 0, "");
  suite::expect_text(folder.frames("out.mp4"), "48x64 10");
}
END_TEST

START_TEST(a_full_range_stays_full) {
  const Folder folder;
  folder.make(
      "videotestsrc num-buffers=5 pattern=solid-color foreground-color=0xff404040 ! "
      "video/x-raw,format=I420,width=64,height=48,'colorimetry=(string)1:3:5:1' ! x264enc ! h264parse ! mp4mux ! "
      "filesink location=in.mp4");
  expect(folder.edit("in.mp4 -o out.mp4"), 0, "");
  folder.frames("in.mp4");
  folder.make("filesrc location=out.mp4 ! parsebin ! avdec_h264 ! videoconvert ! pngenc ! multifilesink "
              "location=out.mp4.%02d.png");
  ck_assert_double_eq_tol(cv::mean(cv::imread(folder.frame("out.mp4", 2)))[1], 64, 3);
}
END_TEST

START_TEST(a_video_that_was_cut_short_is_told) {
  const Folder folder;
  folder.make("videotestsrc num-buffers=60 ! video/x-raw,width=64,height=48,framerate=20/1 ! x264enc ! h264parse ! "
              "mp4mux faststart=true ! filesink location=whole.mp4");
  folder.shell("head -c $(($(stat -c %s whole.mp4) / 2)) whole.mp4 > in.mp4");
  expect(folder.edit("in.mp4 -o out.mp4"), 0, "may have been cut short");
  const auto whole = folder.edit("whole.mp4 -o out.mp4");
  ck_assert_msg(whole.output.find("cut short") == std::string::npos, "%s", whole.output.c_str());
}
END_TEST

START_TEST(what_cannot_be_edited_is_named) {
  const auto &bad = refused[_i];
  const Folder folder;
  write_photos(folder, colour_profile());
  expect(folder.shell(bad.make), 0, "");
  expect(folder.edit(bad.arguments), 1, bad.words);
  expect(folder.shell("ls -A | grep -e unfinished -e '^out'"), 1, "");
}
END_TEST

START_TEST(one_file_does_not_end_the_batch) {
  const Folder folder;
  write_photos(folder, colour_profile());
  folder.shell("head -c 300 photo.png > bad.png; cp photo.jpg face.jfif");
  expect(folder.edit("bad.png photo.png face.jfif -o new/"), 1, "bad.png ends before");
  expect(folder.shell("ls new"), 0, "face.jfif\nphoto.png\n");
}
END_TEST

START_TEST(colour_profiles_go_over) {
  const auto profile = colour_profile();
  const Folder folder;
  write_photos(folder, profile);
  expect(folder.edit("photo.jpg -o out.jpg"), 0, "");
  ck_assert(folder.read("out.jpg").find(profile) != std::string::npos);
  expect(folder.edit("photo.jpg -o out.png"), 0, "");
  expect(folder.edit("out.png -o back.jpg"), 0, "");
  ck_assert(folder.read("back.jpg").find(profile) != std::string::npos);
  expect(folder.edit("photo.jpg -o out.webp"), 0, "the colour profile of the input is lost");
}
END_TEST

START_TEST(names_may_be_as_long_as_the_system_takes) {
  const Folder folder;
  write_photos(folder, colour_profile());
  const auto name = std::string(251, 'x') + ".png";
  expect(folder.edit("photo.png -o " + name), 0, "");
  ck_assert(std::filesystem::exists(folder.path(name)));
}
END_TEST

START_TEST(numbers_that_are_none_are_refused) {
  const Folder folder;
  write_photos(folder, colour_profile());
  for (const char *target : {"--x nan --y 0", "--theta inf --rho 0.5", "--emotion happy --intensity nan"})
    expect(folder.shell("ganmut-edit --model " + element::model("east") + " photo.png -o out.png " + target), 2,
           "is not a number");
}
END_TEST

START_TEST(a_limit_of_size_leaves_no_file) {
  const Folder folder;
  write_photos(folder, colour_profile());
  expect(folder.shell("(ulimit -f 1; ganmut-edit --model " + element::model("east") +
                      " photo.png -o out.png --emotion happy)"),
         1, "out.png cannot be written");
  expect(folder.shell("ls -A | grep -e unfinished -e '^out'"), 1, "");
}
END_TEST

int main() {
  Suite *suite = suite_create("real-files");
  TCase *tests = tcase_create("files");
  tcase_set_timeout(tests, 0);
  tcase_add_loop_test(tests, videos_keep_their_frames, 0, std::size(videos));
  tcase_add_loop_test(tests, sounds_go_over_or_are_encoded, 0, std::size(sounds));
  tcase_add_test(tests, deep_pictures_keep_their_levels);
  tcase_add_test(tests, a_picture_that_changes_its_size_is_fitted);
  tcase_add_test(tests, a_phones_portrait_video_stands_upright);
  tcase_add_test(tests, a_full_range_stays_full);
  tcase_add_test(tests, a_video_that_was_cut_short_is_told);
  tcase_add_loop_test(tests, what_cannot_be_edited_is_named, 0, std::size(refused));
  tcase_add_test(tests, one_file_does_not_end_the_batch);
  tcase_add_test(tests, colour_profiles_go_over);
  tcase_add_test(tests, names_may_be_as_long_as_the_system_takes);
  tcase_add_test(tests, numbers_that_are_none_are_refused);
  tcase_add_test(tests, a_limit_of_size_leaves_no_file);
  suite_add_tcase(suite, tests);
  TCase *tracks = tcase_create("tracks");
  tcase_set_timeout(tracks, 0);
  tcase_add_test(tracks, sound_is_copied_to_its_last_packet);
  tcase_add_test(tracks, tracks_that_do_not_go_over_are_named);
  tcase_add_test(tracks, titles_keep_their_words);
  suite_add_tcase(suite, tracks);
  return suite::run(suite);
}
