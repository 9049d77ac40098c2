#include "tests/sshd_oracle/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/check.h"

namespace keytrail::sshd_oracle {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// In the child, between fork and exec: system calls only.
[[noreturn]] void Become(const ProcessOptions& options, int nothing, char* const* arguments,
                         char* const* environment) {
  setpgid(0, 0);
  dup2(options.input < 0 ? nothing : options.input, STDIN_FILENO);
  dup2(options.output < 0 ? nothing : options.output, STDOUT_FILENO);
  dup2(options.error < 0 ? nothing : options.error, STDERR_FILENO);
  const bool rooted =
      options.root.empty() || (chroot(options.root.c_str()) == 0 && chdir("/") == 0);
  if (rooted) execve(arguments[0], arguments, environment);
  _exit(127);
}

}  // namespace

Process::Process(const ProcessOptions& options) {
  std::vector<std::string> arguments = options.arguments;
  std::vector<std::string> environment = options.environment;
  const auto argv = Pointers(arguments);
  const auto envp = Pointers(environment);
  const UniqueFd nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
  pid_ = fork();
  KT_CHECK(pid_ >= 0);
  if (pid_ == 0) Become(options, nothing.get(), argv.data(), envp.data());
  setpgid(pid_, pid_);
}

Process::~Process() {
  if (pid_ < 0) return;
  kill(-pid_, SIGKILL);
  Wait();
}

int Process::Wait() {
  if (pid_ < 0) return exit_code_;
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_code_;
}

Pipe MakePipe() {
  std::array<int, 2> ends{};
  KT_CHECK(pipe2(ends.data(), O_CLOEXEC) == 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

bool AppendAvailable(int fd, std::string& text) {
  std::array<char, 65536> buffer{};
  ssize_t count = 0;
  do {
    count = read(fd, buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

ProcessResult RunToEnd(std::vector<std::string> arguments, const std::string& root) {
  Pipe pipe = MakePipe();
  Process process({.arguments = std::move(arguments),
                   .environment = {"PATH=/usr/sbin:/usr/bin", "HOME=/root", "LC_ALL=C"},
                   .root = root,
                   .output = pipe.write_end.get(),
                   .error = pipe.write_end.get()});
  pipe.write_end.Reset();
  ProcessResult result;
  while (AppendAvailable(pipe.read_end.get(), result.output)) {
  }
  result.exit_code = process.Wait();
  return result;
}

}  // namespace keytrail::sshd_oracle
