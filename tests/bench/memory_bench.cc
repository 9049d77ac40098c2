// The worker's resident memory where a careless scanner's grows: a sparse file of 20 GB, and
// 200,000 files.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "base/unique_fd.h"
#include "tests/bench/bench.h"

extern char** environ;

namespace keytrail::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSparseBytes = 20ULL * 1000 * 1000 * 1000;
constexpr int kFiles = 200'000;
constexpr int kFilesPerDirectory = 500;

// The highest resident size, in kB, that the kernel noted for the process and for its children so
// far.
long PeakOfTree(pid_t pid) {
  long peak = 0;
  std::vector<pid_t> waiting = {pid};
  while (!waiting.empty()) {
    const pid_t at = waiting.back();
    waiting.pop_back();
    std::ifstream status(fmt::format("/proc/{}/status", at));
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) peak = std::max(peak, std::atol(line.c_str() + 6));
    }
    std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", at));
    for (pid_t child = 0; children >> child;) waiting.push_back(child);
  }
  return peak;
}

long PeakOfScan(const std::string& program, const std::string& source) {
  std::vector<std::string> arguments = {program,   "scan", source,
                                        "--store", "none", "--no-progress"};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  KT_CHECK(posix_spawn_file_actions_init(&actions) == 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = -1;
  KT_CHECK(posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  long peak = 0;
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0) {
    peak = std::max(peak, PeakOfTree(pid));
    std::this_thread::yield();
  }
  int status = 0;
  KT_CHECK(waitpid(pid, &status, 0) == pid);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fmt::print(stderr, "keytrail-bench: the scan of {} did not complete\n", source);
    std::exit(1);
  }
  return peak;
}

void MakeManyFiles(const std::string& directory) {
  for (int i = 0; i < kFiles; ++i) {
    const std::string below = fmt::format("{}/{}", directory, i / kFilesPerDirectory);
    if (i % kFilesPerDirectory == 0) fs::create_directory(below);
    std::ofstream(fmt::format("{}/file-with-a-name-of-usual-length-{}", below, i)) << "x = " << i;
  }
}

}  // namespace

void BenchMemory(const std::string& program) {
  std::string directory = (fs::temp_directory_path() / "keytrail-bench-XXXXXX").string();
  KT_CHECK(mkdtemp(directory.data()) != nullptr);
  const std::string sparse = directory + "/sparse";
  const std::string many = directory + "/many";
  fs::create_directory(sparse);
  fs::create_directory(many);
  std::ofstream(sparse + "/file") << "head";
  KT_CHECK(truncate((sparse + "/file").c_str(), static_cast<off_t>(kSparseBytes)) == 0);
  MakeManyFiles(many);
  fmt::print(
      "memory: peak resident size of one process, keytrail or its worker (required below 400 "
      "MB)\n");
  fmt::print("  a sparse file of 20 GB     {:8.0f} MB\n",
             static_cast<double>(PeakOfScan(program, sparse)) * 1024 / 1e6);
  fmt::print("  200,000 files              {:8.0f} MB\n",
             static_cast<double>(PeakOfScan(program, many)) * 1024 / 1e6);
  fs::remove_all(directory);
}

}  // namespace keytrail::bench
