#include "scanner/daemon/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"

extern char** environ;

namespace keytrail::daemon {
namespace {

constexpr int kChildInputFd = 3;
constexpr int kChildOutputFd = 4;
constexpr int kFirstFdToClose = 5;
// The pipe's ends are moved here first, so that placing one of them does not close the other.
constexpr int kSafeFd = 16;

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

StatusOr<Pipe> MakePipe() {
  std::array<int, 2> fds{};
  if (pipe2(fds.data(), O_CLOEXEC) != 0) {
    return MakeError(StatusCode::kUnavailable,
                     fmt::format("cannot start a worker: pipe: {}: raise the limit on open files",
                                 std::strerror(errno)));
  }
  Pipe raw{UniqueFd(fds[0]), UniqueFd(fds[1])};
  Pipe moved{UniqueFd(fcntl(fds[0], F_DUPFD_CLOEXEC, kSafeFd)),
             UniqueFd(fcntl(fds[1], F_DUPFD_CLOEXEC, kSafeFd))};
  if (!moved.read_end.valid() || !moved.write_end.valid()) {
    return MakeError(StatusCode::kUnavailable,
                     fmt::format("cannot start a worker: {}: raise the limit on open files",
                                 std::strerror(errno)));
  }
  return moved;
}

class SpawnActions {
 public:
  SpawnActions() { KT_CHECK(posix_spawn_file_actions_init(&actions_) == 0); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void Arrange(int child_input, int child_output) {
    KT_CHECK(posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0) ==
             0);
    KT_CHECK(posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) ==
             0);
    KT_CHECK(posix_spawn_file_actions_adddup2(&actions_, child_input, kChildInputFd) == 0);
    KT_CHECK(posix_spawn_file_actions_adddup2(&actions_, child_output, kChildOutputFd) == 0);
    KT_CHECK(posix_spawn_file_actions_addclosefrom_np(&actions_, kFirstFdToClose) == 0);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class SpawnAttributes {
 public:
  SpawnAttributes() {
    KT_CHECK(posix_spawnattr_init(&attributes_) == 0);
    sigset_t none;
    sigemptyset(&none);
    sigset_t to_default;
    sigemptyset(&to_default);
    sigaddset(&to_default, SIGPIPE);
    KT_CHECK(posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                        POSIX_SPAWN_SETSIGDEF) == 0);
    KT_CHECK(posix_spawnattr_setsigdefault(&attributes_, &to_default) == 0);
    KT_CHECK(posix_spawnattr_setpgroup(&attributes_, 0) == 0);
    KT_CHECK(posix_spawnattr_setsigmask(&attributes_, &none) == 0);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

Status SpawnError(const std::string& program, int error) {
  const StatusCode code = error == ENOENT   ? StatusCode::kNotFound
                          : error == EACCES ? StatusCode::kPermissionDenied
                                            : StatusCode::kUnavailable;
  return MakeError(code, fmt::format("cannot start a worker: {}: {}: check the installation with "
                                     "'keytrail doctor'",
                                     program, std::strerror(error)));
}

}  // namespace

StatusOr<ChildProcess> ChildProcess::Spawn(const std::vector<std::string>& arguments) {
  KT_CHECK(!arguments.empty());
  KT_ASSIGN_OR_RETURN(Pipe to_child, MakePipe());
  KT_ASSIGN_OR_RETURN(Pipe from_child, MakePipe());
  SpawnActions actions;
  actions.Arrange(to_child.read_end.get(), from_child.write_end.get());
  const SpawnAttributes attributes;
  std::vector<std::string> copies = arguments;
  std::vector<char*> argv;
  for (std::string& argument : copies) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, argv[0], actions.get(), attributes.get(), argv.data(), environ);
  if (error != 0) return SpawnError(arguments[0], error);
  return ChildProcess(pid, std::move(from_child.read_end), std::move(to_child.write_end));
}

ChildProcess::ChildProcess(pid_t pid, UniqueFd read_fd, UniqueFd write_fd)
    : pid_(pid), read_fd_(std::move(read_fd)), write_fd_(std::move(write_fd)) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      read_fd_(std::move(other.read_fd_)),
      write_fd_(std::move(other.write_fd_)) {}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  KillGroup();
  static_cast<void>(Wait());
}

void ChildProcess::KillGroup() const {
  if (pid_ > 0) kill(-pid_, SIGKILL);
}

ChildExit ChildProcess::Wait() {
  read_fd_.Reset();
  write_fd_.Reset();
  siginfo_t info{};
  // The zombie keeps the group's id from being reused until what is left of the group was killed.
  while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  KillGroup();
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFEXITED(status)) return {.exited = true, .code = WEXITSTATUS(status)};
  return {.exited = false, .code = WTERMSIG(status)};
}

}  // namespace keytrail::daemon
