// A small but real root tree of a machine with Debian's sshd, for chroot: the server, shells, PAM,
// their libraries, a service that is enabled, one account "u" that lists a key. What a scanner
// reads of it is what sshd reads. Not a container: processes, network and users are the host's.
#pragma once

#include <string>
#include <vector>

#include "tests/sshd_oracle/change.h"
#include "tests/sshd_oracle/key_ring.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::sshd_oracle {

// Returns why no such root can be used here, as a sentence; empty where it can.
std::string Obstacle();

inline constexpr char kConfigPath[] = "/etc/ssh/sshd_config";
inline constexpr char kSftpSubsystem[] = "Subsystem sftp /usr/lib/openssh/sftp-server\n";

class SshdRoot {
 public:
  // Copies the programs, once. Call Reset before use.
  SshdRoot();

  // Makes everything that rows change as it was at first; "u" lists the key of `kind`.
  void Reset(KeyRing& keys, KeyKind kind);
  // In order; missing directories above a path are root's.
  void Apply(const std::vector<Change>& changes);

  const std::string& path() const { return path_; }

 private:
  void CopyProgram(const std::string& program);
  void Copy(const std::string& file);

  test_support::TemporaryDirectory directory_;
  std::string path_;
};

// The lines of passwd(5) and of shadow(5) with the one of "u" made of these.
struct Account {
  std::string shell = "/bin/bash";
  std::string password = "*";                 // shadow(5), second field
  std::string ageing = "19000:0:99999:7:::";  // shadow(5), the fields behind it
  std::string home = "/home/u";
};
std::vector<Change> AccountFiles(const Account& account);

}  // namespace keytrail::sshd_oracle
