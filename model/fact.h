// What one file of one machine states. Never a conclusion, never its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "model/file.h"

namespace keytrail {

enum class FactKind {
  kAccount,
  kAuthorizedLine,
  kHostName,
  kMachineId,
  kHostKey,
  kOperatingSystem,
  kPublicKey
};

// One line of passwd(5).
struct AccountFact {
  std::string name;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::string home;
  std::string shell;  // empty stands for /bin/sh
};

// One option of an authorized_keys line (sshd(8), AUTHORIZED_KEYS FILE FORMAT), lower-cased name.
struct AuthorizedOption {
  std::string name;
  bool has_value = false;
  // The value where it cannot hold a secret: from, expiry-time, permitopen, permitlisten,
  // principals, tunnel. For `command` a class ("cloud_init_banner", "rrsync", "git_shell",
  // "other"); for `environment` the variable's name.
  std::string value;
};

// One key line of an authorized_keys file, at whatever path it lay.
struct AuthorizedLineFact {
  std::uint32_t line = 0;              // from 1
  std::string key_type;                // "ssh-ed25519"
  std::uint32_t bits = 0;              // 0 when the type is not known
  std::string public_key_fingerprint;  // "SHA256:…"
  std::string comment;
  std::vector<AuthorizedOption> options;
  bool options_malformed = false;  // sshd voids such a line
};

struct HostNameFact {
  std::string name;
};
struct MachineIdFact {
  std::string machine_id;
};

struct HostKeyFact {
  std::string key_type;
  std::string public_key_fingerprint;
};

struct OperatingSystemFact {
  std::string id;           // os-release ID
  std::string version_id;   // os-release VERSION_ID
  std::string pretty_name;  // os-release PRETTY_NAME
};

// The public half of a key pair in a file of its own (*.pub), or in a certificate for it.
struct PublicKeyFact {
  std::string key_type;                // of the key, also where a certificate holds it
  std::uint32_t bits = 0;              // 0 when the type is not known
  std::string public_key_fingerprint;  // "SHA256:…", of the key
  std::string comment;
  bool is_certificate = false;
};

using FactPayload = std::variant<AccountFact, AuthorizedLineFact, HostNameFact, MachineIdFact,
                                 HostKeyFact, OperatingSystemFact, PublicKeyFact>;

struct Fact {
  // hash(machine id, volume identity, path bytes, kind, ordinal in the file); set by the
  // supervisor.
  std::string id;
  std::string machine_id;
  std::string volume_id;
  std::string path;  // bytes
  FactPayload payload;
  Permissions permissions;
  // Modes and owners of the directories above the file, innermost first.
  std::vector<Permissions> directories;
};

// The order of FactPayload's alternatives is that of FactKind.
inline FactKind KindOf(const FactPayload& payload) {
  return static_cast<FactKind>(payload.index());
}

}  // namespace keytrail
