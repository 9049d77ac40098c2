// The real ssh against the real sshd, over loopback, without a daemon: the test accepts each
// connection itself and starts `sshd -i` on it, in the row's root. So no port is raced for, sshd
// sees the client's true address, and everything that was started ends with the try.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "tests/sshd_oracle/process.h"

namespace keytrail::sshd_oracle {

struct TryResult {
  std::string output;
  std::string log;         // of the client
  std::string server_log;  // why sshd did what it did; for messages
  int exit_code = -1;
  bool timed_out = false;
};

class Loopback {
 public:
  // `root` is sshd's; `server_arguments` are options of its command line.
  Loopback(std::string root, std::vector<std::string> server_arguments);
  ~Loopback();

  // sshd's port, and one that answers kForwarded to whoever comes, both on 127.0.0.1.
  std::uint16_t port() const { return server_.port; }
  std::uint16_t forward_port() const { return forward_.port; }
  static constexpr char kForwarded[] = "came-through";

  // Runs a client to its end, at most for kTrySecondsMax.
  TryResult Run(const std::vector<std::string>& client,
                const std::vector<std::string>& environment);

 private:
  struct Listener {
    UniqueFd socket;
    std::uint16_t port = 0;
  };
  static Listener Listen();
  void ServeServer();
  void ServeForward() const;

  std::string root_;
  std::vector<std::string> server_arguments_;
  Listener server_;
  Listener forward_;
  UniqueFd log_;
  std::vector<std::unique_ptr<Process>> servers_;
};

}  // namespace keytrail::sshd_oracle
