#pragma once

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "frame_record.h"
#include "worker.h"

namespace ganmut::plugin {

/// The file of what was applied to every frame: lines of JSON, of which the first says how the frames are made. A
/// thread of its own writes them, so that no frame waits for a disk.
///
/// Nothing is ever overwritten: a file that is there already, and one that has grown to its limit, gets the next number
/// behind its name (`run.jsonl.1` is the oldest). Only regular files are numbered.
class AppliedLog {
public:
  /// Makes the file `path`. `most_bytes`: a file that is larger goes on in a new one; 0: no limit.
  /// Throws NotWritten.
  AppliedLog(std::filesystem::path path, std::uintmax_t most_bytes);

  /// Writes a line about the frames to come, which begins every new file as well. Returns at once.
  /// Throws NotWritten when an earlier line could not be written.
  void begin(Json head);
  /// Writes what became of a frame. Returns at once. Throws as begin() does.
  void add(FrameRecord record);
  /// Waits until all is written. Throws as begin() does.
  void finish();

private:
  struct Close {
    void operator()(std::FILE *file) const { std::fclose(file); }
  };

  void post(std::function<void()> work);
  void check();
  void open();
  void write(const Json &line);
  std::filesystem::path put_aside() const;
  [[noreturn]] void fail(int cause) const;

  const std::filesystem::path path_;
  const std::uintmax_t most_bytes_;
  std::mutex mutex_; // guards failure_
  std::exception_ptr failure_;
  // Of the worker, once it is there.
  std::unique_ptr<std::FILE, Close> file_;
  std::uintmax_t bytes_ = 0;
  Json head_;
  Worker worker_; ///< last, because it ends first, when all is written
};

} // namespace ganmut::plugin
