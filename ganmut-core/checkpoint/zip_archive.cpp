#include "checkpoint/zip_archive.h"

namespace ganmut {

namespace {

struct CloseEntry {
  void operator()(zip_file_t *entry) const { zip_fclose(entry); }
};

} // namespace

ZipArchive::ZipArchive(ByteView file) : file_(file) {
  auto *source = zip_source_buffer_create(file.data, file.size, 0, nullptr);
  if (source == nullptr)
    throw std::bad_alloc();
  archive_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
  if (archive_)
    return;
  zip_source_free(source); // an opened archive would own it
  throw FormatError("it is not a whole zip archive");
}

std::vector<std::string> ZipArchive::names() const {
  std::vector<std::string> result;
  const auto count = zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i)
    if (const char *name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0))
      result.emplace_back(name);
  return result;
}

bool ZipArchive::has(const std::string &name) const {
  return zip_name_locate(archive_.get(), name.c_str(), 0) >= 0;
}

std::vector<std::byte> ZipArchive::read(const std::string &name) const {
  zip_stat_t stat{};
  if (zip_stat(archive_.get(), name.c_str(), 0, &stat) != 0)
    throw FormatError("its entry '" + name + "' is missing");
  if (stat.comp_method != ZIP_CM_STORE)
    throw FormatError("its entry '" + name + "' is compressed, which PyTorch never does");
  if (stat.size > file_.size)
    throw FormatError("its entry '" + name + "' claims more bytes than the file has");
  const std::unique_ptr<zip_file_t, CloseEntry> entry(zip_fopen_index(archive_.get(), stat.index, 0));
  std::vector<std::byte> bytes(stat.size);
  std::byte beyond{};
  // Asking for one byte more than there is makes libzip compare the checksum.
  if (!entry || zip_fread(entry.get(), bytes.data(), bytes.size()) != static_cast<zip_int64_t>(bytes.size()) ||
      zip_fread(entry.get(), &beyond, 1) != 0)
    throw FormatError("its entry '" + name + "' is damaged");
  return bytes;
}

} // namespace ganmut
