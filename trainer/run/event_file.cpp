#include "trainer/run/event_file.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>
#include <unistd.h>

#include "trainer/run/crc32c.h"
#include "trainer/run/events.pb.h"

namespace ganmut {

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

/// A name that no file has and that sorts after those of earlier runs: readers go by the names' order.
std::string new_path(const std::string &folder) {
  const auto host = host_name();
  for (auto time = static_cast<std::int64_t>(seconds_now());; ++time) {
    auto path = fmt::format("{}/events.out.tfevents.{:010}.{}", folder, time, host);
    if (!std::filesystem::exists(path))
      return path;
  }
}

/// The bytes of a number, lowest first.
template <typename T> std::string little_endian(T number) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    bytes += static_cast<char>(number >> (8 * i) & 0xFFU);
  return bytes;
}

} // namespace

EventFile::EventFile(const std::string &folder, std::int64_t iteration)
    : path_(new_path(folder)), file_(path_, std::ios::binary) {
  events::Event version;
  version.set_file_version("brain.Event:2");
  append(std::move(version));
  events::Event start;
  start.set_step(iteration + 1);
  start.mutable_session_log()->set_status(events::SessionLog::START);
  append(std::move(start));
}

void EventFile::write(std::int64_t iteration, const Losses &values) {
  events::Event event;
  event.set_step(iteration);
  for (const auto &[name, number] : values) {
    auto *value = event.mutable_summary()->add_value();
    value->set_tag(name);
    value->set_simple_value(static_cast<float>(number));
  }
  append(std::move(event));
}

void EventFile::write(std::int64_t iteration, const std::string &tag, const cv::Mat &picture) {
  std::vector<unsigned char> png;
  cv::imencode(".png", picture, png);
  events::Event event;
  event.set_step(iteration);
  auto *value = event.mutable_summary()->add_value();
  value->set_tag(tag);
  auto *image = value->mutable_image();
  image->set_width(picture.cols);
  image->set_height(picture.rows);
  image->set_colorspace(picture.channels());
  image->set_encoded_image_string(png.data(), png.size());
  append(std::move(event));
}

void EventFile::append(events::Event event) {
  event.set_wall_time(seconds_now());
  const auto bytes = event.SerializeAsString();
  const auto length = little_endian(static_cast<std::uint64_t>(bytes.size()));
  file_ << length << little_endian(masked_crc32c(length)) << bytes << little_endian(masked_crc32c(bytes));
  file_.flush();
  if (!file_)
    throw Error(ErrorKind::Failed, "The event file " + path_ + " cannot be written.");
}

} // namespace ganmut
