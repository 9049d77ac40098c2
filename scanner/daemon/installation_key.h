// The installation key: turns digests of secrets into fingerprints that join, and that nobody
// without it can test guesses against. Lives beside the store (installation.key, 0600) and never
// enters a worker.
#pragma once

#include <string>

#include "base/digest.h"
#include "base/secret_bytes.h"
#include "base/status.h"

namespace keytrail::daemon {

// Immutable. Threads: any.
class InstallationKey {
 public:
  // Reads STORE/installation.key, making it at a store's first start; two processes that start
  // together agree on one. Errors: kPermissionDenied when others may read the file, kDataLoss when
  // it is damaged.
  static StatusOr<InstallationKey> LoadOrCreate(const std::string& store_directory);
  // For scans that keep nothing.
  static InstallationKey Ephemeral();

  // Returns "hmac:<key-id>:<hex>".
  std::string Fingerprint(const Sha256Digest& secret_sha256) const;

 private:
  InstallationKey(std::string key_id, SecretBytes key);
  static StatusOr<InstallationKey> Parse(const std::string& text, const std::string& path);

  std::string key_id_;
  SecretBytes key_;
};

}  // namespace keytrail::daemon
