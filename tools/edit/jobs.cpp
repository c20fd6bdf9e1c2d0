#include "jobs.h"

#include <set>

#include <opencv2/imgcodecs.hpp>

#include <ganmut/error.h>

#include "container.h"
#include "photo_file.h"

namespace ganmut::edit {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path &folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder))
    throw Error(ErrorKind::Failed, "With several inputs the output is a folder, and " + folder.string() + " is none.",
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
  if (!job.photo)
    container_for(out);
  else if (!cv::haveImageWriter(out.string()))
    throw Error(ErrorKind::BadArgument, in.string() + " is a photograph, so " + out.string() +
                                            " should end in .jpg, .png, .webp, .tiff or .bmp.");
  return job;
}

} // namespace

std::vector<Job> plan_jobs(const Options &options) {
  const bool several = options.inputs.size() > 1;
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
  }
  return jobs;
}

} // namespace ganmut::edit
