#include "matroska_tags.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include <ganmut/error.h>
#include <gst/gst.h>

namespace ganmut::edit {

namespace {

// Elements by their path, which ends at the text (RFC 9559, 5.1.8; the ids are written as in the file).
constexpr std::array<std::uint64_t, 5> way_to_text = {0x18538067, 0x1254C367, 0x7373, 0x67C8, 0x4487};
constexpr unsigned char unused = 0xEC; // the id of the element Void

struct Element {
  std::uint64_t id = 0;
  std::uint64_t size_at = 0, contents = 0, end = 0; ///< places in the file
};

/// A number of 1 to 8 bytes, as many as the first byte has zeros in front, and one (RFC 8794, 4).
/// `marked`: with that first one, as ids are written.
std::optional<std::uint64_t> read_number(std::istream &file, bool marked) {
  const int first = file.get();
  if (first <= 0)
    return std::nullopt;
  int length = 1;
  while ((first << (length - 1) & 0x80) == 0)
    ++length;
  auto number = static_cast<std::uint64_t>(marked ? first : first & (0xFF >> length));
  for (int i = 1; i < length; ++i)
    number = number << 8 | static_cast<unsigned char>(file.get());
  return file ? std::optional(number) : std::nullopt;
}

/// The element at `at`; nothing at the end and where the file is none of EBML.
std::optional<Element> read_element(std::istream &file, std::uint64_t at, std::uint64_t end) {
  file.seekg(static_cast<std::streamoff>(at));
  const auto id = read_number(file, true);
  if (!id)
    return std::nullopt;
  const auto size_at = static_cast<std::uint64_t>(file.tellg());
  const auto size = read_number(file, false);
  if (!size)
    return std::nullopt;
  const auto contents = static_cast<std::uint64_t>(file.tellg());
  return *size <= end - contents ? std::optional(Element{*id, size_at, contents, contents + *size}) : std::nullopt;
}

/// What gst_value_serialize() made a text of; nothing when it is no such text.
std::optional<std::string> plain(std::string text) {
  text.resize(std::min(text.find('\0'), text.size())); // matroskamux writes C's end of a text too
  if (text.size() < 2 || text.front() != '"' || text.back() != '"')
    return std::nullopt;
  GValue value = G_VALUE_INIT;
  g_value_init(&value, G_TYPE_STRING);
  std::optional<std::string> words;
  if (gst_value_deserialize(&value, text.c_str()))
    words = g_value_get_string(&value);
  g_value_unset(&value);
  return words;
}

/// A size as `length` bytes.
std::string size_bytes(std::uint64_t size, int length) {
  std::string bytes(static_cast<std::size_t>(length), '\0');
  size |= std::uint64_t{1} << 7 * length;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, size >>= 8)
    *byte = static_cast<char>(size);
  return bytes;
}

/// The plain text is shorter; an empty element takes the room that is left.
void mend_text(std::fstream &file, const Element &element) {
  std::string text(element.end - element.contents, '\0');
  file.seekg(static_cast<std::streamoff>(element.contents));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  const auto words = plain(text);
  const std::size_t left = words ? text.size() - words->size() : 0;
  const auto length = static_cast<int>(element.contents - element.size_at);
  if (left < 2)
    return;
  constexpr std::size_t small = 100; // one byte says it
  const int void_length = left < small ? 1 : 8;
  const std::size_t void_size = left - 1 - static_cast<std::size_t>(void_length);
  file.seekp(static_cast<std::streamoff>(element.size_at));
  file << size_bytes(words->size(), length) << *words;
  file << static_cast<char>(unused) << size_bytes(void_size, void_length) << std::string(void_size, '\0');
}

void mend(std::fstream &file, std::uint64_t at, std::uint64_t end, std::size_t depth) {
  while (const auto element = at < end ? read_element(file, at, end) : std::nullopt) {
    if (element->id == way_to_text[depth]) {
      if (depth + 1 == way_to_text.size())
        mend_text(file, *element);
      else
        mend(file, element->contents, element->end, depth + 1);
    }
    at = element->end;
  }
  if (file.eof()) // a part that ends too early: nothing to mend there
    file.clear();
}

} // namespace

void mend_matroska_tags(const std::filesystem::path &path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto size = std::filesystem::file_size(path);
  if (const auto header = read_element(file, 0, size); !header || header->id != 0x1A45DFA3) // EBML
    return;
  mend(file, 0, size, 0);
  file.close();
  if (!file)
    throw Error(ErrorKind::Failed, path.string() + " cannot be written: is the disk full?");
}

} // namespace ganmut::edit
