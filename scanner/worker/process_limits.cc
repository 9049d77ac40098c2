#include "scanner/worker/process_limits.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace keytrail::worker {
namespace {

constexpr rlim_t kDescriptorsMax = 4096;
constexpr rlim_t kAddressSpaceBytesMax = 8ULL * 1024 * 1024 * 1024;

Status SetLimit(__rlimit_resource resource, const char* name, const rlimit& limit) {
  if (setrlimit(resource, &limit) == 0) return OkStatus();
  return MakeError(
      StatusCode::kFailedPrecondition,
      fmt::format("cannot limit the worker: {}: {}: raise the hard limit that keytrail runs under",
                  name, std::strerror(errno)));
}

}  // namespace

Status HardenProcess() {
  KT_RETURN_IF_ERROR(SetLimit(RLIMIT_CORE, "core file size", {.rlim_cur = 0, .rlim_max = 0}));
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return MakeError(StatusCode::kFailedPrecondition,
                     fmt::format("cannot harden the worker: prctl: {}: check the host's sandbox",
                                 std::strerror(errno)));
  }
  rlimit descriptors{};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
    descriptors.rlim_cur = std::min(descriptors.rlim_max, kDescriptorsMax);
    KT_RETURN_IF_ERROR(SetLimit(RLIMIT_NOFILE, "open files", descriptors));
  }
  return OkStatus();
}

Status LimitForReader(ReaderKind reader) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // A sanitizer's shadow memory alone is larger than any sensible bound.
  static_cast<void>(reader);
  return OkStatus();
#else
  if (reader == ReaderKind::kAppliance) return OkStatus();
  return SetLimit(RLIMIT_AS, "address space",
                  {.rlim_cur = kAddressSpaceBytesMax, .rlim_max = kAddressSpaceBytesMax});
#endif
}

}  // namespace keytrail::worker
