#pragma once

#include <deque>
#include <vector>

#include "checkpoint/byte_cursor.h"
#include "checkpoint/pickle_value.h"

namespace ganmut {

/// Reads the pickles (protocols 2 to 4) of a state_dict. It knows the opcodes and globals that occur there, calls
/// nothing and makes nothing but numbers, text, containers and descriptions of tensors. Anything else is a FormatError.
/// Memory and time are bounded by the bytes read.
class PickleMachine {
public:
  /// `cursor` and its bytes must outlive the machine and the values it returns.
  explicit PickleMachine(ByteCursor &cursor) : cursor_(cursor) {}
  PickleMachine(const PickleMachine &) = delete;
  PickleMachine &operator=(const PickleMachine &) = delete;

  /// The value of the pickle at the cursor; the cursor ends behind it. The value lives as long as the machine.
  PickleValue run();

private:
  void step(unsigned char opcode);
  void push(PickleValue value) { stack_.push_back(value); }
  PickleValue pop();
  template <typename Type> Type pop_as(const char *what);
  PickleItems pop_to_mark();
  void push_tuple(PickleItems items);
  void push_dict();
  void put(std::size_t index);
  void get(std::size_t index);
  void append(PickleItems items);
  void set_items(const PickleItems &items);
  void global(std::string_view module, std::string_view name);
  void reduce();
  void build();
  void persistent_id();
  std::int64_t long_integer();

  ByteCursor &cursor_;
  std::vector<PickleValue> stack_;
  std::vector<PickleValue> memo_;
  std::deque<PickleItems> items_; // deques: growing them moves nothing that a handle points to
  std::deque<std::vector<std::pair<PickleValue, PickleValue>>> dicts_;
  std::deque<StorageRef> storages_;
  std::deque<TensorRef> tensors_;
};

/// The named tensors of a state_dict's pickle, or of the only state_dict in a dictionary; without the "module." that
/// DataParallel puts before all names. Throws FormatError if it holds anything else.
std::vector<std::pair<std::string_view, TensorRef>> named_tensors(const PickleValue &root);

} // namespace ganmut
