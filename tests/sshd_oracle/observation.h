// What the real sshd did for one client: the truth that rows and our own verdicts are held against.
#pragma once

#include <string>
#include <vector>

#include "model/door.h"

namespace keytrail::sshd_oracle {

// What a forced command of a row prints, so that it is told from other output.
inline constexpr char kForcedOutput[] = "forced-output";

struct Client {
  std::string key_file = {};
  std::string certificate_file = {};  // empty: none
  std::string account = {};
  std::string source = "127.0.0.1";  // the address that it comes from
  std::string passphrase_program = {};
  std::vector<std::string> options = {};  // of ssh -o
};

struct Observation {
  bool authenticated = false;
  // sshd took the key and asked for more.
  bool partly = false;
  // Any command at all, of the client's choice.
  bool shell = false;
  bool sftp = false;
  bool forced_command = false;
  bool forward = false;
  // A command that tells to log in as somebody else, as cloud-init leaves it for root.
  bool banner = false;
  bool timed_out = false;
  std::string log;  // for messages
};

// Tries a command, then, unless that gave a shell, sftp and forwarding.
Observation Observe(const std::string& root, const std::vector<std::string>& server_arguments,
                    const Client& client);

// A key that sshd takes is allowed, also where nothing can be done with it; but for a banner.
Verdict VerdictOf(const Observation& observation);
Grade GradeOf(const Observation& observation);

}  // namespace keytrail::sshd_oracle
