// One row of the oracle: a machine, a key, an account, and what must come of it. The real sshd and
// our own evaluation are both held to `expected`.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "model/door.h"
#include "tests/sshd_oracle/change.h"
#include "tests/sshd_oracle/key_ring.h"
#include "tests/sshd_oracle/sshd_root.h"

namespace keytrail::sshd_oracle {

struct Expected {
  Verdict verdict = Verdict::kAllowed;
  Grade grade = Grade::kShell;
  std::string reason = {};  // a code that must be among the door's; empty: none is asked for
};

// What sshd does for a client from there.
struct Seen {
  Verdict verdict = Verdict::kAllowed;  // allowed or blocked
  Grade grade = Grade::kShell;
  std::string source = "127.0.0.1";
};

struct Row {
  std::string name;  // a sentence
  std::vector<Change> changes = {};
  Expected expected = {};
  // Empty: what is expected, from 127.0.0.1. A conditional row lists what its condition allows.
  std::vector<Seen> seen = {};
  KeyKind key = KeyKind::kEd25519;
  std::string account = "u";
  std::optional<CertificateSpec> certificate = {};
  std::vector<std::string> server_arguments = {};  // as the machine's unit would give them
  std::vector<std::string> client_options = {};    // of ssh -o
};

inline Expected Allowed(Grade grade = Grade::kShell, std::string reason = {}) {
  return {Verdict::kAllowed, grade, std::move(reason)};
}
inline Expected Blocked(std::string reason) {
  return {Verdict::kBlocked, Grade::kNone, std::move(reason)};
}
inline Expected Conditional(Grade grade, std::string reason) {
  return {Verdict::kConditional, grade, std::move(reason)};
}
inline Expected Unknown(std::string reason) {
  return {Verdict::kUnknown, Grade::kNone, std::move(reason)};
}

inline const Seen kOpens = {};
inline const Seen kStaysShut = {Verdict::kBlocked, Grade::kNone};
inline Seen OpensFrom(std::string source) { return {Verdict::kAllowed, Grade::kShell, source}; }
inline Seen ShutFrom(std::string source) { return {Verdict::kBlocked, Grade::kNone, source}; }

// The server's configuration: `text` behind the usual Subsystem line.
inline Change Config(const std::string& text) { return File(kConfigPath, kSftpSubsystem + text); }
// The key file of "u".
inline Change KeyFile(const std::string& text, const std::string& path = ".ssh/authorized_keys") {
  return File("/home/u/" + path, text, 0600, kUser);
}
// A machine whose "u" lists no key.
inline Change NoKeyFile() { return Removal("/home/u/.ssh/authorized_keys"); }

// All of the groups, in order.
std::vector<Row> Together(const std::vector<std::vector<Row>>& groups);

inline void PrintTo(const Row& row, std::ostream* stream) { *stream << row.name; }

// The rows by subject.
std::vector<Row> ConfigurationRows();
std::vector<Row> MatchRows();
std::vector<Row> AccountRows();
std::vector<Row> KeyFileRows();
std::vector<Row> LineRows();
std::vector<Row> RootRows();
std::vector<Row> GradeRows();
std::vector<Row> CertificateRows();
std::vector<Row> KeyRows();
std::vector<Row> PamRows();

}  // namespace keytrail::sshd_oracle
