// Clips of moving faces whose places are known: how near the landmarks are, who is who, and when nobody is there.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "face/face_follower.h"
#include "geometry/alignment.h"
#include "suite.h"

using namespace ganmut;

namespace {

constexpr int frames_a_second = 30;

struct Truth {
  int id;
  double visible; ///< part of the box
  double width;
  cv::Point2d eyes; ///< their middle
};

bool is_whole(const Truth &truth) {
  return truth.visible >= 1;
}

struct Clip {
  std::string name;
  std::vector<cv::Mat> frames; ///< grey
  std::vector<std::vector<Truth>> truth;
};

Clip clip_of(const std::string &name) {
  const auto path = suite::shared() / "clips" / "synthetic" / name;
  Clip clip{name, {}, {}};
  cv::VideoCapture video(path.string() + ".mp4");
  for (cv::Mat frame; video.read(frame);) {
    clip.frames.emplace_back();
    cv::cvtColor(frame, clip.frames.back(), cv::COLOR_BGR2GRAY);
  }
  std::ifstream lines(path.string() + ".jsonl");
  for (std::string line; std::getline(lines, line);) {
    clip.truth.emplace_back();
    const auto frame = nlohmann::json::parse(line);
    for (const auto &face : frame.at("faces")) {
      const auto eye = [&](int i) {
        const auto &point = face.at("pts5").at(i);
        return cv::Point2d(point.at(0).get<double>(), point.at(1).get<double>());
      };
      clip.truth.back().push_back({face.at("id").get<int>(), face.at("visible").get<double>(),
                                   face.at("w").get<double>(), (eye(0) + eye(1)) / 2});
    }
  }
  ck_assert_uint_gt(clip.frames.size(), 0);
  ck_assert_uint_eq(clip.frames.size(), clip.truth.size());
  return clip;
}

/// What became of a clip.
struct Outcome {
  double error = 0;                 ///< mean distance of the eyes' middle, parts of the box's width
  int seen = 0, sought = 0;         ///< wholly visible faces
  int longest_astray = 0;           ///< frames that a face was followed where none is
  std::map<int, std::set<int>> ids; ///< of each true face
};

Outcome outcome_of(const Clip &clip) {
  FaceFollower follower(make_dlib_detector(), std::make_unique<Landmarker>(""));
  Outcome outcome;
  std::map<int, int> astray; ///< frames by id
  for (std::size_t i = 0; i < clip.frames.size(); ++i) {
    const auto &truths = clip.truth[i];
    outcome.sought += static_cast<int>(std::count_if(truths.begin(), truths.end(), is_whole));
    for (const Face &face : follower.follow(clip.frames[i], static_cast<double>(i) / frames_a_second, {})) {
      const auto anchors = anchor_points(face.landmarks);
      const auto away = [&](const Truth &truth) {
        return cv::norm((anchors[0] + anchors[1]) / 2 - truth.eyes) / truth.width;
      };
      const auto truth = std::min_element(truths.begin(), truths.end(),
                                          [&](const Truth &a, const Truth &b) { return away(a) < away(b); });
      constexpr double same_face = 0.25;
      const bool is_astray = away(*truth) > same_face;
      astray[face.id] = is_astray ? astray[face.id] + 1 : 0;
      outcome.longest_astray = std::max(outcome.longest_astray, astray[face.id]);
      if (is_astray || !is_whole(*truth))
        continue;
      outcome.error += away(*truth);
      outcome.ids[truth->id].insert(face.id);
      ++outcome.seen;
    }
  }
  outcome.error /= std::max(1, outcome.seen);
  return outcome;
}

START_TEST(faces_are_where_they_are_and_stay_themselves) {
  // Faces 0 and 1 of the second clip cross, and 1 is behind 2 for more than a second; 2 is away for 2.4 seconds and may
  // be somebody else afterwards. In the third clip the light jumps, and a bar hides the face for a second.
  const char *names[] = {"one_face_move_zoom_roll", "three_faces_cross_leave", "brightness_and_occlusion"};
  const Clip clip = clip_of(names[_i]);
  const Outcome outcome = outcome_of(clip);
  ck_assert_double_lt(outcome.error, 0.015);
  ck_assert_int_ge(outcome.seen, outcome.sought * 95 / 100);
  ck_assert_int_le(outcome.seen, outcome.sought);
  ck_assert_int_lt(outcome.longest_astray, frames_a_second);
  std::set<int> all;
  std::size_t count = 0;
  for (const auto &[face, ids] : outcome.ids) {
    ck_assert_uint_le(ids.size(), face == 2 ? 2 : 1);
    all.insert(ids.begin(), ids.end());
    count += ids.size();
  }
  ck_assert_uint_eq(all.size(), count); // nobody has another's
}
END_TEST

} // namespace

int main() {
  if (suite::shared().empty())
    return suite::skip("follow-clips: set GANMUT_SHARED_DIR to the folder with clips/");
  Suite *follow = suite_create("follow-clips");
  TCase *clips = tcase_create("clips");
  tcase_set_timeout(clips, 280);
  tcase_add_loop_test(clips, faces_are_where_they_are_and_stay_themselves, 0, 3);
  suite_add_tcase(follow, clips);
  return suite::run(follow);
}
