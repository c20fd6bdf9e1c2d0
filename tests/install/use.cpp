// A program outside the tree: it edits a picture with the installed library and model.
#include <iostream>
#include <vector>

#include <ganmut/ganmut.h>

int main() {
  try {
    ganmut::Model::load("nobody");
  } catch (const ganmut::Error &error) { // the type must cross the library's border
    std::cout << error.what() << '\n';
  }
  ganmut::FaceEditor editor(ganmut::Model::load("default"), {"cpu", 0, {}, {}, {}});
  std::vector<std::uint8_t> pixels(64 * 48 * 3, 90);
  ganmut::Frame frame;
  frame.width = 64;
  frame.height = 48;
  frame.planes[0] = pixels.data();
  frame.strides[0] = 64 * 3;
  ganmut::EditSettings settings;
  settings.point = editor.model().space().point("happy", 1.F);
  std::cout << editor.edit(frame, std::nullopt, settings).faces.size() << " faces\n";
}
