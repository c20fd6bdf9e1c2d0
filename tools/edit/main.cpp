#include <algorithm>
#include <optional>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "interrupt.h"
#include "jobs.h"
#include "options.h"
#include "photo_edit.h"
#include "video_edit.h"

namespace {

using namespace ganmut::edit;

void report(const ganmut::Error &error) {
  spdlog::error("{}", error.what());
  if (!error.detail().empty())
    spdlog::error("({})", error.detail());
}

/// Returns how many jobs failed; one that fails does not keep the others from being done. Throws Interrupted.
int run(const std::vector<Job> &jobs, const Options &options, const Interrupt &interrupt) {
  std::optional<PhotoEdit> photos;
  if (std::any_of(jobs.begin(), jobs.end(), [](const Job &job) { return job.photo; }))
    photos.emplace(options);
  int failures = 0;
  for (const Job &job : jobs) {
    interrupt.check();
    try {
      if (!job.photo)
        edit_video(job.in, job.out, options, interrupt);
      else if (options.grid)
        photos->sheet(job.in, job.out);
      else
        photos->edit(job.in, job.out);
    } catch (const Interrupted &) {
      throw;
    } catch (const ganmut::Error &error) {
      report(error);
      ++failures;
    }
  }
  return failures;
}

} // namespace

/// Exit status: 0 all done, 1 something failed, 2 the command line makes no sense.
int main(int argc, char **argv) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("ganmut-edit"));
  spdlog::set_pattern("%^%l%$: %v");
  Options options;
  try {
    options = parse_options(argc, argv);
  } catch (const ganmut::Error &error) {
    report(error);
    return 2;
  }
  try {
    const Interrupt interrupt;
    return run(plan_jobs(options), options, interrupt) == 0 ? 0 : 1;
  } catch (const ganmut::Error &error) {
    report(error);
  } catch (const std::exception &error) {
    spdlog::error("Editing failed unexpectedly ({}).", error.what());
  }
  return 1;
}
