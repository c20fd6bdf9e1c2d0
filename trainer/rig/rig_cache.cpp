#include "trainer/rig/rig_cache.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include <ganmut/error.h>

namespace fs = std::filesystem;

namespace ganmut {

namespace {

constexpr std::uint64_t format = 0x32474952'554d4e47U; // "GNMURIG2"; another number for each change of the format

/// FNV-1a (Fowler, Noll, Vo) in words of 8 bytes.
class Hash {
public:
  void add(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x100000001b3U;
    value_ ^= value_ >> 32U;
  }
  void add(const std::string &bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, std::min(bytes.size() - at, sizeof(word)));
      add(word);
    }
  }
  std::uint64_t value() const { return value_; }

private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

std::uint64_t hash_of(const std::string &bytes) {
  Hash hash;
  hash.add(bytes);
  return hash.value();
}

/// Lists of plain numbers, one after the other, each with its length.
class Writer {
public:
  template <typename T> void add(const T *first, std::uint64_t count) {
    bytes_.append(reinterpret_cast<const char *>(&count), sizeof(count));
    bytes_.append(reinterpret_cast<const char *>(first), count * sizeof(T));
  }
  template <typename List> void add(const List &list) { add(list.data(), list.size()); }
  const std::string &bytes() const { return bytes_; }

private:
  std::string bytes_;
};

/// Reads them back. The hash was right, so that they fit.
class Reader {
public:
  explicit Reader(const char *at) : at_(at) {}

  template <typename T> std::vector<T> list() {
    std::uint64_t count = 0;
    std::memcpy(&count, at_, sizeof(count));
    std::vector<T> values(count);
    std::memcpy(static_cast<void *>(values.data()), at_ + sizeof(count), count * sizeof(T));
    at_ += sizeof(count) + count * sizeof(T);
    return values;
  }

private:
  const char *at_;
};

struct Head {
  std::uint64_t format = ganmut::format;
  std::uint64_t stamp = 0;
  std::uint64_t hash = 0; ///< of all that follows
};

} // namespace

std::uint64_t source_stamp(const std::vector<std::string> &files) {
  Hash hash;
  hash.add(format);
  for (const auto &file : files) {
    std::error_code failure;
    hash.add(fs::path(file).filename().string());
    hash.add(fs::file_size(file, failure));
    if (!failure)
      hash.add(static_cast<std::uint64_t>(fs::last_write_time(file, failure).time_since_epoch().count()));
    if (failure)
      throw Error(ErrorKind::NotFound, "The face rig's file " + file + " cannot be opened.", failure.message());
  }
  return hash.value();
}

std::optional<FaceRig> read_rig_cache(const std::string &path, std::uint64_t stamp) {
  std::ifstream file(path, std::ios::binary);
  Head head;
  if (!file.read(reinterpret_cast<char *>(&head), sizeof(head)) || head.format != format || head.stamp != stamp)
    return std::nullopt;
  std::string bytes(std::max<std::uint64_t>(fs::file_size(path), sizeof(head)) - sizeof(head), '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || hash_of(bytes) != head.hash)
    return std::nullopt;

  Reader reader(bytes.data());
  FaceRig rig;
  rig.neutral = reader.list<cv::Point3f>();
  const auto counts = reader.list<std::uint64_t>();
  for (std::uint64_t i = 0; i < counts[0]; ++i)
    rig.identity.push_back(reader.list<cv::Point3f>());
  for (std::uint64_t i = 0; i < counts[1]; ++i) {
    const auto name = reader.list<char>();
    rig.units.emplace_back(name.begin(), name.end());
    rig.expression.push_back(reader.list<cv::Point3f>());
  }
  rig.triangles = reader.list<cv::Vec3i>();
  rig.parts = reader.list<RigPart>();
  const auto landmarks = reader.list<int>();
  std::copy(landmarks.begin(), landmarks.end(), rig.landmarks.begin());
  rig.mirror = reader.list<int>();
  const auto spread = reader.list<float>();
  rig.spread = cv::Mat(spread, true).reshape(1, static_cast<int>(rig.neutral.size()));
  return rig;
}

void write_rig_cache(const std::string &path, std::uint64_t stamp, const FaceRig &rig) {
  Writer writer;
  writer.add(rig.neutral);
  writer.add(std::vector<std::uint64_t>{rig.identity.size(), rig.expression.size()});
  for (const auto &shape : rig.identity)
    writer.add(shape);
  for (std::size_t i = 0; i < rig.units.size(); ++i) {
    writer.add(rig.units[i]);
    writer.add(rig.expression[i]);
  }
  writer.add(rig.triangles);
  writer.add(rig.parts);
  writer.add(rig.landmarks);
  writer.add(rig.mirror);
  writer.add(rig.spread.ptr<float>(), rig.spread.total());

  const auto unfinished = path + "." + std::to_string(::getpid()) + ".part";
  std::error_code failure;
  if (const auto folder = fs::path(path).parent_path(); !folder.empty())
    fs::create_directories(folder, failure);
  Head head;
  head.stamp = stamp;
  head.hash = hash_of(writer.bytes());
  std::ofstream file(unfinished, std::ios::binary);
  file.write(reinterpret_cast<const char *>(&head), sizeof(head));
  file.write(writer.bytes().data(), static_cast<std::streamsize>(writer.bytes().size()));
  file.close();
  if (file)
    fs::rename(unfinished, path, failure);
  if (!file || failure) {
    std::error_code none;
    fs::remove(unfinished, none);
    throw Error(ErrorKind::Failed,
                "The face rig's cache " + path + " cannot be written; make room, or choose another file.",
                failure.message());
  }
}

} // namespace ganmut
