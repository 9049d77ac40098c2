// The keys of the tests, made by ssh-keygen once, and the texts that stand for them in rows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/sshd_oracle/change.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::sshd_oracle {

enum class KeyKind {
  kEd25519,
  kEcdsa,
  kRsa,
  kRsaTooShort,   // 1023 bits
  kEncrypted,     // OpenSSH's own container; its passphrase is known to the client
  kEncryptedPem,  // PKCS#1; its passphrase is known to the client
  kSecurityKey    // the handle of a FIDO token that nobody has
};

// What a certificate for the key says, beside its key id "id" and its serial 7; see ssh-keygen(1),
// CERTIFICATES.
struct CertificateSpec {
  std::string principals = {};  // separated by commas; empty: none
  std::string validity = "always:forever";
  std::vector<std::string> options = {};  // "source-address=…", "force-command=…"
  bool by_stranger = false;               // signed by an authority that nobody trusts
};

class KeyRing {
 public:
  KeyRing();

  // The private key's file.
  const std::string& PrivateFile(KeyKind kind);
  std::string Fingerprint(KeyKind kind);
  std::string AuthorityFingerprint() const;

  // Returns the certificate's file: a new one for the key of `kind`.
  std::string Certify(KeyKind kind, const CertificateSpec& certificate);

  // Puts texts where `text` has {key} (type and blob of the key of `kind`), {other} (another key),
  // {authority} (the CA's key), {fingerprint} (of the key), {host_key}, {host_key_public},
  // {krl_of_…} (a revocation list of it).
  std::string Fill(std::string text, KeyKind kind);
  std::vector<Change> Fill(std::vector<Change> changes, KeyKind kind);

  // A program that says the passphrase of the encrypted keys, for SSH_ASKPASS.
  std::string PassphraseProgram() const;

 private:
  std::string Generate(const std::string& name, const std::vector<std::string>& arguments);
  std::string PublicText(const std::string& file) const;
  std::string Make(KeyKind kind);
  // Revokes what ssh-keygen's `specification` says.
  std::string RevocationList(const std::string& specification, KeyKind kind);

  test_support::TemporaryDirectory directory_;
  std::map<KeyKind, std::string> files_;
  int certificates_ = 0;
};

}  // namespace keytrail::sshd_oracle
