#pragma once

#include <cstdint>
#include <fstream>
#include <string>

#include <opencv2/core.hpp>

#include "trainer/losses/losses.h"

namespace ganmut::events {
class Event;
}

namespace ganmut {

/// A file for TensorBoard: TFRecords (length, its CRC, bytes, their CRC) of events (see events.proto).
class EventFile {
public:
  /// Makes a new `folder`/events.out.tfevents.TIME.HOST that goes on after `iteration`: what earlier files of the
  /// folder hold beyond it is no longer shown. Throws Error(Failed).
  EventFile(const std::string &folder, std::int64_t iteration);

  /// A point of the curve of each name. Throws Error(Failed).
  void write(std::int64_t iteration, const Losses &values);

  /// `picture`: CV_8UC3 BGR; stored as PNG. Throws Error(Failed).
  void write(std::int64_t iteration, const std::string &tag, const cv::Mat &picture);

private:
  void append(events::Event event);

  std::string path_;
  std::ofstream file_;
};

} // namespace ganmut
