#include "trainer/data/landmark_table.h"

#include <filesystem>
#include <fstream>

#include <ganmut/error.h>

#include "trainer/data/csv_reader.h"

namespace ganmut {

namespace {

Face face_of(const std::vector<std::string> &fields) {
  Face face;
  face.box = {std::stof(fields.at(1)), std::stof(fields.at(2)), std::stof(fields.at(3)), std::stof(fields.at(4))};
  for (std::size_t k = 0; k < face.landmarks.size(); ++k)
    face.landmarks[k] = {std::stof(fields.at(5 + 2 * k)), std::stof(fields.at(6 + 2 * k))};
  return face;
}

} // namespace

std::map<std::string, Face> read_landmark_table(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw Error(ErrorKind::NotFound, "The table " + path + " cannot be opened; warp training needs landmarks.");
  CsvReader reader(file, path);
  reader.next(); // the names of the columns
  std::map<std::string, Face> faces;
  while (const auto record = reader.next()) {
    try {
      faces.emplace(std::filesystem::path(record->fields.at(0)).filename(), face_of(record->fields));
    } catch (const std::logic_error &error) {
      throw Error(ErrorKind::BadFile,
                  path + ", line " + std::to_string(record->line) +
                      ": expected a picture, a box and 68 points, that is 141 columns with numbers.",
                  error.what());
    }
  }
  return faces;
}

} // namespace ganmut
