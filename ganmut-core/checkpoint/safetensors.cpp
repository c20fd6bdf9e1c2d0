#include "checkpoint/safetensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include <ganmut/error.h>

#include "checkpoint/byte_cursor.h"
#include "checkpoint/file_bytes.h"

namespace ganmut {

using Json = nlohmann::ordered_json;

namespace {

constexpr const char *metadata_key = "__metadata__";
constexpr std::size_t alignment = 8; ///< of the data, bytes

/// A tensor as the header describes it.
struct Entry {
  std::string name;
  DType dtype;
  std::vector<std::int64_t> shape;
  std::size_t begin; ///< bytes from the start of the data
  std::size_t end;
};

DType dtype_of(const std::string &text) {
  for (const auto dtype : {DType::F16, DType::BF16, DType::F32, DType::F64, DType::U8, DType::I8, DType::I16,
                           DType::I32, DType::I64, DType::Bool})
    if (text == name_of(dtype))
      return dtype;
  throw FormatError("it has a tensor of an unknown type");
}

std::size_t unsigned_of(const Json &value) {
  if (!value.is_number_unsigned())
    throw FormatError("its header has a number that is negative or not whole");
  return value.get<std::size_t>();
}

/// Bytes of a tensor of that shape. Throws for more than can be counted.
std::size_t bytes_of(const Entry &entry) {
  std::size_t bytes = size_of(entry.dtype);
  for (const auto size : entry.shape)
    if (__builtin_mul_overflow(bytes, static_cast<std::size_t>(size), &bytes))
      throw FormatError("tensor '" + entry.name + "' has an impossible shape");
  return bytes;
}

Entry entry_of(const std::string &name, const Json &description) {
  Entry entry{name, dtype_of(description.at("dtype").get<std::string>()), {}, 0, 0};
  for (const auto &size : description.at("shape")) {
    const auto value = unsigned_of(size);
    if (value > static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max()))
      throw FormatError("tensor '" + name + "' has an impossible shape");
    entry.shape.push_back(static_cast<std::int64_t>(value));
  }
  const auto &offsets = description.at("data_offsets");
  if (!offsets.is_array() || offsets.size() != 2)
    throw FormatError("tensor '" + name + "' has no begin and end");
  entry.begin = unsigned_of(offsets[0]);
  entry.end = unsigned_of(offsets[1]);
  return entry;
}

/// The entries in the order of their data, which they cover without gap or overlap.
std::vector<Entry> entries_of(const Json &header, std::size_t data_size) {
  std::vector<Entry> entries;
  for (const auto &[name, description] : header.items())
    if (name != metadata_key)
      entries.push_back(entry_of(name, description));
  std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::size_t end = 0;
  for (const auto &entry : entries) {
    if (entry.begin != end || entry.end < entry.begin || entry.end - entry.begin != bytes_of(entry))
      throw FormatError("the place of tensor '" + entry.name + "' does not fit its shape");
    end = entry.end;
  }
  if (end != data_size)
    throw FormatError("its tensors need " + std::to_string(end) + " bytes of data, but it has " +
                      std::to_string(data_size));
  return entries;
}

Safetensors parse(ByteView file) {
  ByteCursor cursor(file);
  const auto length = cursor.number<std::uint64_t>();
  if (length > cursor.left())
    throw FormatError("its header claims more bytes than the file has");
  const auto header = Json::parse(cursor.text(length));
  if (!header.is_object())
    throw FormatError("its header is not a JSON object");
  Safetensors result;
  if (header.contains(metadata_key))
    result.metadata = header.at(metadata_key).get<std::map<std::string, std::string>>();
  for (auto &entry : entries_of(header, cursor.left())) {
    const auto data = cursor.take(entry.end - entry.begin);
    result.tensors.emplace_back(
        std::move(entry.name),
        StoredTensor{entry.dtype, std::move(entry.shape), std::vector<std::byte>(data.data, data.data + data.size)});
  }
  return result;
}

/// Length and text of the header, padded so that the data is aligned.
std::string header_of(const Safetensors &contents) {
  Json header = Json::object();
  if (!contents.metadata.empty())
    header[metadata_key] = contents.metadata;
  std::size_t at = 0;
  for (const auto &[name, tensor] : contents.tensors) {
    header[name] = {
        {"dtype", name_of(tensor.dtype)}, {"shape", tensor.shape}, {"data_offsets", {at, at + tensor.bytes.size()}}};
    at += tensor.bytes.size();
  }
  auto text = header.dump();
  text.resize((text.size() + alignment - 1) / alignment * alignment, ' ');
  const std::uint64_t length = text.size();
  return std::string(reinterpret_cast<const char *>(&length), sizeof(length)) + text;
}

} // namespace

Safetensors read_safetensors(const std::string &path) {
  const auto bytes = read_file(path);
  try {
    return parse(view_of(bytes));
  } catch (const FormatError &error) {
    throw Error(ErrorKind::BadFile, "'" + path + "' is damaged: " + error.what() + ".");
  } catch (const Json::exception &error) {
    throw Error(ErrorKind::BadFile, "'" + path + "' is not a .safetensors file, or its header is damaged.",
                error.what());
  }
}

void write_safetensors(const std::string &path, const Safetensors &contents) {
  std::string header;
  try {
    header = header_of(contents);
  } catch (const Json::exception &error) {
    throw Error(ErrorKind::Failed, "'" + path + "' cannot be written: a name or a text in it is not UTF-8.",
                error.what());
  }
  std::vector<std::byte> bytes(header.size());
  std::memcpy(bytes.data(), header.data(), header.size());
  for (const auto &[name, tensor] : contents.tensors)
    bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
  write_file_atomically(path, bytes);
}

std::string sha256_of(const StateDict &tensors) {
  std::map<std::string_view, const StoredTensor *> by_name;
  for (const auto &[name, tensor] : tensors)
    by_name[name] = &tensor;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  bool fine = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  for (const auto &[name, tensor] : by_name)
    fine = fine && EVP_DigestUpdate(context.get(), tensor->bytes.data(), tensor->bytes.size()) == 1;
  if (!fine || EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1)
    throw Error(ErrorKind::Failed, "The SHA-256 of the weights cannot be computed.");
  std::string text;
  for (unsigned int i = 0; i < length; ++i) {
    constexpr const char *digits = "0123456789abcdef";
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 15U];
  }
  return text;
}

} // namespace ganmut
