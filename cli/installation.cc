#include "cli/installation.h"

#include <filesystem>
#include <system_error>

namespace keytrail::cli {

Installation FindInstallation() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path prefix = program.parent_path().parent_path();
  return {.worker_program = prefix / "libexec/keytrail/keytrail-worker",
          .probe_image = prefix / "libexec/keytrail/probe.img",
          .rules_directory = prefix / "share/keytrail/rules"};
}

}  // namespace keytrail::cli
