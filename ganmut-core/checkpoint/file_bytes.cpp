#include "checkpoint/file_bytes.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <ganmut/error.h>

namespace ganmut {

namespace fs = std::filesystem;

namespace {

constexpr const char *temporary_mark = ".part-";
constexpr std::uintmax_t largest_file = 4ULL << 30U;

/// A file beside `target` that becomes `target` on commit() and otherwise disappears.
class AtomicFile {
public:
  explicit AtomicFile(const std::string &target)
      : target_(target), temporary_(target + temporary_mark + std::to_string(std::random_device{}())),
        descriptor_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0)
      fail("opening a temporary file");
  }
  AtomicFile(const AtomicFile &) = delete;
  AtomicFile &operator=(const AtomicFile &) = delete;
  ~AtomicFile() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
    if (!committed_)
      ::unlink(temporary_.c_str());
  }

  void write(const std::byte *data, std::size_t size) {
    while (size > 0) {
      const auto written = ::write(descriptor_, data, size);
      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        fail("writing");
      data += written;
      size -= static_cast<std::size_t>(written);
    }
  }

  void commit() {
    if (::fsync(descriptor_) != 0)
      fail("fsync");
    if (::rename(temporary_.c_str(), target_.c_str()) != 0)
      fail("renaming the temporary file");
    committed_ = true;
    sync_folder();
  }

private:
  /// A new name survives a power cut once its folder is written, too. Not every file system can do it; the file is
  /// there all the same.
  void sync_folder() const {
    const auto folder = fs::path(target_).parent_path();
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
      return;
    ::fsync(descriptor);
    ::close(descriptor);
  }

  [[noreturn]] void fail(const char *what) const {
    const int cause = errno;
    throw Error(ErrorKind::Failed, "'" + target_ + "' cannot be written.",
                std::string(what) + ": " + std::strerror(cause));
  }

  std::string target_;
  std::string temporary_;
  int descriptor_;
  bool committed_ = false;
};

/// Downloads go wrong in this way more than in any other.
bool is_lfs_pointer(const std::vector<std::byte> &bytes) {
  constexpr std::string_view start = "version https://git-lfs";
  return bytes.size() >= start.size() && std::memcmp(bytes.data(), start.data(), start.size()) == 0;
}

bool is_web_page(const std::vector<std::byte> &bytes) {
  std::string start(reinterpret_cast<const char *>(bytes.data()), std::min<std::size_t>(bytes.size(), 256));
  start.erase(0, start.find_first_not_of(" \t\r\n\xef\xbb\xbf"));
  std::transform(start.begin(), start.end(), start.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return start.rfind("<!doctype", 0) == 0 || start.rfind("<html", 0) == 0;
}

} // namespace

std::vector<std::byte> read_file(const std::string &path) {
  std::error_code cause;
  const auto status = fs::status(path, cause);
  if (status.type() == fs::file_type::not_found)
    throw Error(ErrorKind::NotFound, "File '" + path + "' does not exist.");
  if (fs::is_directory(status))
    throw Error(ErrorKind::Unreadable, "'" + path + "' is a folder, not a file.");
  if (!fs::is_regular_file(status))
    throw Error(ErrorKind::Unreadable, "'" + path + "' cannot be read as a file.", cause.message());
  const auto size = fs::file_size(path, cause);
  std::ifstream file(path, std::ios::binary);
  if (cause || !file)
    throw Error(ErrorKind::Unreadable, "'" + path + "' cannot be opened for reading.", std::strerror(errno));
  if (size == 0)
    throw Error(ErrorKind::BadFile, "'" + path + "' is empty.");
  if (size > largest_file)
    throw Error(ErrorKind::BadFile, "'" + path + "' is larger than 4 GiB, too large for a model.");
  std::vector<std::byte> bytes(size);
  if (!file.read(reinterpret_cast<char *>(bytes.data()), static_cast<std::streamsize>(size)))
    throw Error(ErrorKind::Unreadable, "'" + path + "' cannot be read to its end.", std::strerror(errno));
  if (is_lfs_pointer(bytes))
    throw Error(ErrorKind::BadFile,
                "'" + path + "' is a pointer of Git LFS, not the model; fetch that with `git lfs pull`.");
  if (is_web_page(bytes))
    throw Error(ErrorKind::BadFile, "'" + path + "' is a web page, not a model; download the file itself.");
  return bytes;
}

bool is_temporary_file(const std::string &name) {
  return name.find(temporary_mark) != std::string::npos;
}

void write_file_atomically(const std::string &path, const std::vector<std::byte> &bytes) {
  AtomicFile file(path);
  file.write(bytes.data(), bytes.size());
  file.commit();
}

} // namespace ganmut
