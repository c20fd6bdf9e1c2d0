#include "trainer/warp/aligned_faces.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <opencv2/imgcodecs.hpp>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "composite/compositor.h"
#include "face/alignment.h"
#include "trainer/warp/expression_shifts.h"

namespace ganmut {

namespace {

/// Names of the numbers in the `expression` column (AffectNet).
const std::vector<std::string> affectnet = {"neutral", "happy",   "sad",   "surprise",
                                            "fear",    "disgust", "anger", "contempt"};

std::vector<std::string> split(const std::string &line) {
  std::vector<std::string> fields;
  std::stringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');)
    fields.push_back(field);
  return fields;
}

/// Calls `row(fields, line number)` for every line after the header.
template <typename Row> void read_table(const std::string &path, std::size_t columns, Row row) {
  std::ifstream file(path);
  if (!file)
    throw Error(ErrorKind::NotFound, "The table " + path + " cannot be opened.");
  std::string line;
  std::getline(file, line);
  for (int number = 2; std::getline(file, line); ++number) {
    if (!line.empty() && line.back() == '\r')
      line.pop_back();
    const auto fields = split(line);
    try {
      if (fields.size() < columns)
        throw std::invalid_argument("too few columns");
      row(fields);
    } catch (const std::logic_error &error) {
      throw Error(ErrorKind::BadFile, path + ", line " + std::to_string(number) + ": not a row of the expected form.",
                  error.what());
    }
  }
}

std::map<std::string, Face> read_landmarks(const std::string &path) {
  std::map<std::string, Face> faces;
  read_table(path, 5 + 2 * 68, [&](const std::vector<std::string> &fields) {
    Face face;
    face.box = {std::stof(fields[1]), std::stof(fields[2]), std::stof(fields[3]), std::stof(fields[4])};
    for (std::size_t k = 0; k < face.landmarks.size(); ++k)
      face.landmarks[k] = {std::stof(fields[5 + 2 * k]), std::stof(fields[6 + 2 * k])};
    faces.emplace(fields[0].substr(fields[0].find('/') + 1), face);
  });
  return faces;
}

/// The landmarks in [-1, 1] coordinates of the aligned picture.
torch::Tensor aligned_points(const Face &face, const cv::Matx23f &to_frame, int size) {
  const auto to_aligned = inverted(to_frame);
  auto points = torch::empty({68, 2});
  auto values = points.accessor<float, 2>();
  for (int k = 0; k < 68; ++k) {
    const auto &p = face.landmarks[static_cast<std::size_t>(k)];
    const auto q = to_aligned * cv::Vec3f(p.x, p.y, 1.F);
    values[k][0] = 2.F * (q[0] + 0.5F) / static_cast<float>(size) - 1.F;
    values[k][1] = 2.F * (q[1] + 0.5F) / static_cast<float>(size) - 1.F;
  }
  return points;
}

} // namespace

Alignment own_alignment() {
  Alignment alignment;
  alignment.kind = Alignment::Kind::Similarity;
  alignment.template_points = {{{0.35F, 0.34F}, {0.65F, 0.34F}, {0.5F, 0.4935F}}};
  return alignment;
}

AlignedFaces AlignedFaces::at(const torch::Tensor &rows) const {
  AlignedFaces chosen{
      pictures.index_select(0, rows), landmarks.index_select(0, rows), labels.index_select(0, rows), {}};
  for (std::int64_t i = 0; i < rows.size(0); ++i)
    chosen.files.push_back(files[static_cast<std::size_t>(rows[i].item<std::int64_t>())]);
  return chosen;
}

AlignedFaces load_aligned_faces(const WarpOptions &options) {
  std::vector<int> class_of(affectnet.size(), -1);
  for (std::size_t k = 0; k < options.emotions.size(); ++k) {
    const auto known = std::find(affectnet.begin(), affectnet.end(), options.emotions[k]);
    if (known == affectnet.end())
      throw Error(ErrorKind::BadArgument, "The emotion '" + options.emotions[k] +
                                              "' is not known; choose from neutral, happy, sad, surprise, fear, "
                                              "disgust, anger, contempt.");
    class_of[static_cast<std::size_t>(known - affectnet.begin())] = static_cast<int>(k);
  }
  const auto known_faces = read_landmarks(options.dataset_root + "/landmarks.csv");
  const auto alignment = own_alignment();
  const int size = options.image_size;

  std::vector<torch::Tensor> pictures, landmarks;
  std::vector<std::int64_t> labels;
  AlignedFaces faces;
  int other_class = 0, without_landmarks = 0;
  read_table(options.dataset_root + "/training.csv", 2, [&](const std::vector<std::string> &fields) {
    const auto label = std::stoul(fields[1]);
    if (label >= class_of.size() || class_of[label] < 0) {
      ++other_class;
      return;
    }
    const auto name = fields[0].substr(fields[0].find('/') + 1);
    const auto known = known_faces.find(name);
    if (known == known_faces.end()) {
      ++without_landmarks;
      return;
    }
    const auto path = options.dataset_root + "/" + options.imgs_folder + "/" + name;
    cv::Mat picture = cv::imread(path, cv::IMREAD_COLOR);
    if (picture.empty())
      throw Error(ErrorKind::Unreadable, "The picture " + path + " cannot be read.");
    Frame frame;
    frame.format = PixelFormat::BGR;
    frame.width = picture.cols;
    frame.height = picture.rows;
    frame.planes[0] = picture.data;
    frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
    const auto to_frame = aligned_to_frame(alignment, size, known->second);
    const auto crop = cut_out(frame, to_frame, size);
    pictures.push_back(torch::from_blob(crop.data, {size, size, 3}, torch::kUInt8).permute({2, 0, 1}).contiguous());
    landmarks.push_back(aligned_points(known->second, to_frame, size));
    labels.push_back(class_of[label]);
    faces.files.push_back(name);
  });
  if (labels.empty())
    throw Error(ErrorKind::BadFile, "No usable row in " + options.dataset_root + "/training.csv.");
  if (other_class > 0 || without_landmarks > 0)
    spdlog::info("left out: {} rows of other classes, {} without landmarks", other_class, without_landmarks);
  faces.pictures = torch::stack(pictures);
  faces.landmarks = torch::stack(landmarks);
  faces.labels = torch::tensor(labels);
  return faces;
}

void mirror(torch::Tensor &pictures, torch::Tensor &landmarks, const torch::Tensor &which) {
  pictures = torch::where(which.view({-1, 1, 1, 1}), pictures.flip(3), pictures);
  const auto flipped = landmarks.index_select(1, mirrored_points()) * torch::tensor({-1.F, 1.F});
  landmarks = torch::where(which.view({-1, 1, 1}), flipped, landmarks);
}

} // namespace ganmut
