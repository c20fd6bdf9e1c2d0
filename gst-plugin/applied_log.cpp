#include "applied_log.h"

#include <cerrno>
#include <string>
#include <system_error>

#include "bus_error.h"

namespace ganmut::plugin {
namespace fs = std::filesystem;

AppliedLog::AppliedLog(fs::path path, std::uintmax_t most_bytes) : path_(std::move(path)), most_bytes_(most_bytes) {
  if (fs::is_regular_file(path_))
    put_aside();
  open();
}

void AppliedLog::begin(Json head) {
  post([this, head = std::move(head)] {
    head_ = head;
    write(head_);
  });
}

void AppliedLog::add(FrameRecord record) {
  post([this, record = std::move(record)] {
    if (most_bytes_ > 0 && bytes_ >= most_bytes_ && fs::is_regular_file(path_)) {
      head_["continues"] = put_aside().filename().string();
      open();
      write(head_);
    }
    write(to_json(record));
  });
}

void AppliedLog::finish() {
  worker_.run([] {});
  check();
}

void AppliedLog::post(std::function<void()> work) {
  check();
  worker_.post([this, work = std::move(work)] {
    try {
      if (file_)
        work();
    } catch (...) {
      file_.reset(); // a line that is missing in the middle would be worse than an end
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
  });
}

void AppliedLog::check() {
  const std::lock_guard lock(mutex_);
  if (failure_)
    std::rethrow_exception(failure_);
}

void AppliedLog::open() {
  file_.reset(std::fopen(path_.c_str(), "ae"));
  if (!file_)
    fail(errno);
  std::setvbuf(file_.get(), nullptr, _IONBF, 0); // a line is in the file at once, whatever ends the program
  bytes_ = 0;
}

void AppliedLog::write(const Json &line) {
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
    fail(errno);
  bytes_ += text.size();
}

fs::path AppliedLog::put_aside() const {
  fs::path aside;
  for (int number = 1; aside.empty() || fs::exists(aside); ++number)
    aside = path_.string() + "." + std::to_string(number);
  std::error_code error;
  fs::rename(path_, aside, error);
  if (error)
    fail(error.value());
  return aside;
}

void AppliedLog::fail(int cause) const {
  throw NotWritten(ErrorKind::Failed,
                   "The log " + path_.string() + " cannot be written: " + std::generic_category().message(cause) + ".");
}

} // namespace ganmut::plugin
