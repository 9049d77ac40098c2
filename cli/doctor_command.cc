#include "cli/doctor_command.h"

#include <cstdio>
#include <memory>

#include "cli/doctor.h"
#include "cli/exit_code.h"
#include "cli/machine_jobs.h"
#include "cli/result_writer.h"

namespace keytrail::cli {

int RunDoctor(const DoctorOptions& options) {
  const auto writer = ResultWriter::Open("", options.format);
  if (!writer.ok()) {
    std::fprintf(stderr, "keytrail: %s\n", MessageOf(writer.status()).c_str());
    return kExitCouldNotStart;
  }
  const std::string cache = PrepareCacheDirectory("");
  DoctorContext context;
  context.host.program_directories = ProgramDirectories();
  context.installation = FindInstallation();
  context.store_directory = options.store_directory;
  context.accelerator = daemon::ProbeAccelerator(cache.empty() ? "" : cache + "/accelerator");
  const std::vector<Check> checks = RunChecks(context);
  if ((*writer)->is_text()) {
    (*writer)->WriteText(ChecksTable(checks, (*writer)->style()));
  } else {
    for (const Check& check : checks) (*writer)->WriteObject(ToJson(check));
  }
  const Status written = (*writer)->Finish();
  if (!written.ok()) {
    std::fprintf(stderr, "keytrail: %s\n", MessageOf(written).c_str());
    return kExitCouldNotStart;
  }
  return DoctorExitCode(checks);
}

}  // namespace keytrail::cli
