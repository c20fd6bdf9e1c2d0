#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include <zip.h>

#include <ganmut/error.h>

#include "checkpoint/zip_checkpoint.h"

namespace ganmut {

namespace {

const char *storage_class(DType dtype) {
  switch (dtype) {
  case DType::F16:
    return "HalfStorage";
  case DType::BF16:
    return "BFloat16Storage";
  case DType::F32:
    return "FloatStorage";
  case DType::F64:
    return "DoubleStorage";
  case DType::U8:
    return "ByteStorage";
  case DType::I8:
    return "CharStorage";
  case DType::I16:
    return "ShortStorage";
  case DType::I32:
    return "IntStorage";
  case DType::I64:
    return "LongStorage";
  case DType::Bool:
    break;
  }
  return "BoolStorage";
}

/// Writes pickles of protocol 2.
class Pickler {
public:
  Pickler &raw(const std::string &bytes) {
    bytes_ += bytes;
    return *this;
  }
  Pickler &text(const std::string &value) {
    raw("X");
    append(static_cast<std::uint32_t>(value.size()));
    return raw(value);
  }
  Pickler &integer(std::int64_t value) {
    if (value >= 0 && value <= std::numeric_limits<std::int32_t>::max()) {
      raw("J");
      append(static_cast<std::int32_t>(value));
    } else {
      raw("\x8a\x08");
      append(value);
    }
    return *this;
  }
  Pickler &tuple(const std::vector<std::int64_t> &values) {
    raw("(");
    for (const auto value : values)
      integer(value);
    return raw("t");
  }
  const std::string &bytes() const { return bytes_; }

private:
  template <typename Number> void append(Number value) {
    bytes_.append(reinterpret_cast<const char *>(&value), sizeof(value));
  }
  std::string bytes_;
};

constexpr const char *ordered_dict = "ccollections\nOrderedDict\n)R";

std::vector<std::int64_t> contiguous_strides(const std::vector<std::int64_t> &shape) {
  std::vector<std::int64_t> strides(shape.size(), 1);
  for (auto i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * std::max<std::int64_t>(shape[i], 1);
  return strides;
}

/// What data.pkl says; tensor number i lives in storage "i".
std::string pickle_of(const StateDict &state) {
  Pickler pickle;
  pickle.raw("\x80\x02").raw(ordered_dict).raw("(");
  for (std::size_t i = 0; i < state.size(); ++i) {
    const auto &[name, tensor] = state[i];
    pickle.text(name).raw("ctorch._utils\n_rebuild_tensor_v2\n((");
    pickle.text("storage").raw("ctorch\n").raw(storage_class(tensor.dtype)).raw("\n");
    pickle.text(std::to_string(i)).text("cpu");
    pickle.integer(static_cast<std::int64_t>(tensor.bytes.size() / size_of(tensor.dtype))).raw("tQ");
    pickle.integer(0).tuple(tensor.shape).tuple(contiguous_strides(tensor.shape)).raw("\x89");
    pickle.raw(ordered_dict).raw("tR");
  }
  pickle.raw("u.");
  return pickle.bytes();
}

[[noreturn]] void fail(zip_t *archive) {
  throw Error(ErrorKind::Failed, "The checkpoint cannot be packed.", zip_strerror(archive));
}

void add(zip_t *archive, const std::string &name, const void *data, std::size_t size) {
  auto *source = zip_source_buffer(archive, data, size, 0);
  if (source == nullptr)
    fail(archive);
  const auto index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    fail(archive);
  }
  const auto entry = static_cast<zip_uint64_t>(index);
  constexpr zip_uint16_t first_of_january_1980 = 0x21;
  if (zip_set_file_compression(archive, entry, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive, entry, 0, first_of_january_1980, 0) != 0)
    fail(archive);
}

std::vector<std::byte> bytes_of(zip_source_t *source) {
  zip_stat_t stat{};
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
    throw Error(ErrorKind::Failed, "The checkpoint cannot be packed.");
  std::vector<std::byte> bytes(stat.size);
  const auto read = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (read != static_cast<zip_int64_t>(bytes.size()))
    throw Error(ErrorKind::Failed, "The checkpoint cannot be packed.");
  return bytes;
}

} // namespace

std::vector<std::byte> zip_checkpoint_of(const StateDict &state) {
  const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> target(
      zip_source_buffer_create(nullptr, 0, 0, nullptr), zip_source_free);
  std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
      target ? zip_open_from_source(target.get(), ZIP_CREATE | ZIP_TRUNCATE, nullptr) : nullptr, zip_discard);
  if (!archive)
    throw std::bad_alloc();
  zip_source_keep(target.get()); // the archive takes one reference, we keep ours to read the result

  const auto pickle = pickle_of(state);
  add(archive.get(), "archive/data.pkl", pickle.data(), pickle.size());
  for (std::size_t i = 0; i < state.size(); ++i)
    add(archive.get(), "archive/data/" + std::to_string(i), state[i].second.bytes.data(), state[i].second.bytes.size());
  constexpr std::string_view version = "3\n";
  add(archive.get(), "archive/version", version.data(), version.size());
  if (zip_close(archive.get()) != 0)
    fail(archive.get());
  (void)archive.release(); // zip_close freed it
  return bytes_of(target.get());
}

} // namespace ganmut
