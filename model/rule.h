// One kind of secret, as the rule file states it. Immutable once loaded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"

namespace keytrail {

// Resolvers of what a secret opens, by the name that a rule's `target` gives, as `name` or
// `name:argument`. What each reads of the captures stands in scanner/secret/target.h.
inline constexpr auto kTargetResolvers = std::to_array<std::string_view>(
    {"aws_identity", "aws_presigned", "azure_devops", "azure_host", "azure_sas", "azure_storage",
     "database", "entra", "gcp_service_account", "gcs_signed", "host", "jwt", "kubeconfig",
     "service", "url"});

// Parsers of secrets that are longer than a rule may be wide, by the name that `parser` gives.
inline constexpr auto kSecretParsers = std::to_array<std::string_view>(
    {"private_key", "putty_key", "ssh2_key", "pgp_key", "jwk", "der_key", "age_identity",
     "wireguard_key", "pkcs12", "java_key_store", "pgp_keyring"});

// Forms of text that an example must survive, by the name that `lost_in` gives.
inline constexpr auto kEmbeddingForms = std::to_array<std::string_view>(
    {"crlf", "utf-16", "json", "yaml", "env", "xml", "base64", "minified"});

struct RuleExample {
  std::string text;
  std::string path;  // of the file that it lies in; empty: ExamplePathOf(rule)
  // Named captures that the match must yield; may be empty.
  std::map<std::string, std::string> captures;
};

// Something that must (or may) stand near a match: the host beside a password, the id beside a
// secret. Its captures join the match's.
struct RuleComponent {
  std::string name;     // for messages
  std::string pattern;  // in the dialect
  // How far from the match it may be; the nearest one counts.
  std::uint32_t within_bytes = 0;
  std::uint32_t within_lines = 0;  // 0: only the bytes count
  bool required = true;
};

// The capture `in` holds the checksum of the capture `of`.
struct RuleChecksum {
  std::string algorithm;  // "crc32"
  std::string encoding;   // as scanner/match/checksum.cc names them
  std::string of;
  std::string in;
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
  std::string parser;           // one of kSecretParsers, or empty
  std::uint32_t width_max = 0;  // widest match, refused at load if wider; 0: the limit
  // Globs over trailing parts of a file's path; the rule looks only into such files. Empty: all.
  std::vector<std::string> paths;
  // With `paths`: it also looks into all other files when findings of low confidence are asked for,
  // and what it finds there is of low confidence.
  bool low_outside_paths = false;
  std::vector<RuleComponent> components;
  std::vector<std::string> validators;  // by name, in order of cost
  std::optional<RuleChecksum> checksum;
  std::vector<std::string> stops;  // patterns; a secret that one matches whole is none
  std::string constant_prefix;     // all that a preview may show of the beginning
  std::string target;              // resolver of what the secret opens; empty: none
  std::uint32_t specificity =
      100;               // where several rules match the same bytes, the highest is reported
  std::string reviewed;  // when the formats were last compared with the references: "2026-11-24"
  std::vector<std::string> references;
  std::vector<RuleExample> examples;
  // Forms (kEmbeddingForms) in which its examples cannot be found, nor secrets like them.
  std::vector<std::string> lost_in;
  std::vector<std::string> negative_examples;  // in files named as ExamplePathOf says
};

// A path of a file that the rule looks into: what its examples lie in unless they say where.
std::string ExamplePathOf(const Rule& rule);

}  // namespace keytrail
