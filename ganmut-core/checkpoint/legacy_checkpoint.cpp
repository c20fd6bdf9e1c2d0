#include "checkpoint/legacy_checkpoint.h"

#include <array>
#include <map>
#include <string>

#include "checkpoint/pickle_machine.h"
#include "checkpoint/tensor_views.h"

namespace ganmut {

namespace {

/// pickle.dumps(0x1950a86a20f9469cfc6c, protocol=2)
constexpr std::array<unsigned char, 15> magic{0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                              0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e};
constexpr std::int64_t protocol = 1001;

void read_protocol(ByteCursor &cursor) {
  PickleMachine machine(cursor);
  const auto value = machine.run();
  const auto *version = std::get_if<std::int64_t>(&value);
  if (version == nullptr || *version != protocol)
    throw FormatError("it has an unknown version of PyTorch's old format");
}

void read_machine_info(ByteCursor &cursor) {
  PickleMachine machine(cursor);
  const auto value = machine.run();
  if (const auto *info = std::get_if<PickleDict>(&value))
    for (const auto &[key, setting] : *info->entries) {
      const auto *name = std::get_if<std::string_view>(&key);
      const auto *little = std::get_if<bool>(&setting);
      if (name != nullptr && *name == "little_endian" && little != nullptr && *little)
        return;
    }
  throw FormatError("it was not written on a little-endian machine");
}

/// The storages in the order of the file's list of keys.
std::map<std::string_view, ByteView> read_storages(ByteCursor &cursor,
                                                   const std::map<std::string_view, StorageRef> &expected) {
  PickleMachine machine(cursor);
  const auto value = machine.run();
  const auto *keys = std::get_if<PickleList>(&value);
  if (keys == nullptr)
    throw FormatError("it has no list of storages");
  std::map<std::string_view, ByteView> storages;
  for (const auto &item : *keys->items) {
    const auto *key = std::get_if<std::string_view>(&item);
    const auto storage = key == nullptr ? expected.end() : expected.find(*key);
    if (storage == expected.end())
      throw FormatError("it lists a storage that no tensor uses");
    const auto &[name, wanted] = *storage;
    const auto count = cursor.number<std::int64_t>();
    if (count != wanted.count)
      throw FormatError("the size of a storage differs from what the tensors say");
    if (static_cast<std::uint64_t>(count) > cursor.left() / size_of(wanted.dtype))
      throw FormatError("it ends in the middle");
    if (!storages.emplace(name, cursor.take(static_cast<std::size_t>(count) * size_of(wanted.dtype))).second)
      throw FormatError("it lists a storage twice");
  }
  return storages;
}

} // namespace

bool is_legacy_checkpoint(ByteView file) {
  return file.size >= magic.size() && std::memcmp(file.data, magic.data(), magic.size()) == 0;
}

StateDict read_legacy_checkpoint(ByteView file) {
  ByteCursor cursor(file);
  cursor.take(magic.size());
  read_protocol(cursor);
  read_machine_info(cursor);

  PickleMachine machine(cursor);
  const auto tensors = named_tensors(machine.run());
  std::map<std::string_view, StorageRef> expected;
  for (const auto &[name, view] : tensors) {
    const auto &first = expected.emplace(view.storage.key, view.storage).first->second;
    if (first.dtype != view.storage.dtype || first.count != view.storage.count)
      throw FormatError("two tensors disagree about the storage that they share");
  }
  const auto storages = read_storages(cursor, expected);
  if (cursor.left() != 0)
    throw FormatError("it goes on after its last tensor");

  StateDict state;
  TensorViews views(tensor_budget(file));
  for (const auto &[name, view] : tensors) {
    const auto storage = storages.find(view.storage.key);
    if (storage == storages.end())
      throw FormatError("the data of tensor '" + std::string(name) + "' is missing");
    state.emplace_back(name, views.contiguous(view, storage->second));
  }
  return state;
}

} // namespace ganmut
