#include "scanner/disk/overlay_image.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <vector>

#include "scanner/disk/call_deadline.h"
#include "scanner/disk/errno_status.h"

extern char** environ;

namespace keytrail::disk {
namespace {

constexpr std::chrono::seconds kLimit{30};

// Runs a program without input or output. Returns its exit code, or -1.
int RunQuietly(std::vector<std::string> arguments) {
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return -1;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, pointers[0], &actions, nullptr, pointers.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return -1;
  const CallDeadline deadline(kLimit);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Status MakeOverlay(const std::string& image, std::uint64_t bytes, const std::string& overlay) {
  std::error_code error;
  const std::string path = std::filesystem::canonical(image, error);
  if (error) return ErrnoStatus(error.value(), "cannot find a disk image");
  const int code = RunQuietly({"qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", path,
                               overlay, std::to_string(bytes)});
  if (code == 0) return OkStatus();
  return MakeError(StatusCode::kFailedPrecondition,
                   "cannot start the appliance: qemu-img does not make an overlay: install the "
                   "package qemu-utils");
}

}  // namespace keytrail::disk
