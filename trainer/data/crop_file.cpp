#include "trainer/data/crop_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>
#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "trainer/data/parallel_for.h"
#include "trainer/data/stable_hash.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

struct FileHead {
  std::array<char, 8> magic{'G', 'A', 'N', 'M', 'C', 'R', 'O', 'P'};
  std::uint64_t settings = 0;
  std::uint64_t record_bytes = 0;
  std::uint64_t check = 0;

  std::uint64_t right_check() const { return StableHash().add_words(this, offsetof(FileHead, check)).value(); }
};

struct RecordHead {
  std::uint64_t check = 0;
  std::uint64_t key = 0;
  Crop::State state = Crop::State::Good;
  std::uint32_t padding = 0;
  std::array<float, 136> landmarks{};
};
static_assert(sizeof(FileHead) == 32 && sizeof(RecordHead) == 568);

std::uint64_t right_check(const std::byte *record, std::size_t bytes) {
  constexpr auto start = sizeof(RecordHead::check);
  return StableHash().add_words(record + start, bytes - start).value();
}

RecordHead head_of(const std::byte *record) {
  RecordHead head;
  std::memcpy(&head, record, sizeof(head));
  return head;
}

std::size_t bytes_of_record(int size) {
  const auto pixels = 3 * static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  return sizeof(RecordHead) + (pixels + 7) / 8 * 8;
}

std::string path_in(const std::string &folder, const std::string &settings) {
  if (folder.empty())
    return {};
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure)
    throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be made; name another with --cache.",
                failure.message());
  return fmt::format("{}/{:016x}.crops", folder, StableHash().add(settings).value());
}

} // namespace

CropFile::CropFile(const std::string &folder, const std::string &settings, int size, std::size_t workers)
    : path_(path_in(folder, settings)), size_(size), record_bytes_(bytes_of_record(size)) {
  const auto hash = StableHash().add(settings).value();
  if (!path_.empty())
    lock_.emplace(folder);
  open();
  if (load(hash, workers))
    return;
  spdlog::warn("The crop cache {} is damaged; all crops are made anew.", path_);
  // Not emptied but left to the processes that may still read it.
  descriptor_ = FileDescriptor();
  if (std::error_code failure; !fs::remove(path_, failure))
    throw Error(ErrorKind::Failed,
                "The damaged crop cache " + path_ + " cannot be deleted; name another folder with --cache.",
                failure.message());
  records_.clear();
  open();
  begin(hash);
}

std::string CropFile::name() const {
  return path_.empty() ? "in memory" : path_;
}

void CropFile::open() {
  // Crops show people's faces: they are for the user alone.
  descriptor_ = FileDescriptor(path_.empty() ? ::memfd_create("crops", MFD_CLOEXEC)
                                             : ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!descriptor_)
    throw Error(ErrorKind::Failed, "The crop cache " + name() + " cannot be opened.", std::strerror(errno));
}

void CropFile::begin(std::uint64_t settings) {
  FileHead head;
  head.settings = settings;
  head.record_bytes = record_bytes_;
  head.check = head.right_check();
  count_ = 0;
  write(&head, sizeof(head));
}

/// False where the file is damaged.
bool CropFile::load(std::uint64_t settings, std::size_t workers) {
  mapped_ = MappedBytes(descriptor_, name());
  if (mapped_.size() < sizeof(FileHead)) { // new, or its maker was killed at once
    if (::ftruncate(descriptor_.get(), 0) != 0)
      return false;
    begin(settings);
    return true;
  }
  FileHead head;
  std::memcpy(&head, mapped_.data(), sizeof(head));
  if (head.magic != FileHead().magic || head.check != head.right_check() || head.settings != settings ||
      head.record_bytes != record_bytes_)
    return false;
  count_ = (mapped_.size() - sizeof(FileHead)) / record_bytes_;
  std::atomic<std::size_t> damaged{0};
  parallel_for(count_, workers, [&](std::size_t i) {
    if (right_check(record(i), record_bytes_) != head_of(record(i)).check)
      ++damaged;
  });
  if (damaged > 0)
    return false;
  for (std::size_t i = 0; i < count_; ++i)
    records_[head_of(record(i)).key] = i;
  return ::ftruncate(descriptor_.get(), static_cast<off_t>(sizeof(FileHead) + count_ * record_bytes_)) == 0;
}

void CropFile::write(const void *data, std::size_t bytes) {
  for (const auto *at = static_cast<const char *>(data); bytes > 0;) {
    const auto written = ::write(descriptor_.get(), at, bytes);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      throw Error(ErrorKind::Failed,
                  path_.empty()
                      ? "There is not enough memory for the crops of all pictures; keep them in a folder with "
                        "--cache."
                      : "The crop cache " + path_ +
                            " cannot be written; make room, or choose another folder "
                            "with --cache.",
                  std::strerror(errno));
    at += written;
    bytes -= static_cast<std::size_t>(written);
  }
}

std::optional<std::size_t> CropFile::find(std::uint64_t key) const {
  const auto found = records_.find(key);
  return found == records_.end() ? std::nullopt : std::optional(found->second);
}

void CropFile::add(const std::vector<std::pair<std::uint64_t, Crop>> &crops) {
  std::vector<std::byte> bytes(crops.size() * record_bytes_);
  auto *record = bytes.data();
  for (const auto &[key, crop] : crops) {
    RecordHead head;
    head.key = key;
    head.state = crop.state;
    head.landmarks = crop.landmarks;
    std::memcpy(record, &head, sizeof(head));
    if (!crop.picture.empty())
      crop.picture.copyTo(cv::Mat(size_, size_, CV_8UC3, record + sizeof(head)));
    const auto check = right_check(record, record_bytes_);
    std::memcpy(record, &check, sizeof(check));
    record += record_bytes_;
  }
  write(bytes.data(), bytes.size());
  for (const auto &[key, crop] : crops)
    records_[key] = count_++;
}

void CropFile::seal() {
  mapped_ = MappedBytes(descriptor_, name());
  descriptor_ = FileDescriptor();
  lock_.reset();
}

const std::byte *CropFile::record(std::size_t index) const {
  return mapped_.data() + sizeof(FileHead) + index * record_bytes_;
}

Crop CropFile::at(std::size_t index) const {
  const auto head = head_of(record(index));
  auto *const pixels = const_cast<std::byte *>(record(index)) + sizeof(RecordHead);
  return {head.state, cv::Mat(size_, size_, CV_8UC3, pixels), head.landmarks};
}

} // namespace ganmut
