#include "scanner/disk/launch_failure.h"

#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace keytrail::disk {
namespace {

bool CanRun(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

std::vector<std::string> KernelsIn(const std::string& directory) {
  std::vector<std::string> kernels;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().filename().string().starts_with("vmlinuz")) kernels.push_back(entry.path());
  }
  return kernels;
}

Status Missing(std::string_view what, std::string_view advice) {
  return MakeError(StatusCode::kFailedPrecondition,
                   fmt::format("cannot start the appliance: {}: {}", what, advice));
}

}  // namespace

Status ExplainLaunchFailure(const LaunchNeeds& needs, const std::string& library_error) {
  if (!CanRun(needs.supermin)) {
    return Missing(fmt::format("{} is missing", needs.supermin), "install the package supermin");
  }
  if (!CanRun(needs.hypervisor)) {
    return Missing(fmt::format("the hypervisor {} is missing", needs.hypervisor),
                   "install the package qemu-system-x86");
  }
  if (needs.console.find("Failed to get") != std::string::npos &&
      needs.console.find("lock") != std::string::npos) {
    return Missing("another program has an image open for writing",
                   "scan a snapshot of the disk, or stop that program");
  }
  const std::vector<std::string> kernels = KernelsIn(needs.kernel_directory);
  if (kernels.empty()) {
    return Missing(fmt::format("there is no kernel in {}", needs.kernel_directory),
                   "install the package linux-image-amd64");
  }
  for (const std::string& kernel : kernels) {
    if (::access(kernel.c_str(), R_OK) == 0) continue;
    return Missing(fmt::format("the kernel {} cannot be read by this user", kernel),
                   fmt::format("run 'chmod a+r {}' as root, or scan as root", kernel));
  }
  return MakeError(
      StatusCode::kUnavailable,
      fmt::format("cannot start the appliance: {}: try 'keytrail doctor'", library_error));
}

}  // namespace keytrail::disk
