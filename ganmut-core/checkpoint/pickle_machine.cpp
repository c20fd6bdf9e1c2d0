#include "checkpoint/pickle_machine.h"

#include <algorithm>
#include <array>
#include <string>

namespace ganmut {

namespace {

/// A state_dict takes about a hundred operations a tensor.
constexpr std::size_t most_operations = 10'000'000;

using Kind = PickleGlobal::Kind;

struct KnownGlobal {
  std::string_view name;
  PickleGlobal global;
};

constexpr std::array<KnownGlobal, 13> known_globals{{
    {"collections OrderedDict", {Kind::OrderedDict, DType::F32}},
    {"torch._utils _rebuild_tensor_v2", {Kind::RebuildTensor, DType::F32}},
    {"torch._utils _rebuild_parameter", {Kind::RebuildParameter, DType::F32}},
    {"torch HalfStorage", {Kind::Storage, DType::F16}},
    {"torch BFloat16Storage", {Kind::Storage, DType::BF16}},
    {"torch FloatStorage", {Kind::Storage, DType::F32}},
    {"torch DoubleStorage", {Kind::Storage, DType::F64}},
    {"torch ByteStorage", {Kind::Storage, DType::U8}},
    {"torch CharStorage", {Kind::Storage, DType::I8}},
    {"torch ShortStorage", {Kind::Storage, DType::I16}},
    {"torch IntStorage", {Kind::Storage, DType::I32}},
    {"torch LongStorage", {Kind::Storage, DType::I64}},
    {"torch BoolStorage", {Kind::Storage, DType::Bool}},
}};

template <typename Type> Type as(const PickleValue &value, const char *what) {
  if (const auto *held = std::get_if<Type>(&value))
    return *held;
  throw FormatError(std::string("its pickle has no ") + what + " where a state_dict has one");
}

std::vector<std::int64_t> integers(const PickleValue &tuple, const char *what) {
  std::vector<std::int64_t> result;
  for (const auto &item : *as<PickleTuple>(tuple, what).items)
    result.push_back(as<std::int64_t>(item, what));
  return result;
}

/// Text that a message may quote, whatever the file holds.
std::string quotable(std::string_view text) {
  std::string result;
  for (const char letter : text.substr(0, 60))
    result += letter >= ' ' && letter <= '~' ? letter : '?';
  return result;
}

} // namespace

PickleValue PickleMachine::run() {
  stack_.clear();
  memo_.clear();
  for (std::size_t operations = 0; operations < most_operations; ++operations) {
    const auto opcode = cursor_.number<unsigned char>();
    if (opcode == '.') // STOP
      return pop();
    step(opcode);
  }
  throw FormatError("its pickle is too long for a state_dict");
}

// The names are those of Python's pickletools.
void PickleMachine::step(unsigned char opcode) {
  switch (opcode) {
  case 0x80: // PROTO
    if (const auto protocol = cursor_.number<std::uint8_t>(); protocol < 2 || protocol > 4)
      throw FormatError("its pickle has a protocol other than 2 to 4");
    return;
  case 0x95: // FRAME: a hint for readers of streams
    cursor_.take(sizeof(std::uint64_t));
    return;
  case 'N': // NONE
    return push({});
  case 0x88: // NEWTRUE
    return push(true);
  case 0x89: // NEWFALSE
    return push(false);
  case 'K': // BININT1
    return push(std::int64_t{cursor_.number<std::uint8_t>()});
  case 'M': // BININT2
    return push(std::int64_t{cursor_.number<std::uint16_t>()});
  case 'J': // BININT
    return push(std::int64_t{cursor_.number<std::int32_t>()});
  case 0x8a: // LONG1
    return push(long_integer());
  case 'X': // BINUNICODE
    return push(cursor_.text(cursor_.number<std::uint32_t>()));
  case 0x8c: // SHORT_BINUNICODE
    return push(cursor_.text(cursor_.number<std::uint8_t>()));
  case 'G': // BINFLOAT, of which a state_dict has none; what stands beside one may
    cursor_.take(sizeof(double));
    return push({});
  case '(': // MARK
    return push(PickleMark{});
  case ')': // EMPTY_TUPLE
    return push_tuple({});
  case 0x85:   // TUPLE1
  case 0x86:   // TUPLE2
  case 0x87: { // TUPLE3
    PickleItems items(opcode - 0x84U);
    for (auto item = items.rbegin(); item != items.rend(); ++item)
      *item = pop();
    return push_tuple(std::move(items));
  }
  case 't': // TUPLE
    return push_tuple(pop_to_mark());
  case ']': // EMPTY_LIST
    return push(PickleList{&items_.emplace_back()});
  case 'a': // APPEND
    return append({pop()});
  case 'e': // APPENDS
    return append(pop_to_mark());
  case '}': // EMPTY_DICT
    return push_dict();
  case 's': { // SETITEM
    auto value = pop();
    auto key = pop();
    return set_items({key, value});
  }
  case 'u': // SETITEMS
    return set_items(pop_to_mark());
  case 'q': // BINPUT
    return put(cursor_.number<std::uint8_t>());
  case 'r': // LONG_BINPUT
    return put(cursor_.number<std::uint32_t>());
  case 0x94: // MEMOIZE
    return put(memo_.size());
  case 'h': // BINGET
    return get(cursor_.number<std::uint8_t>());
  case 'j': // LONG_BINGET
    return get(cursor_.number<std::uint32_t>());
  case 'c': { // GLOBAL
    const auto module = cursor_.line();
    return global(module, cursor_.line());
  }
  case 0x93: { // STACK_GLOBAL
    const auto name = pop_as<std::string_view>("name");
    return global(pop_as<std::string_view>("module"), name);
  }
  case 'R': // REDUCE
    return reduce();
  case 'b': // BUILD
    return build();
  case 'Q': // BINPERSID
    return persistent_id();
  default:
    throw FormatError("its pickle uses opcode " + std::to_string(opcode) + ", which no state_dict needs");
  }
}

PickleValue PickleMachine::pop() {
  if (stack_.empty())
    throw FormatError("its pickle takes more from the stack than is there");
  auto value = stack_.back();
  stack_.pop_back();
  return value;
}

template <typename Type> Type PickleMachine::pop_as(const char *what) {
  return as<Type>(pop(), what);
}

PickleItems PickleMachine::pop_to_mark() {
  auto mark = stack_.size();
  do {
    if (mark == 0)
      throw FormatError("its pickle lacks a mark");
    --mark;
  } while (!std::holds_alternative<PickleMark>(stack_[mark]));
  PickleItems items(stack_.begin() + static_cast<std::ptrdiff_t>(mark) + 1, stack_.end());
  stack_.resize(mark);
  return items;
}

void PickleMachine::push_tuple(PickleItems items) {
  push(PickleTuple{&items_.emplace_back(std::move(items))});
}

void PickleMachine::push_dict() {
  push(PickleDict{&dicts_.emplace_back()});
}

void PickleMachine::put(std::size_t index) {
  // Picklers count the memo up; a larger index would only buy memory.
  if (stack_.empty() || index > memo_.size())
    throw FormatError("its pickle's memo is out of order");
  if (index == memo_.size())
    memo_.push_back(stack_.back());
  else
    memo_[index] = stack_.back();
}

void PickleMachine::get(std::size_t index) {
  if (index >= memo_.size())
    throw FormatError("its pickle refers to a value that it has not made");
  push(memo_[index]);
}

void PickleMachine::append(PickleItems items) {
  auto list = pop_as<PickleList>("list");
  list.items->insert(list.items->end(), items.begin(), items.end());
  push(list);
}

void PickleMachine::set_items(const PickleItems &items) {
  if (items.size() % 2 != 0)
    throw FormatError("its pickle has a key without a value");
  auto dict = pop_as<PickleDict>("dictionary");
  for (std::size_t i = 0; i < items.size(); i += 2)
    dict.entries->emplace_back(items[i], items[i + 1]);
  push(dict);
}

void PickleMachine::global(std::string_view module, std::string_view name) {
  const auto full_name = std::string(module) + ' ' + std::string(name);
  for (const auto &known : known_globals)
    if (known.name == full_name)
      return push(known.global);
  throw FormatError("its pickle names '" + quotable(module) + "." + quotable(name) +
                    "', which no state_dict needs and which is not run");
}

void PickleMachine::reduce() {
  const auto arguments = pop_as<PickleTuple>("tuple").items;
  const auto callable = pop_as<PickleGlobal>("function");
  if (callable.kind == Kind::OrderedDict && arguments->empty())
    return push_dict();
  if (callable.kind == Kind::RebuildParameter && arguments->size() == 3) // tensor, requires_grad, hooks
    return push(as<const TensorRef *>(arguments->front(), "tensor"));
  if (callable.kind != Kind::RebuildTensor || arguments->size() != 6)
    throw FormatError("its pickle calls a function with arguments that no state_dict has");
  // storage, offset, shape, strides, requires_grad, backward hooks
  const auto &given = *arguments;
  push(&tensors_.emplace_back(TensorRef{*as<const StorageRef *>(given[0], "storage"),
                                        as<std::int64_t>(given[1], "offset"), integers(given[2], "shape"),
                                        integers(given[3], "stride")}));
}

// The state of an OrderedDict is {'_metadata': versions of the modules}: nothing that we need.
void PickleMachine::build() {
  pop_as<PickleDict>("dictionary");
  push(pop_as<PickleDict>("dictionary"));
}

// ('storage', class, key, device, elements), in legacy files also the view metadata, always None.
void PickleMachine::persistent_id() {
  const auto &id = *pop_as<PickleTuple>("tuple").items;
  const bool view = id.size() == 6 && !std::holds_alternative<std::monostate>(id[5]);
  if (id.size() < 5 || id.size() > 6 || view || as<std::string_view>(id[0], "text") != "storage")
    throw FormatError("its pickle describes a storage in an unknown way");
  const auto type = as<PickleGlobal>(id[1], "storage type");
  const auto count = as<std::int64_t>(id[4], "number of elements");
  if (type.kind != Kind::Storage || count < 0)
    throw FormatError("its pickle describes a storage in an unknown way");
  push(&storages_.emplace_back(StorageRef{type.dtype, as<std::string_view>(id[2], "text"), count}));
}

std::int64_t PickleMachine::long_integer() {
  const auto bytes = cursor_.take(cursor_.number<std::uint8_t>());
  if (bytes.size > sizeof(std::int64_t))
    throw FormatError("its pickle has a number of more than 64 bits");
  if (bytes.size == 0)
    return 0;
  const bool negative = (bytes.data[bytes.size - 1] & std::byte{0x80}) != std::byte{0};
  std::int64_t value = negative ? -1 : 0;
  std::memcpy(&value, bytes.data, bytes.size);
  return value;
}

namespace {

using Entries = std::vector<std::pair<PickleValue, PickleValue>>;

bool holds_tensors(const Entries &entries) {
  return std::any_of(entries.begin(), entries.end(),
                     [](const auto &entry) { return std::holds_alternative<const TensorRef *>(entry.second); });
}

/// The dictionary of tensors: the root itself, or the only one below it, as training scripts save it beside their own
/// numbers.
const Entries &tensors_of(const PickleValue &root) {
  const auto &entries = *as<PickleDict>(root, "dictionary").entries;
  const Entries *found = nullptr;
  std::string names;
  for (const auto &[key, value] : entries) {
    const auto *inner = std::get_if<PickleDict>(&value);
    if (inner == nullptr || !holds_tensors(*inner->entries))
      continue;
    names += (names.empty() ? "'" : ", '") + quotable(as<std::string_view>(key, "name")) + "'";
    if (found != nullptr)
      throw FormatError("it holds several networks, " + names + "; save the state_dict of the generator alone");
    found = inner->entries;
  }
  return found != nullptr && !holds_tensors(entries) ? *found : entries;
}

} // namespace

std::vector<std::pair<std::string_view, TensorRef>> named_tensors(const PickleValue &root) {
  std::vector<std::pair<std::string_view, TensorRef>> result;
  for (const auto &[key, value] : tensors_of(root))
    result.emplace_back(as<std::string_view>(key, "name"), *as<const TensorRef *>(value, "tensor"));
  return result;
}

} // namespace ganmut
