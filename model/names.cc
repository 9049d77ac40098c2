#include "model/names.h"

namespace keytrail {
namespace {

// The enumerator from 0 to `last` whose name is `name`.
template <typename Enum>
std::optional<Enum> FromName(std::string_view name, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (NameOf(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(Confidence value) {
  switch (value) {
    case Confidence::kLow: return "low";
    case Confidence::kMedium: return "medium";
    case Confidence::kHigh: return "high";
  }
  return "unknown";
}

std::string_view NameOf(Severity value) {
  switch (value) {
    case Severity::kLow: return "low";
    case Severity::kMedium: return "medium";
    case Severity::kHigh: return "high";
    case Severity::kCritical: return "critical";
  }
  return "unknown";
}

std::string_view NameOf(SecretFamily value) {
  switch (value) {
    case SecretFamily::kKey: return "key";
    case SecretFamily::kConnectionString: return "connection_string";
    case SecretFamily::kSasToken: return "sas_token";
    case SecretFamily::kSignedUrl: return "signed_url";
    case SecretFamily::kToken: return "token";
    case SecretFamily::kPassword: return "password";
    case SecretFamily::kHash: return "hash";
    case SecretFamily::kCertificate: return "certificate";
  }
  return "unknown";
}

std::string_view NameOf(TargetState value) {
  switch (value) {
    case TargetState::kUnknown: return "unknown";
    case TargetState::kExists: return "exists";
    case TargetState::kNotFound: return "not_found";
  }
  return "unknown";
}

std::string_view NameOf(FindingStatus value) {
  switch (value) {
    case FindingStatus::kOpen: return "open";
    case FindingStatus::kResolved: return "resolved";
    case FindingStatus::kRetired: return "retired";
    case FindingStatus::kOrphaned: return "orphaned";
  }
  return "unknown";
}

std::string_view NameOf(VolumeOutcome value) {
  switch (value) {
    case VolumeOutcome::kComplete: return "complete";
    case VolumeOutcome::kPartial: return "partial";
    case VolumeOutcome::kUnsupported: return "unsupported";
    case VolumeOutcome::kLocked: return "locked";
    case VolumeOutcome::kCorrupt: return "corrupt";
    case VolumeOutcome::kTimeout: return "timeout";
    case VolumeOutcome::kKilled: return "killed";
    case VolumeOutcome::kRefused: return "refused";
    case VolumeOutcome::kIgnored: return "ignored";
  }
  return "unknown";
}

std::string_view NameOf(ScanOutcome value) {
  switch (value) {
    case ScanOutcome::kComplete: return "complete";
    case ScanOutcome::kPartial: return "partial";
    case ScanOutcome::kFailed: return "failed";
  }
  return "unknown";
}

std::string_view NameOf(FactKind value) {
  switch (value) {
    case FactKind::kAccount: return "account";
    case FactKind::kAuthorizedLine: return "authorized_line";
    case FactKind::kHostName: return "host_name";
    case FactKind::kMachineId: return "machine_id";
    case FactKind::kHostKey: return "host_key";
    case FactKind::kOperatingSystem: return "operating_system";
    case FactKind::kPublicKey: return "public_key";
    case FactKind::kShadow: return "shadow";
    case FactKind::kGroup: return "group";
    case FactKind::kSudoRule: return "sudo_rule";
    case FactKind::kSshdConfig: return "sshd_config";
    case FactKind::kService: return "service";
    case FactKind::kSymlink: return "symlink";
    case FactKind::kPresence: return "presence";
    case FactKind::kSshdVersion: return "sshd_version";
    case FactKind::kMount: return "mount";
    case FactKind::kAddress: return "address";
    case FactKind::kCloudInstance: return "cloud_instance";
    case FactKind::kLogin: return "login";
    case FactKind::kKnownHost: return "known_host";
    case FactKind::kSshClientBlock: return "ssh_client_block";
    case FactKind::kSshUse: return "ssh_use";
    case FactKind::kRevocationList: return "revocation_list";
    case FactKind::kPrincipals: return "principals";
    case FactKind::kHostAccess: return "host_access";
    case FactKind::kPam: return "pam";
  }
  return "unknown";
}

std::string_view NameOf(PasswordClass value) {
  switch (value) {
    case PasswordClass::kUnknown: return "unknown";
    case PasswordClass::kShadowed: return "shadowed";
    case PasswordClass::kEmpty: return "empty";
    case PasswordClass::kHash: return "hash";
    case PasswordClass::kLocked: return "locked";
    case PasswordClass::kStar: return "star";
  }
  return "unknown";
}

std::string_view NameOf(FileType value) {
  switch (value) {
    case FileType::kRegular: return "regular";
    case FileType::kDirectory: return "directory";
    case FileType::kSymlink: return "symlink";
    case FileType::kFifo: return "fifo";
    case FileType::kSocket: return "socket";
    case FileType::kCharDevice: return "char_device";
    case FileType::kBlockDevice: return "block_device";
    case FileType::kUnknown: return "unknown";
  }
  return "unknown";
}

std::string_view NameOf(Verdict value) {
  switch (value) {
    case Verdict::kAllowed: return "allowed";
    case Verdict::kConditional: return "conditional";
    case Verdict::kUnknown: return "unknown";
    case Verdict::kBlocked: return "blocked";
  }
  return "unknown";
}

std::string_view NameOf(Grade value) {
  switch (value) {
    case Grade::kShell: return "shell";
    case Grade::kSftp: return "sftp";
    case Grade::kCommand: return "command";
    case Grade::kForward: return "forward";
    case Grade::kNone: return "none";
  }
  return "unknown";
}

std::string_view NameOf(Evidence value) {
  switch (value) {
    case Evidence::kDeclared: return "declared";
    case Evidence::kAuthorised: return "authorised";
    case Evidence::kContact: return "contact";
    case Evidence::kUsed: return "used";
  }
  return "unknown";
}

std::string_view NameOf(NodeKind value) {
  switch (value) {
    case NodeKind::kMachine: return "machine";
    case NodeKind::kAccount: return "account";
    case NodeKind::kKey: return "key";
    case NodeKind::kSecret: return "secret";
    case NodeKind::kIdentity: return "identity";
    case NodeKind::kDatabase: return "database";
    case NodeKind::kStorage: return "storage";
    case NodeKind::kCluster: return "cluster";
    case NodeKind::kExternal: return "external";
  }
  return "unknown";
}

std::string_view NameOf(PathVerdict value) {
  switch (value) {
    case PathVerdict::kCertain: return "certain";
    case PathVerdict::kConditional: return "conditional";
    case PathVerdict::kUnknown: return "unknown";
  }
  return "unknown";
}

std::string_view NameOf(RuleStage value) {
  switch (value) {
    case RuleStage::kHit: return "hit";
    case RuleStage::kRefused: return "refused";
    case RuleStage::kConfirmed: return "confirmed";
    case RuleStage::kReported: return "reported";
  }
  return "unknown";
}

std::optional<Confidence> ConfidenceFromName(std::string_view name) {
  return FromName(name, Confidence::kHigh);
}

std::optional<Severity> SeverityFromName(std::string_view name) {
  return FromName(name, Severity::kCritical);
}

std::optional<SecretFamily> SecretFamilyFromName(std::string_view name) {
  return FromName(name, SecretFamily::kCertificate);
}

}  // namespace keytrail
