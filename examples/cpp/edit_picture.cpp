// A picture in, a picture out, with the library alone: no GStreamer.
//
//   edit-picture IN OUT [EMOTION]
//
// Outside this tree: g++ edit_picture.cpp $(pkg-config --cflags --libs ganmut-core opencv4)
#include <iostream>

#include <opencv2/imgcodecs.hpp>

#include <ganmut/ganmut.h>

namespace {

/// A view of an OpenCV picture (8-bit BGR). The library edits in place and copies nothing.
ganmut::Frame frame_of(cv::Mat &picture) {
  ganmut::Frame frame;
  frame.format = ganmut::PixelFormat::BGR;
  frame.width = picture.cols;
  frame.height = picture.rows;
  frame.planes[0] = picture.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step[0]);
  return frame;
}

} // namespace

int main(int argc, char **argv) try {
  if (argc < 3) {
    std::cerr << "usage: edit-picture IN OUT [EMOTION]\n";
    return 2;
  }
  cv::Mat picture = cv::imread(argv[1], cv::IMREAD_COLOR);
  if (picture.empty()) {
    std::cerr << argv[1] << " cannot be read as a picture.\n";
    return 1;
  }

  const auto model = ganmut::Model::load("default"); // or the path of a file
  ganmut::FaceEditor editor(model, ganmut::EditorOptions{});

  ganmut::EditSettings settings;
  settings.point = model.space().point(argc > 3 ? argv[3] : "0.7*happy + 0.3*surprise");
  // No time: a photo of its own. For the frames of a film give their times in seconds, and faces are followed.
  const auto report = editor.edit(frame_of(picture), std::nullopt, settings);

  for (const auto &edited : report.faces)
    std::cout << "face at " << edited.face.box.x << ", " << edited.face.box.y << "\n";
  std::cout << report.faces.size() << " faces edited on " << editor.device() << "\n";
  if (!cv::imwrite(argv[2], picture)) {
    std::cerr << argv[2] << " cannot be written.\n";
    return 1;
  }
  return 0;
} catch (const ganmut::Error &error) { // the only kind that the library throws
  std::cerr << error.what() << "\n" << error.detail() << "\n";
  return 1;
}
