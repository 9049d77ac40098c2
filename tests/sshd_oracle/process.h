// Programs of one try: each in a process group of its own, in a root of its own where told, and
// ended by the one who started it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace keytrail::sshd_oracle {

struct ProcessOptions {
  std::vector<std::string> arguments = {};    // the program's absolute path first
  std::vector<std::string> environment = {};  // the whole of it
  std::string root = {};                      // of its file system; empty: ours
  int input = -1;                             // -1: nothing to read
  int output = -1;                            // -1: nowhere
  int error = -1;
};

class Process {
 public:
  // Starts the program. One that cannot be started ends with 127.
  explicit Process(const ProcessOptions& options);
  // Kills its process group and waits for it.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Returns the exit code, or 128 + signal. Waits for the end.
  int Wait();

 private:
  pid_t pid_ = -1;
  int exit_code_ = -1;
};

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};
Pipe MakePipe();

// Returns false at the end of the stream.
bool AppendAvailable(int fd, std::string& text);

struct ProcessResult {
  int exit_code = -1;
  std::string output;  // and errors, as they came
};
// Runs a program to its end, in `root` where one is given.
ProcessResult RunToEnd(std::vector<std::string> arguments, const std::string& root = {});

}  // namespace keytrail::sshd_oracle
