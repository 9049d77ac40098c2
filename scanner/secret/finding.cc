#include "scanner/secret/finding.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "scanner/secret/public_content.h"
#include "scanner/secret/redact.h"
#include "scanner/secret/target.h"
#include "scanner/secret/unescape.h"

namespace keytrail::secret {
namespace {

Finding BeginFinding(const Rule& rule, const FileEntry& entry) {
  Finding finding;
  finding.rule_id = rule.id;
  finding.secret_type = rule.secret_type;
  finding.family = rule.family;
  finding.confidence = rule.confidence;
  finding.severity = rule.severity;
  finding.volume_id = entry.volume_id;
  finding.path = entry.path;
  finding.inode = entry.inode;
  finding.size = entry.size;
  finding.permissions = entry.permissions;
  finding.mtime = entry.mtime;
  finding.ctime = entry.ctime;
  finding.atime = entry.atime;
  finding.readable_by = ComputeReadableBy(entry.permissions, entry.directories.get());
  return finding;
}

Sha256Digest CanonicalDigest(std::span<const std::byte> secret) {
  std::string unescaped = EntityUnescape(AsText(secret));
  std::string canonical = PercentUnescape(unescaped);
  const Sha256Digest digest = Sha256(AsBytes(canonical));
  WipeBytes(std::as_writable_bytes(std::span(unescaped)));
  WipeBytes(std::as_writable_bytes(std::span(canonical)));
  return digest;
}

// Where sshd keeps the machine's own keys.
bool IsHostKeyPath(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return false;
  return path.substr(0, slash).ends_with("etc/ssh") &&
         path.substr(slash + 1).starts_with("ssh_host_");
}

void AddText(const char* name, const std::string& text, Attributes& attributes) {
  if (!text.empty()) attributes[name] = text;
}

Attributes KeyAttributes(const PrivateKey& key) {
  Attributes attributes = key.more;
  attributes["format"] = key.format;
  attributes["encrypted"] = key.encrypted;
  AddText("cipher", key.cipher, attributes);
  AddText("kdf", key.kdf, attributes);
  if (key.kdf_rounds > 0) attributes["kdf_rounds"] = static_cast<std::int64_t>(key.kdf_rounds);
  AddText("key_type", key.key_type, attributes);
  if (key.bits > 0) attributes["bits"] = static_cast<std::int64_t>(key.bits);
  AddText("public_key_fingerprint", key.sha256_fingerprint, attributes);
  AddText("public_key_fingerprint_md5", key.md5_fingerprint, attributes);
  AddText("ec2_created_fingerprint", key.ec2_created_fingerprint, attributes);
  AddText("ec2_imported_fingerprint", key.ec2_imported_fingerprint, attributes);
  if (IsHarmlessLabel(key.comment)) attributes["comment"] = key.comment;
  if (key.truncated) attributes["truncated"] = true;
  return attributes;
}

// What everybody can get opens nothing: kept, and of low confidence.
WorkerFinding Weigh(WorkerFinding made) {
  Finding& finding = made.finding;
  const bool is_test = IsTestContent(finding.path);
  const bool is_package = IsPackageContent(finding.path);
  if (is_test) finding.attributes["test_content"] = true;
  if (is_package) finding.attributes["package_content"] = true;
  if (is_test || is_package) finding.confidence = Confidence::kLow;
  return made;
}

}  // namespace

std::optional<WorkerFinding> MakeFinding(const Match& match, const FileEntry& entry) {
  const Capture* secret = FindCapture(match, "secret");
  if (secret == nullptr || secret->bytes.empty()) return std::nullopt;
  WorkerFinding made{.finding = BeginFinding(*match.rule, entry),
                     .secret_sha256 = CanonicalDigest(secret->bytes.view())};
  if (match.outside_paths) made.finding.confidence = Confidence::kLow;
  ResolvedTarget resolved = ResolveTarget(*match.rule, match);
  made.finding.byte_offset = secret->file_offset;
  made.finding.byte_length = secret->bytes.size();
  made.finding.preview = Preview(*match.rule, secret->bytes.view());
  made.finding.attributes = std::move(resolved.attributes);
  made.finding.target = std::move(resolved.target);
  made.finding.expires_at = resolved.expires_at;
  return Weigh(std::move(made));
}

WorkerFinding MakeKeyFinding(const Match& anchor, const PrivateKey& key, const FileEntry& entry,
                             const KnownKeys& known) {
  WorkerFinding made{.finding = BeginFinding(*anchor.rule, entry),
                     .secret_sha256 = Sha256(key.canonical_secret.view())};
  made.finding.byte_offset = anchor.file_offset + static_cast<std::uint64_t>(key.text_offset);
  made.finding.byte_length = key.text_bytes;
  made.finding.preview =
      key.label.empty() ? Preview(*anchor.rule, {}) : PrivateKeyPreview(key.label);
  made.finding.attributes = KeyAttributes(key);
  if (IsHostKeyPath(entry.path)) {
    made.finding.attributes["host_key"] = true;
    made.finding.severity = std::min(made.finding.severity, Severity::kMedium);
  }
  if (key.key_type.starts_with("sk-")) {
    made.finding.attributes["token_handle"] = true;
    made.finding.severity = Severity::kLow;
  }
  if (key.truncated || key.uncertain) made.finding.confidence = Confidence::kLow;
  if (const auto use = known.Find(made.secret_sha256)) {
    made.finding.attributes["known_public"] = true;
    made.finding.severity = Severity::kLow;
    if (*use == KnownKeyUse::kTest) made.finding.suppressed_by = "known_public";
  }
  return Weigh(std::move(made));
}

}  // namespace keytrail::secret
