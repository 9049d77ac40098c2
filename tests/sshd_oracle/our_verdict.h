// What our evaluation says of one key at one account, in the words of a row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/door.h"
#include "tests/sshd_oracle/tree_facts.h"

namespace keytrail::sshd_oracle {

struct OurVerdict {
  // No door at all is a key that opens nothing there.
  Verdict verdict = Verdict::kBlocked;
  std::optional<Grade> grade = Grade::kNone;
  std::vector<std::string> reasons;
  std::optional<Door> door;
};

// `via` is that of the door: a line, or an authority.
OurVerdict Judge(const TreeFacts& facts, const std::string& account, const std::string& fingerprint,
                 const std::string& via);

// What a certificate opens there that the authority has signed, in the file that ssh-keygen wrote.
OurVerdict JudgeCertificate(const TreeFacts& facts, const std::string& account,
                            const std::string& authority_fingerprint,
                            const std::string& certificate_file);

// What comes of `judged` for a client from `source`, where it depends on that; else nothing.
std::optional<DoorOutcome> OutcomeFrom(const OurVerdict& judged, const std::string& source);

// For messages.
std::string Describe(const OurVerdict& judged);

}  // namespace keytrail::sshd_oracle
