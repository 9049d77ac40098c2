// One kind of secret, as the rule file states it. Immutable once loaded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"

namespace keytrail {

// Resolvers of what a secret opens, by the name that a rule's `target` gives. The captures that
// each reads: azure_storage: account, endpoint_suffix, protocol; aws_identity: key_id; database:
// scheme, user, host, port, database; github: none; url: scheme, user, host, port.
inline constexpr std::array<std::string_view, 5> kTargetResolvers = {
    "azure_storage", "aws_identity", "database", "github", "url"};

// Parsers of secrets that are longer than a rule may be wide, by the name that `parser` gives.
inline constexpr std::array<std::string_view, 1> kSecretParsers = {"private_key"};

struct RuleExample {
  std::string text;
  // Named captures that the match must yield; may be empty.
  std::map<std::string, std::string> captures;
};

struct Rule {
  std::string id;  // "azure.storage-connection-string"
  std::uint32_t version = 1;
  std::string name;
  std::string description;  // what an attacker gains
  std::string secret_type;
  SecretFamily family = SecretFamily::kToken;
  Confidence confidence = Confidence::kMedium;
  Severity severity = Severity::kMedium;
  // RE2 syntax in the project's dialect, with named captures, one of them `secret`. For rules with
  // a parser: the anchor behind which the parser looks.
  std::string pattern;
  std::string parser;                   // empty, or "private_key"
  std::vector<std::string> validators;  // by name, in order of cost
  std::string constant_prefix;          // all that a preview may show of the beginning
  std::string target;                   // resolver of what the secret opens; empty: none
  std::uint32_t specificity =
      100;  // where several rules match the same bytes, the highest is reported
  std::vector<std::string> references;
  std::vector<RuleExample> examples;
  std::vector<std::string> negative_examples;
};

}  // namespace keytrail
