// A secret with its place. Never the secret.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "model/file.h"
#include "model/machine.h"

namespace keytrail {

enum class Severity { kLow, kMedium, kHigh, kCritical };
enum class SecretFamily {
  kKey,
  kConnectionString,
  kSasToken,
  kSignedUrl,
  kToken,
  kPassword,
  kHash,
  kCertificate
};
enum class TargetState { kUnknown, kExists, kNotFound };
enum class FindingStatus { kOpen, kResolved, kRetired, kOrphaned };

using AttributeValue = std::variant<std::string, std::int64_t, bool>;
using Attributes = std::map<std::string, AttributeValue>;

// What a secret opens. `kind` is empty when not identified.
struct Target {
  std::string kind;  // "storage_account", "database", "identity", "external", …
  std::string name;
  std::string cloud;  // "azure", "aws", "gcp" or empty
  TargetState state = TargetState::kUnknown;
};

struct Finding {
  // hash(machine id, volume identity, path bytes, secret type, fingerprint, ordinal); set by the
  // supervisor.
  std::string id;
  std::string rule_id;
  std::string secret_type;
  SecretFamily family = SecretFamily::kToken;
  Confidence confidence = Confidence::kMedium;
  Severity severity = Severity::kMedium;
  std::string machine_id;
  std::string volume_id;
  std::string path;  // bytes
  // Place of the secret itself in the file.
  std::uint64_t byte_offset = 0;
  std::uint64_t byte_length = 0;
  std::uint64_t line = 0;    // from 1; 0 when not known
  std::uint64_t column = 0;  // in bytes, from 1
  std::vector<std::string> decoded_by;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  Permissions permissions;
  Timestamp mtime;
  Timestamp ctime;
  Timestamp atime;
  ReadableBy readable_by;
  std::string preview;
  // "hmac:<key-id>:<hex>"; set by the supervisor. Inside the worker and on the pipe: empty.
  std::string fingerprint;
  Attributes attributes;
  Target target;
  Timestamp expires_at;  // unknown when it does not expire, or nobody can tell
  std::vector<std::string> also_matched;
  std::string suppressed_by;  // empty when not suppressed
  std::string scan_id;
  Timestamp snapshot_at;
};

// A finding as it crosses the pipe: with the digest that the supervisor turns into the fingerprint.
struct WorkerFinding {
  Finding finding;
  Sha256Digest secret_sha256{};  // of the canonical secret
};

// The attribute's text, or empty when absent or not text.
std::string TextAttribute(const Attributes& attributes, const std::string& name);

}  // namespace keytrail
