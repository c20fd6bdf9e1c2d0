#include "checkpoint/official_checkpoint.h"

#include <fstream>
#include <set>

#include <ganmut/error.h>

#include "checkpoint/file_bytes.h"
#include "checkpoint/legacy_checkpoint.h"
#include "checkpoint/zip_checkpoint.h"

namespace ganmut {

namespace {

bool is_checkpoint(ByteView file) {
  return is_legacy_checkpoint(file) || is_zip_checkpoint(file);
}

StateDict parse(ByteView file) {
  auto state = is_legacy_checkpoint(file) ? read_legacy_checkpoint(file) : read_zip_checkpoint(file);
  unwrap_names(state);
  std::set<std::string_view> names;
  for (const auto &[name, tensor] : state)
    if (!names.insert(name).second)
      throw FormatError("it has two tensors of the same name");
  return state;
}

} // namespace

bool looks_like_official_checkpoint(const std::string &path) {
  std::vector<std::byte> start(16);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char *>(start.data()), static_cast<std::streamsize>(start.size()));
  return is_checkpoint({start.data(), static_cast<std::size_t>(file.gcount())});
}

StateDict read_official_checkpoint(const std::string &path) {
  const auto bytes = read_file(path);
  const auto file = view_of(bytes);
  if (!is_checkpoint(file))
    throw Error(ErrorKind::BadFile, "'" + path + "' is neither a PyTorch checkpoint nor a .safetensors file.",
                "unknown magic number");
  try {
    return parse(file);
  } catch (const FormatError &error) {
    throw Error(ErrorKind::BadFile, "'" + path + "' is damaged or holds more than a state_dict: " + error.what() + ".");
  }
}

void write_official_checkpoint(const std::string &path, const StateDict &state) {
  write_file_atomically(path, zip_checkpoint_of(state));
}

} // namespace ganmut
