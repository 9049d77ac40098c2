// Conclusions drawn from facts. Derived, never stored as truth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keytrail {

enum class Verdict { kAllowed, kConditional, kUnknown, kBlocked };
enum class Grade { kShell, kSftp, kCommand, kForward, kNone };
enum class Evidence { kDeclared, kAuthorised, kContact, kUsed };

// What a verdict asks of where a connection comes from. Each is a list as sshd reads it.
struct SourceCondition {
  enum class Kind {
    kHostOrAddress,  // `from=`, USER@HOST: host patterns and addresses
    kAddress,        // Match Address
    kHost,           // Match Host
    kNetworks,       // addresses and networks only: a certificate's source-address
    kWrapped,        // a client list of hosts_access(5)
    kServer          // of the machine itself, which its disk does not tell: "localaddress 10.0.0.1"
  };
  Kind kind = Kind::kHostOrAddress;
  std::string list;
  bool by_name = false;  // sshd looks up the name of the client (UseDNS)
  bool operator==(const SourceCondition&) const = default;
};

// What comes of it when some of the conditions hold.
struct DoorOutcome {
  Verdict verdict = Verdict::kUnknown;
  std::optional<Grade> grade;
  std::vector<std::string> reasons;
  bool operator==(const DoorOutcome&) const = default;
};

inline constexpr std::size_t kSourceConditionsMax = 5;

// "Account `user` on `machine_id` accepts key `public_key_fingerprint`", with the reasons.
struct Door {
  std::string machine_id;
  std::string user;
  std::string public_key_fingerprint;
  std::string key_type;
  Verdict verdict = Verdict::kUnknown;
  std::optional<Grade> grade;        // absent while no gate has decided it
  std::vector<std::string> reasons;  // stable codes: "not_evaluated", "line.expired", …
  std::vector<std::string>
      not_evaluated;  // gates behind a not_evaluated: "sshd.config", "file.strictmodes", …
  std::vector<std::string> conditions;
  Evidence evidence = Evidence::kAuthorised;
  std::string via = "line";          // line | certificate | authority
  std::string authorized_keys_path;  // bytes
  std::uint32_t authorized_keys_line = 0;
  std::vector<std::string> fact_ids;  // every fact that it rests on

  // Where the verdict depends on the source: the conditions, at most kSourceConditionsMax, and the
  // outcome for each set of those that hold, as a bit mask over them. Both empty where it does not.
  std::vector<SourceCondition> source_conditions = {};
  std::vector<DoorOutcome> outcomes = {};

  // Of an authority's door: what a certificate must say. One of `principals`; a certificate that
  // names none passes only where `accepts_no_principals`.
  std::vector<std::string> principals = {};
  bool accepts_no_principals = false;
  // Certificates or their keys are revoked there, and which is not compared.
  bool revokes_certificates = false;
};

}  // namespace keytrail
