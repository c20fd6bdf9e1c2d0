#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "cli/program.h"
#include "cli/stop_signal.h"
#include "options.h"
#include "photo_edit.h"
#include "photo_file.h"
#include "video_edit.h"

namespace {

using namespace ganmut;
using namespace ganmut::edit;
namespace fs = std::filesystem;

constexpr char program[] = "ganmut-edit";

/// One file to edit.
struct Job {
  fs::path in;
  fs::path out;
  bool photo = false; ///< else a video
};

void make_folder(const fs::path &folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder))
    throw Error(ErrorKind::Failed, "The output is to be a folder, and " + folder.string() + " is none.",
                error ? error.message() : "");
}

Job job_for(const fs::path &in, const fs::path &out, bool sheet) {
  if (!fs::is_regular_file(in))
    throw Error(ErrorKind::NotFound, in.string() + (fs::exists(in) ? " is not a file." : " does not exist."));
  if (fs::exists(out) && fs::equivalent(in, out))
    throw Error(ErrorKind::BadArgument, out.string() + " is the input itself; choose another output.");
  const Job job{in, out, is_photo(in)};
  if (sheet && !job.photo)
    throw Error(ErrorKind::BadArgument, "--grid makes a sheet of a photograph; " + in.string() + " is none.");
  if (job.photo && !ends_as_photo(out))
    throw Error(ErrorKind::BadArgument, in.string() + " is a photograph, so " + out.string() +
                                            " should end in .jpg, .png, .webp, .tiff or .bmp.");
  if (!job.photo && ends_as_photo(in))
    throw Error(ErrorKind::BadFile, in.string() + " cannot be read as a picture: it is empty, damaged or no picture.");
  if (!job.photo)
    check_video_name(out);
  if (const auto folder = out.parent_path(); !folder.empty() && !fs::is_directory(folder))
    throw Error(ErrorKind::NotFound, "The folder " + folder.string() + " of the output does not exist.");
  return job;
}

/// What is to be done, checked as far as that is possible before the work starts. With several inputs, and where it
/// ends with a slash, the output is a folder, which is made when it does not exist, and the files keep their names.
/// Throws Error(NotFound, BadArgument, Failed).
std::vector<Job> plan_jobs(const Options &options) {
  const bool several = options.inputs.size() > 1 || !options.output.has_filename(); // "folder/"
  if (several)
    make_folder(options.output);
  std::vector<Job> jobs;
  std::set<fs::path> outputs;
  for (const fs::path &in : options.inputs) {
    const bool into_folder = several || fs::is_directory(options.output);
    const fs::path out = into_folder ? options.output / in.filename() : options.output;
    if (!outputs.insert(out).second)
      throw Error(ErrorKind::BadArgument,
                  "Two inputs are called " + in.filename().string() + "; edit them one by one.");
    jobs.push_back(job_for(in, out, options.grid.has_value()));
    if (jobs.back().photo && !(options.log.empty() && options.replay.empty()))
      throw Error(ErrorKind::BadArgument, "--log and --replay are for videos; " + in.string() + " is a photograph.");
  }
  return jobs;
}

/// Returns how many jobs failed; one that fails does not keep the others from being done. Throws cli::Stopped.
int run(const std::vector<Job> &jobs, const Options &options, const cli::StopSignal &stop) {
  std::optional<PhotoEdit> photos;
  if (std::any_of(jobs.begin(), jobs.end(), [](const Job &job) { return job.photo; }))
    stop.during([&] { photos.emplace(options); });
  int failures = 0;
  for (const Job &job : jobs) {
    stop.check();
    try {
      if (job.photo) {
        Bytes bytes;
        stop.during([&] { bytes = options.grid ? photos->sheet(job.in, job.out) : photos->edit(job.in, job.out); });
        write_photo(job.out, bytes);
      } else {
        edit_video(job.in, job.out, options, stop);
      }
    } catch (const cli::Stopped &) {
      throw;
    } catch (const Error &error) {
      cli::print_error(program, error);
      ++failures;
    } catch (const std::exception &error) { // of any library
      cli::print_error(program, Error(ErrorKind::Failed, job.in.string() + " cannot be edited.", error.what()));
      ++failures;
    }
  }
  return failures;
}

} // namespace

int main(int argc, char **argv) {
  return cli::run_program(program, [=] {
    spdlog::set_default_logger(spdlog::stderr_color_mt(program));
    spdlog::set_pattern("%^%l%$: %v");
    const Options options = parse_options(argc, argv);
    const cli::StopSignal stop;
    return run(plan_jobs(options), options, stop) == 0 ? 0 : 1;
  });
}
