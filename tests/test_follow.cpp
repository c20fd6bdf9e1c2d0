#include <chrono>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "face/face_follower.h"
#include "geometry/alignment.h"
#include "suite.h"

using namespace ganmut;

namespace {

struct Photo {
  std::string name;
  std::vector<Box> boxes;
};

/// The rows of photos.csv: image,faces_found,boxes (x y w h; ...).
std::vector<Photo> photos() {
  std::ifstream file(suite::shared() / "photos" / "photos.csv");
  std::vector<Photo> photos;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    Photo photo;
    std::string skipped, box;
    std::getline(std::getline(fields, photo.name, ','), skipped, ',');
    while (std::getline(fields, box, ';')) {
      Box b;
      std::istringstream(box) >> b.x >> b.y >> b.width >> b.height;
      photo.boxes.push_back(b);
    }
    photos.push_back(photo);
  }
  return photos;
}

cv::Mat grey_photo(const std::string &name) {
  return cv::imread((suite::shared() / "photos" / name).string(), cv::IMREAD_GRAYSCALE);
}

FaceFollower make_follower(bool cascade = false) {
  return {cascade ? make_cascade_detector("") : make_dlib_detector(), std::make_unique<Landmarker>("")};
}

/// Intersection over union.
float overlap(const Box &a, const Box &b) {
  const cv::Rect2f first(a.x, a.y, a.width, a.height);
  const cv::Rect2f second(b.x, b.y, b.width, b.height);
  const float both = (first & second).area();
  return both / (first.area() + second.area() - both);
}

cv::Point2d eye_centre(const Face &face) {
  const auto anchors = anchor_points(face.landmarks);
  return (anchors[0] + anchors[1]) / 2.0;
}

/// A photograph somewhere on a grey stage; places are those of its top left corner.
void show(cv::Mat &stage, const cv::Mat &photo, double x, double y, double scale) {
  const cv::Matx23d place(scale, 0, x, 0, scale, y);
  cv::warpAffine(photo, stage, place, stage.size(), cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
}

cv::Mat empty_stage() {
  return cv::Mat(480, 640, CV_8UC1, cv::Scalar(110));
}

START_TEST(faces_of_photographs_are_found) {
  const bool cascade = _i == 1;
  FaceFollower follower = make_follower(cascade);
  int sought = 0;
  int found = 0;
  for (const Photo &photo : photos()) {
    if (photo.boxes.size() != 1)
      continue;
    ++sought;
    for (const Face &face : follower.follow(grey_photo(photo.name), {}, {}))
      found += overlap(face.box, photo.boxes[0]) > 0.4F;
  }
  ck_assert_int_ge(sought, 1);
  ck_assert_int_ge(found, cascade ? sought * 9 / 10 : sought);
}
END_TEST

START_TEST(a_photograph_is_seen_anew_each_time) {
  FaceFollower follower = make_follower();
  const auto all = photos();
  const cv::Mat first = grey_photo(all.front().name);
  const cv::Mat second = grey_photo(all.back().name);
  const auto before = follower.follow(first, {}, {});
  follower.follow(second, {}, {});
  const auto after = follower.follow(first, {}, {});
  ck_assert_uint_eq(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    ck_assert_int_eq(before[i].id, static_cast<int>(i) + 1);
    ck_assert_int_eq(before[i].id, after[i].id);
    for (std::size_t k = 0; k < before[i].landmarks.size(); ++k)
      ck_assert_float_eq(before[i].landmarks[k].x, after[i].landmarks[k].x);
  }
}
END_TEST

START_TEST(a_moving_face_keeps_its_id_and_its_place) {
  const cv::Mat photo = grey_photo(photos().front().name);
  FaceFollower still = make_follower();
  const cv::Point2d eyes = eye_centre(still.follow(photo, {}, {}).at(0));
  FaceFollower follower = make_follower();
  FollowSettings settings;
  settings.detect_interval = 5;
  double error = 0;
  constexpr int frames = 45;
  for (int i = 0; i < frames; ++i) {
    const double x = 10 + 5 * i;
    const double y = 60 + 40 * std::sin(i / 7.0);
    const double scale = 1.2 + 0.2 * std::sin(i / 9.0);
    cv::Mat stage = empty_stage();
    show(stage, photo, x, y, scale);
    const auto faces = follower.follow(stage, i / 25.0, settings);
    ck_assert_uint_eq(faces.size(), 1);
    ck_assert_int_eq(faces[0].id, 1);
    const cv::Point2d truth(x + scale * eyes.x, y + scale * eyes.y);
    error += cv::norm(eye_centre(faces[0]) - truth) / faces[0].box.width / frames;
  }
  ck_assert_double_lt(error, 0.015); // of the face's side
}
END_TEST

START_TEST(two_faces_have_two_ids_and_one_that_leaves_is_dropped) {
  const auto all = photos();
  const cv::Mat left = grey_photo(all[0].name);
  const cv::Mat right = grey_photo(all[1].name);
  FaceFollower follower = make_follower();
  FollowSettings settings;
  settings.detect_interval = 2;
  int left_id = -1;
  for (int i = 0; i < 30; ++i) {
    cv::Mat stage = empty_stage();
    show(stage, left, 20 + i, 100, 1);
    if (i < 10)
      show(stage, right, 360 - i, 100, 1.1);
    auto faces = follower.follow(stage, i / 25.0, settings);
    if (i < 10)
      ck_assert_uint_eq(faces.size(), 2);
    if (i >= 20) // ten frames are five detections
      ck_assert_uint_eq(faces.size(), 1);
    std::sort(faces.begin(), faces.end(), [](const Face &a, const Face &b) { return a.box.x < b.box.x; });
    if (i == 0)
      left_id = faces[0].id;
    ck_assert_int_eq(faces[0].id, left_id);
    if (faces.size() == 2)
      ck_assert_int_ne(faces[1].id, left_id);
  }
}
END_TEST

START_TEST(settings_choose_among_faces) {
  const auto all = photos();
  cv::Mat stage = empty_stage();
  show(stage, grey_photo(all[0].name), 0, 50, 1);
  show(stage, grey_photo(all[1].name), 260, 50, 1.5);
  FaceFollower follower = make_follower();
  const auto count = [&](auto change) {
    FollowSettings settings;
    change(settings);
    return follower.follow(stage, {}, settings).size();
  };
  ck_assert_uint_eq(count([](FollowSettings &) {}), 2);
  ck_assert_uint_eq(count([](FollowSettings &s) { s.max_faces = 0; }), 2);
  ck_assert_uint_eq(count([](FollowSettings &s) { s.max_faces = 1; }), 1);
  ck_assert_uint_eq(count([](FollowSettings &s) { s.select = FaceSelection::Largest; }), 1);
  ck_assert_uint_eq(count([](FollowSettings &s) { s.select = FaceSelection::Center; }), 1);
  ck_assert_uint_eq(count([](FollowSettings &s) { s.min_face_size = 120; }), 1);
  ck_assert_uint_eq(count([](FollowSettings &s) { s.min_face_size = 400; }), 0);
  FollowSettings largest;
  largest.select = FaceSelection::Largest;
  ck_assert_float_gt(follower.follow(stage, {}, largest).at(0).box.x, 260.F);
  FollowSettings center;
  center.select = FaceSelection::Center;
  const auto in_the_middle_of = [&](const cv::Rect &part) { return follower.follow(stage(part), {}, center); };
  const auto whole = in_the_middle_of({{0, 0}, stage.size()});
  ck_assert_uint_eq(whole.size(), 1);
  ck_assert_float_gt(whole[0].box.x, 260.F);
  const auto left = in_the_middle_of({0, 0, 540, stage.rows});
  ck_assert_uint_eq(left.size(), 1);
  ck_assert_float_lt(left[0].box.x, 260.F);
}
END_TEST

START_TEST(a_jump_in_time_or_a_reset_seeks_anew) {
  const cv::Mat photo = grey_photo(photos().front().name);
  cv::Mat here = empty_stage();
  show(here, photo, 20, 100, 1);
  cv::Mat there = empty_stage();
  show(there, photo, 350, 180, 1);
  FollowSettings settings;
  settings.detect_interval = 1000;
  const double jumps[] = {2.5, -1.0, 0.04};
  for (const double jump : jumps) {
    FaceFollower follower = make_follower();
    ck_assert_uint_eq(follower.follow(here, 10.0, settings).size(), 1);
    if (jump == 0.04)
      follower.reset();
    const auto faces = follower.follow(there, 10.0 + jump, settings);
    ck_assert_uint_eq(faces.size(), 1);
    ck_assert_float_gt(faces[0].box.x, 350.F);
    ck_assert_int_eq(faces[0].id, 2);
  }
}
END_TEST

START_TEST(a_lowered_interval_counts_at_once) {
  const auto all = photos();
  cv::Mat stage = empty_stage();
  show(stage, grey_photo(all[0].name), 20, 100, 1);
  FaceFollower follower = make_follower();
  FollowSettings settings;
  settings.detect_interval = 1000;
  ck_assert_uint_eq(follower.follow(stage, 0.00, settings).size(), 1);
  show(stage, grey_photo(all[1].name), 360, 100, 1.1);
  ck_assert_uint_eq(follower.follow(stage, 0.04, settings).size(), 1);
  settings.detect_interval = 2;
  ck_assert_uint_eq(follower.follow(stage, 0.08, settings).size(), 1); // the search begins
  ck_assert_uint_eq(follower.follow(stage, 0.12, settings).size(), 1);
  ck_assert_uint_eq(follower.follow(stage, 0.16, settings).size(), 2);
}
END_TEST

START_TEST(a_small_face_that_comes_into_a_large_frame_fades_in) {
  const cv::Mat photo = grey_photo(photos().front().name);
  cv::Mat stage(720, 1280, CV_8UC1, cv::Scalar(110));
  FaceFollower follower = make_follower();
  ck_assert_uint_eq(follower.follow(stage, 0.0, {}).size(), 0);
  show(stage, photo, 1000, 420, 1); // found in a part of the frame only
  const int searches = 9, interval = FollowSettings().detect_interval;
  std::vector<Face> faces;
  int i = 1;
  for (; i <= searches * interval && faces.empty(); ++i)
    faces = follower.follow(stage, i / 25.0, {});
  ck_assert_uint_eq(faces.size(), 1);
  float before = 0.F;
  for (int more = 0; more < 5; ++more, ++i) {
    ck_assert(faces.at(0).presence > before || before == 1.F);
    before = faces.at(0).presence;
    faces = follower.follow(stage, i / 25.0, {});
  }
  ck_assert_float_eq(faces.at(0).presence, 1.F);
}
END_TEST

START_TEST(a_cut_is_another_scene_and_a_lamp_is_not) {
  const auto all = photos();
  const auto scene = [&](int i, double light) {
    cv::Mat stage = empty_stage();
    cv::randu(stage(cv::Rect(0, 400, 640, 80)), 0, i == 0 ? 255 : 20);
    cv::rectangle(stage, i == 0 ? cv::Rect(400, 0, 240, 480) : cv::Rect(0, 0, 300, 480), cv::Scalar(230), -1);
    show(stage, grey_photo(all[i].name), i == 0 ? 20 : 330, i == 0 ? 100 : 180, 1);
    return cv::Mat(stage * light);
  };
  for (const bool waits : {true, false}) {
    FaceFollower follower = make_follower();
    int frame = 0;
    const auto faces_in = [&](const cv::Mat &stage) { return follower.follow(stage, ++frame / 25.0, {}, waits); };
    const auto soon_in = [&](const cv::Mat &stage) {
      auto faces = faces_in(stage);
      for (int tries = 0; tries < 200 && faces.empty(); ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        faces = faces_in(stage);
      }
      return faces;
    };
    ck_assert_int_eq(soon_in(scene(0, 1)).at(0).id, 1);
    ck_assert_int_eq(faces_in(scene(0, 0.4)).at(0).id, 1);
    ck_assert_int_eq(faces_in(scene(0, 1)).at(0).id, 1);
    auto faces = faces_in(scene(1, 1));
    ck_assert_uint_eq(faces.size(), waits ? 1 : 0);
    faces = soon_in(scene(1, 1));
    ck_assert_int_eq(faces.at(0).id, 2);
    ck_assert_float_gt(faces.at(0).box.x, 330.F);
  }
}
END_TEST

START_TEST(a_face_hidden_for_a_second_comes_back_as_itself) {
  const cv::Mat photo = grey_photo(photos().front().name);
  FaceFollower follower = make_follower();
  float least = 1.F;
  for (int i = 0; i < 55; ++i) {
    cv::Mat stage = empty_stage();
    const bool is_hidden = i >= 10 && i < 35;
    if (!is_hidden)
      show(stage, photo, 100 + i, 100, 1.2);
    const auto faces = follower.follow(stage, i / 25.0, {});
    if (i >= 30 && is_hidden)
      ck_assert_uint_eq(faces.size(), 0);
    if (is_hidden && !faces.empty())
      least = std::min(least, faces[0].presence);
    if (i < 10 || i >= 50) {
      ck_assert_uint_eq(faces.size(), 1);
      ck_assert_int_eq(faces[0].id, 1);
      ck_assert_float_eq(faces[0].presence, 1.F);
    }
  }
  ck_assert_float_lt(least, 0.5F); // it faded
}
END_TEST

START_TEST(two_frames_of_one_time_are_at_one_place) {
  const cv::Mat photo = grey_photo(photos().front().name);
  FaceFollower follower = make_follower();
  const auto eyes_at = [&](double x, double pts) {
    cv::Mat stage = empty_stage();
    show(stage, photo, x, 100, 1);
    return eye_centre(follower.follow(stage, pts, {}).at(0));
  };
  const auto first = eyes_at(100, 1.00);
  const auto moved = eyes_at(103, 1.04);
  ck_assert_double_gt(cv::norm(moved - first), 0);
  ck_assert_double_eq(cv::norm(eyes_at(106, 1.04) - moved), 0);
  ck_assert_double_gt(cv::norm(eyes_at(106, 1.08) - moved), 0);
}
END_TEST

} // namespace

int main() {
  if (suite::shared().empty())
    return suite::skip("follow: set GANMUT_SHARED_DIR to the folder with photos/");
  Suite *follow = suite_create("follow");
  TCase *faces = tcase_create("faces");
  tcase_set_timeout(faces, 120);
  tcase_add_loop_test(faces, faces_of_photographs_are_found, 0, 2);
  tcase_add_test(faces, a_photograph_is_seen_anew_each_time);
  tcase_add_test(faces, a_moving_face_keeps_its_id_and_its_place);
  tcase_add_test(faces, two_faces_have_two_ids_and_one_that_leaves_is_dropped);
  tcase_add_test(faces, settings_choose_among_faces);
  tcase_add_test(faces, a_jump_in_time_or_a_reset_seeks_anew);
  tcase_add_test(faces, a_lowered_interval_counts_at_once);
  tcase_add_test(faces, a_small_face_that_comes_into_a_large_frame_fades_in);
  tcase_add_test(faces, a_cut_is_another_scene_and_a_lamp_is_not);
  tcase_add_test(faces, a_face_hidden_for_a_second_comes_back_as_itself);
  tcase_add_test(faces, two_frames_of_one_time_are_at_one_place);
  suite_add_tcase(follow, faces);
  return suite::run(follow);
}
