#include "photo_file.h"

#include <algorithm>
#include <fstream>

#include <opencv2/imgcodecs.hpp>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "photo_comment.h"
#include "unfinished_file.h"

namespace ganmut::edit {

namespace fs = std::filesystem;

bool is_photo(const fs::path &path) {
  return fs::is_regular_file(path) && cv::haveImageReader(path.string());
}

cv::Mat read_photo(const fs::path &path) {
  if (!fs::exists(path))
    throw Error(ErrorKind::NotFound, path.string() + " does not exist.");
  cv::Mat picture = cv::imread(path.string(), cv::IMREAD_UNCHANGED);
  if (picture.empty())
    throw Error(ErrorKind::BadFile, path.string() + " cannot be read as a picture: it is damaged or no picture.");
  if (picture.depth() != CV_8U)
    spdlog::warn("{} has samples of more than 8 bits; they are reduced to 8", path.string());
  if (picture.type() == CV_8UC4)
    return picture;
  return cv::imread(path.string(), cv::IMREAD_ANYCOLOR); // turns the picture upright, which UNCHANGED does not
}

void write_photo(const fs::path &path, const cv::Mat &picture, const std::string &comment) {
  if (!cv::haveImageWriter(path.string()))
    throw Error(ErrorKind::BadArgument,
                path.string() + " does not end as a picture does; .jpg, .png, .webp, .tiff or .bmp would do.");
  const std::vector<int> quality = {cv::IMWRITE_JPEG_QUALITY, 97, cv::IMWRITE_WEBP_QUALITY, 100};
  std::vector<unsigned char> bytes;
  if (!cv::imencode(path.extension().string(), picture, bytes, quality))
    throw Error(ErrorKind::Failed, path.string() + " cannot be encoded.");
  if (!comment.empty())
    insert_comment(bytes, comment);

  UnfinishedFile file(path);
  std::ofstream stream(file.path(), std::ios::binary);
  stream.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream)
    throw Error(ErrorKind::Failed, path.string() + " cannot be written: is the disk full or the folder protected?");
  file.finish();
}

Frame frame_of(cv::Mat &picture) {
  Frame frame;
  frame.format = picture.channels() == 1   ? PixelFormat::GRAY8
                 : picture.channels() == 4 ? PixelFormat::BGRA
                                           : PixelFormat::BGR;
  frame.width = picture.cols;
  frame.height = picture.rows;
  frame.planes[0] = picture.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
  frame.range = ColourRange::Full;
  return frame;
}

} // namespace ganmut::edit
