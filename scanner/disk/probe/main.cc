// The probe: runs inside the appliance, from its own read-only disk, with each volume of the guest
// mounted read-only at /guest/<N>. Answers one request on the scratch disk and ends.
//
// It knows no file system: it asks the kernel, and tells what the kernel said. No guest code runs.
#include <fcntl.h>
#include <sys/resource.h>

#include <cstdio>
#include <string>

#include "base/limits.h"
#include "base/unique_fd.h"
#include "scanner/disk/probe/answer.h"

namespace keytrail::disk::probe {
namespace {

constexpr rlim_t kOpenFilesWanted = 2 * limits::kPathDepthMax;

void RaiseOpenFileLimit() {
  const rlimit limit{.rlim_cur = kOpenFilesWanted, .rlim_max = kOpenFilesWanted};
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

std::string Run(int argument_count, char** arguments) {
  if (argument_count != 3) return "usage: probe SCRATCH-DEVICE GUEST-DIRECTORY";
  RaiseOpenFileLimit();
  // Past the page cache, in which the first blocks may still be those of an earlier look.
  const UniqueFd device(::open(arguments[1], O_RDWR | O_DIRECT | O_CLOEXEC));
  if (!device.valid()) return "cannot open the scratch disk";
  return AnswerRequest(device.get(), arguments[2]);
}

}  // namespace
}  // namespace keytrail::disk::probe

int main(int argument_count, char** arguments) {
  const std::string error = keytrail::disk::probe::Run(argument_count, arguments);
  if (error.empty()) return 0;
  std::fprintf(stderr, "probe: %s\n", error.c_str());
  return 1;
}
