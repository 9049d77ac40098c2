// Conclusions drawn from facts. Derived, never stored as truth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keytrail {

enum class Verdict { kAllowed, kConditional, kUnknown, kBlocked };
enum class Grade { kShell, kSftp, kCommand, kForward, kNone };
enum class Evidence { kDeclared, kAuthorised, kContact, kUsed };

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
};

}  // namespace keytrail
