// What is in force for one connection, as sshd says it and as we conclude it, in the same words.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sshd_oracle/tree_facts.h"

namespace keytrail::sshd_oracle {

struct ConnectionSpec {
  std::string user;
  std::vector<std::string> groups;
  std::string address;
};

// Keyword, lower-cased → its words with spaces between, as `sshd -T` prints them. Nothing where the
// configuration is refused.
using Effective = std::optional<std::map<std::string, std::string>>;

struct Told {
  Effective effective;
  std::string explanation;  // of a refusal
};

// `sshd -T -C` in the root.
Told AskServer(const std::string& root, const ConnectionSpec& connection);

// Only keywords of `defaults`, whose values stand where nothing is set.
Told Conclude(const TreeFacts& facts, const ConnectionSpec& connection,
              const std::map<std::string, std::string>& defaults);

}  // namespace keytrail::sshd_oracle
