// What one file of one machine states. Never a conclusion, never its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
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
  kPublicKey,
  kShadow,
  kGroup,
  kSudoRule,
  kSshdConfig,
  kService,
  kSymlink,
  kPresence,
  kSshdVersion,
  kMount,
  kAddress,
  kCloudInstance,
  kLogin,
  kKnownHost,
  kSshClientBlock,
  kSshUse,
  kRevocationList,
  kPrincipals,
  kHostAccess,
  kPam
};

// What stands where a password would: never the password, never its hash.
enum class PasswordClass {
  kUnknown,
  kShadowed,  // an "x": shadow(5) has it
  kEmpty,
  kHash,
  kLocked,  // begins with "!"
  kStar     // anything else that no password can give
};

// One line of passwd(5).
struct AccountFact {
  std::string name;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::string home;
  std::string shell;       // empty stands for /bin/sh
  std::uint32_t line = 0;  // from 1; the first line of a name is the one that counts
  PasswordClass password = PasswordClass::kUnknown;
};

// One line of shadow(5). Days are since the Unix epoch; absent where the field is empty.
struct ShadowFact {
  std::string name;
  PasswordClass password = PasswordClass::kUnknown;
  std::optional<std::int64_t> last_change_day;  // 0: must be changed at the next login
  std::optional<std::int64_t> max_days;
  std::optional<std::int64_t> inactive_days;
  std::optional<std::int64_t> expire_day;
  std::uint32_t line = 0;  // from 1
};

// One line of group(5).
struct GroupFact {
  std::string name;
  std::uint32_t gid = 0;
  std::vector<std::string> members;
};

// One user specification of sudoers(5), for one host list that may be this machine.
struct SudoRuleFact {
  std::uint32_t line = 0;             // from 1
  std::vector<std::string> subjects;  // "deploy", "%wheel", "#1000", "ALL"; negated: "!deploy"
  std::vector<std::string> run_as;    // empty: root
  bool all_commands = false;          // else some; which ones stays in the worker
  bool no_password = false;
};

// One line of an sshd configuration file.
struct SshdDirective {
  std::uint32_t line = 0;  // from 1
  std::string keyword;     // lower-cased; empty where it is no word
  // As sshd splits them. Of the values that run a command (ForceCommand, …Command, Subsystem) only
  // a class or the program; see scanner/facts. Of an unknown keyword none.
  std::vector<std::string> arguments;
  bool malformed = false;  // its quotes do not end: sshd refuses the file
  bool withheld = false;   // a value was not plain enough to leave the worker
};

// One file that sshd reads as configuration, or may read by an Include; also where it is empty.
struct SshdConfigFact {
  std::vector<SshdDirective> directives;
  bool truncated = false;    // there are more than are kept
  bool refused = false;      // sshd refuses the file as a whole: bytes that no text has
  std::string refusal = {};  // why: "byte_order_mark"
};

// A unit or init script of an SSH server, or a drop-in of one.
struct ServiceFact {
  std::string unit;  // "ssh.service", "sshd.socket"; for drop-ins the unit that they extend
  // Options on sshd's command line that decide something: "-f PATH", "-o KEYWORD=VALUE", "-p PORT".
  std::vector<std::string> sshd_options;
  bool withheld = false;  // there are options that were not plain enough to leave the worker
};

// A symbolic link that decides who may log in: on the way to a home, a key file, a shell, or what
// enables a service.
struct SymlinkFact {
  std::string target;  // bytes, as the link says it
};

// A file that decides something by being there, with the permissions that the fact carries: a
// shell, sshd itself, /etc/nologin, /etc/ssh/sshd_not_to_be_run.
struct PresenceFact {
  FileType type = FileType::kUnknown;
  std::uint64_t size = 0;
};

// Which sshd is on the disk: as the program says it, or a package database.
struct SshdVersionFact {
  std::string source;           // "binary", "dpkg", "apk", "rpm"
  std::uint32_t major = 0;      // 9 of 9.2p1
  std::uint32_t minor = 0;      // 2 of 9.2p1
  std::string package_version;  // "1:9.2p1-2+deb12u3"; of a binary its own version text
  std::string distribution;     // "debian", "ubuntu", …; empty when not said
};

// One line of fstab(5).
struct MountFact {
  std::string device;  // "UUID=…", "/dev/sdb1", "LABEL=…"
  std::string mount_point;
  std::string file_system;
};

// An address or further name of the machine itself.
struct AddressFact {
  std::string address;  // IPv4 or IPv6 without prefix length, or a host name
  bool is_name = false;
  std::string source;  // "hosts", "netplan", "interfaces", "networkd", "ifcfg", "keyfile",
                       // "cloud_init", "dhcp_lease", "waagent"
};

// Which machine of a cloud this is, as its own metadata on the disk says.
struct CloudInstanceFact {
  std::string cloud;  // "azure", "aws", "gcp", …
  std::string instance_id;
  std::string region;
  std::string account;
  std::string name;
};

// Accepted public-key logins, taken together by account, key and source.
struct LoginFact {
  std::string user;
  std::string public_key_fingerprint;  // "SHA256:…", or "MD5:…" of old servers
  std::string key_type;                // as the log says it: "ED25519", "RSA-CERT"
  std::string source_address;
  Timestamp first_seen;
  Timestamp last_seen;
  std::uint64_t count = 0;
  std::string ca_fingerprint;  // of a certificate's signer
};

// One line of a known_hosts file.
struct KnownHostFact {
  std::uint32_t line = 0;
  std::string marker;  // "", "cert-authority", "revoked"
  std::string key_type;
  std::string public_key_fingerprint;
  std::vector<std::string> names;  // patterns in clear: "db.example.net", "[10.0.0.4]:2222"
  std::string hash_salt;           // hexadecimal, where the name is hashed
  std::string hash;                // HMAC-SHA1 of the name under the salt, hexadecimal
};

// One Host block of an ssh client configuration; the part before the first is a block for "*".
struct SshClientBlockFact {
  std::uint32_t line = 0;
  std::vector<std::string> patterns;
  bool has_match = false;  // a Match block: whether it applies is not known
  std::string host_name;
  std::string user;
  std::uint32_t port = 0;
  std::vector<std::string> identity_files;
  std::vector<std::string> certificate_files;
  std::string proxy_jump;
  std::string host_key_alias;
  std::vector<std::string> includes;
};

// One destination of ssh, scp, sftp, rsync or the like in a shell's history.
struct SshUseFact {
  std::string program;
  std::string user;
  std::string host;
  std::uint32_t port = 0;
  std::string identity_file;
  std::string jump;
  std::uint64_t count = 0;
};

// A file that RevokedKeys may name: a key revocation list, or a list of keys.
struct RevocationListFact {
  bool is_krl = false;
  bool malformed = false;  // sshd then refuses every key
  bool truncated = false;
  std::vector<std::string> public_key_fingerprints;  // "SHA256:…"
  std::vector<std::string> key_sha1_hex;             // of key blobs, as a KRL may list them
  struct RevokedCertificates {
    std::string ca_fingerprint;  // empty: of every authority
    std::vector<std::pair<std::uint64_t, std::uint64_t>> serials;
    std::vector<std::string> key_ids;
  };
  std::vector<RevokedCertificates> certificates;
};

// A file that AuthorizedPrincipalsFile may name.
struct PrincipalsFact {
  std::vector<std::string> principals;  // of the lines that sshd takes
  bool has_options = false;             // some line has options in front
};

// hosts.allow or hosts.deny, where they speak of sshd; see hosts_access(5).
struct HostAccessFact {
  struct Rule {
    std::uint32_t line = 0;
    std::vector<std::string> daemons;  // words, "EXCEPT" among them
    std::vector<std::string> clients;
    bool deny = false;  // by the file, or by its option
    bool withheld = false;
  };
  std::vector<Rule> rules;
};

// Modules that a PAM service file runs in its account phase, beyond those that never refuse.
struct PamFact {
  std::vector<std::string> account_modules;  // "pam_access", "pam_sss"
  std::vector<std::string> includes;         // "common-account"
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
  // Who keeps the line: "google", "cloud_init", "waagent"; empty when it does not say.
  std::string managed_by = {};
  Timestamp managed_until = {};  // when its keeper removes it; sshd does not look
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

// What an OpenSSH certificate says beside its key. Times are seconds since the Unix epoch, as the
// format has them. Source: PROTOCOL.certkeys.
struct SshCertificate {
  bool is_host = false;
  std::uint64_t serial = 0;
  std::string ca_fingerprint;           // "SHA256:…" of the authority's key
  std::vector<std::string> principals;  // none: see the version of the sshd that is asked
  std::uint64_t valid_after = 0;
  std::uint64_t valid_before = 0;
  bool has_force_command = false;
  std::string force_command_class;    // see AuthorizedOption
  std::string source_addresses;       // the critical option's list; empty: anywhere
  bool has_unknown_critical = false;  // sshd refuses what it does not know
  std::vector<std::string> extensions;
};

// The public half of a key pair in a file of its own (*.pub), or in a certificate for it.
struct PublicKeyFact {
  std::string key_type;                // of the key, also where a certificate holds it
  std::uint32_t bits = 0;              // 0 when the type is not known
  std::string public_key_fingerprint;  // "SHA256:…", of the key
  std::string comment;
  bool is_certificate = false;
  std::optional<SshCertificate> certificate = {};
};

using FactPayload =
    std::variant<AccountFact, AuthorizedLineFact, HostNameFact, MachineIdFact, HostKeyFact,
                 OperatingSystemFact, PublicKeyFact, ShadowFact, GroupFact, SudoRuleFact,
                 SshdConfigFact, ServiceFact, SymlinkFact, PresenceFact, SshdVersionFact, MountFact,
                 AddressFact, CloudInstanceFact, LoginFact, KnownHostFact, SshClientBlockFact,
                 SshUseFact, RevocationListFact, PrincipalsFact, HostAccessFact, PamFact>;

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
