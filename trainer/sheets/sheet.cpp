#include "trainer/sheets/sheet.h"

#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>

namespace ganmut {

void write_sheet(const Sheet &sheet, const std::string &folder, std::int64_t number) {
  const auto path = folder + "/" + std::to_string(number) + "-" + sheet.file;
  if (!cv::imwrite(path, sheet.picture))
    throw Error(ErrorKind::Failed, "The picture " + path + " cannot be written.");
}

} // namespace ganmut
