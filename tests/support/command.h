// Runs programs as a user would, and looks at what they print.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace keytrail::test_support {

struct CommandResult {
  int exit_code = -1;  // 128 + signal when it died of one
  std::string output;
  std::string error;
};

// Blocks until the program ended; `environment` is added to ours ("NAME=VALUE").
CommandResult RunCommand(const std::vector<std::string>& arguments,
                         const std::vector<std::string>& environment = {});

// A program that runs beside the test. Killed, if it still runs, when the object goes.
class BackgroundCommand {
 public:
  explicit BackgroundCommand(const std::vector<std::string>& arguments,
                             const std::vector<std::string>& environment = {});
  ~BackgroundCommand();
  BackgroundCommand(const BackgroundCommand&) = delete;
  BackgroundCommand& operator=(const BackgroundCommand&) = delete;

  pid_t pid() const { return pid_; }
  void Signal(int signal_number) const;
  bool Running();
  // Reads standard output until it holds `text` so many times; returns all that came so far, or
  // less when the program ended first.
  std::string ReadUntil(const std::string& text, int times = 1);
  int Wait();

 private:
  pid_t pid_ = -1;
  UniqueFd output_;
  std::string read_;
  int exit_code_ = -1;
};

}  // namespace keytrail::test_support
