#include "checkpoint/zip_checkpoint.h"

#include <map>
#include <string>

#include "checkpoint/pickle_machine.h"
#include "checkpoint/tensor_views.h"
#include "checkpoint/zip_archive.h"

namespace ganmut {

namespace {

constexpr std::string_view signature = "PK\x03\x04";
constexpr std::string_view description = "/data.pkl";

/// "NAME" of the archive's NAME/data.pkl.
std::string root_of(const ZipArchive &archive) {
  for (const auto &name : archive.names())
    if (name.size() > description.size() && name.find('/') == name.size() - description.size() &&
        std::string_view(name).substr(name.find('/')) == description)
      return name.substr(0, name.find('/'));
  throw FormatError("it is a zip archive without PyTorch's data.pkl");
}

/// The storages of an archive, each read once.
class ZipStorages {
public:
  ZipStorages(const ZipArchive &archive, std::string root, std::size_t file_size)
      : archive_(archive), root_(std::move(root)), left_(file_size) {}

  ByteView get(const StorageRef &storage) {
    auto found = storages_.find(storage.key);
    if (found == storages_.end()) {
      auto bytes = archive_.read(root_ + "/data/" + std::string(storage.key));
      // Entries of a sound archive do not overlap.
      if (bytes.size() > left_)
        throw FormatError("its entries claim more bytes than the file has");
      left_ -= bytes.size();
      found = storages_.emplace(storage.key, std::move(bytes)).first;
    }
    const auto &bytes = found->second;
    if (static_cast<std::uint64_t>(storage.count) != bytes.size() / size_of(storage.dtype) ||
        bytes.size() % size_of(storage.dtype) != 0)
      throw FormatError("the size of a storage differs from what the tensors say");
    return view_of(bytes);
  }

private:
  const ZipArchive &archive_;
  std::string root_;
  std::size_t left_; ///< bytes that further entries can have
  std::map<std::string_view, std::vector<std::byte>> storages_;
};

} // namespace

bool is_zip_checkpoint(ByteView file) {
  return file.size >= signature.size() && std::memcmp(file.data, signature.data(), signature.size()) == 0;
}

StateDict read_zip_checkpoint(ByteView file) {
  const ZipArchive archive(file);
  const auto root = root_of(archive);
  if (archive.has(root + "/byteorder")) {
    const auto order = archive.read(root + "/byteorder");
    if (std::string_view(reinterpret_cast<const char *>(order.data()), order.size()) != "little")
      throw FormatError("it was not written on a little-endian machine");
  }
  const auto pickle = archive.read(root + std::string(description));
  ByteCursor cursor(view_of(pickle));
  PickleMachine machine(cursor);
  ZipStorages storages(archive, root, file.size);
  TensorViews views(tensor_budget(file));
  StateDict state;
  for (const auto &[name, view] : named_tensors(machine.run()))
    state.emplace_back(name, views.contiguous(view, storages.get(view.storage)));
  return state;
}

} // namespace ganmut
