#include "tests/support/command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/check.h"

extern char** environ;

namespace keytrail::test_support {
namespace {

struct Started {
  pid_t pid = -1;
  UniqueFd output;
  UniqueFd error;
};

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

Started Start(std::vector<std::string> arguments, const std::vector<std::string>& environment,
              bool capture_error) {
  std::array<int, 2> output{};
  std::array<int, 2> error{};
  KT_CHECK(pipe2(output.data(), O_CLOEXEC) == 0 && pipe2(error.data(), O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  KT_CHECK(posix_spawn_file_actions_init(&actions) == 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  if (capture_error) posix_spawn_file_actions_adddup2(&actions, error[1], STDERR_FILENO);
  std::vector<std::string> variables = environment;
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  Started started;
  const auto argv = Pointers(arguments);
  const auto envp = Pointers(variables);
  const int failed =
      posix_spawnp(&started.pid, argv[0], &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  KT_CHECK(failed == 0);
  close(output[1]);
  close(error[1]);
  started.output = UniqueFd(output[0]);
  started.error = UniqueFd(error[0]);
  return started;
}

// Appends what is there; false at the end of the stream.
bool ReadSome(int fd, std::string& text) {
  std::array<char, 65536> buffer{};
  ssize_t count = 0;
  do {
    count = read(fd, buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

int Reap(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

CommandResult RunCommand(const std::vector<std::string>& arguments,
                         const std::vector<std::string>& environment) {
  Started started = Start(arguments, environment, true);
  CommandResult result;
  std::array<pollfd, 2> streams = {pollfd{started.output.get(), POLLIN, 0},
                                   pollfd{started.error.get(), POLLIN, 0}};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    poll(streams.data(), streams.size(), -1);
    if (streams[0].revents != 0 && !ReadSome(streams[0].fd, result.output)) streams[0].fd = -1;
    if (streams[1].revents != 0 && !ReadSome(streams[1].fd, result.error)) streams[1].fd = -1;
  }
  result.exit_code = Reap(started.pid);
  return result;
}

BackgroundCommand::BackgroundCommand(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& environment) {
  Started started = Start(arguments, environment, false);
  pid_ = started.pid;
  output_ = std::move(started.output);
}

BackgroundCommand::~BackgroundCommand() {
  if (pid_ < 0) return;
  Signal(SIGKILL);
  Wait();
}

void BackgroundCommand::Signal(int signal_number) const {
  if (pid_ > 0) kill(pid_, signal_number);
}

bool BackgroundCommand::Running() {
  siginfo_t info{};
  return pid_ > 0 &&
         waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

std::string BackgroundCommand::ReadUntil(const std::string& text, int times) {
  const auto count = [&] {
    int found = 0;
    for (auto at = read_.find(text); at != std::string::npos; at = read_.find(text, at + 1))
      ++found;
    return found;
  };
  while (count() < times && ReadSome(output_.get(), read_)) {
  }
  return read_;
}

int BackgroundCommand::Wait() {
  if (pid_ > 0) exit_code_ = Reap(std::exchange(pid_, -1));
  return exit_code_;
}

}  // namespace keytrail::test_support
