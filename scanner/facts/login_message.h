// What sshd says when a public key opened an account. The text comes from a log, which is written
// by whoever may log: the message is read whole and strictly, or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keytrail::facts {

struct AcceptedLogin {
  std::string user;
  std::string key_type;                // as the log says it: "ED25519", "RSA-CERT"
  std::string public_key_fingerprint;  // empty: old servers do not name a certificate's key
  std::string source_address;          // without its zone
  std::string ca_fingerprint;          // of a certificate's signer
};

// The words that every such message begins with.
inline constexpr std::string_view kAcceptedKey = "Accepted publickey for ";

// Returns nothing for any other message, and where the name is not plain, the source no address or
// the key's fingerprint no fingerprint. Shape: fingerprints are "SHA256:…" or "MD5:…".
// Source: OpenSSH's auth.c, auth_log() and format_method_key(), also those of releases up to 8.0.
std::optional<AcceptedLogin> ParseAcceptedLogin(std::string_view message);

// Whether a program of this name is an SSH server that says so.
bool IsSshServer(std::string_view program);

}  // namespace keytrail::facts
