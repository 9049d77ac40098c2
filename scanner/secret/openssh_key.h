// OpenSSH's own private-key container (openssh-key-v1), whose public half lies in clear even when
// the private one is encrypted. Source: OpenSSH's PROTOCOL.key and sshkey.c.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scanner/secret/ec2_fingerprints.h"

namespace keytrail::secret {

struct OpenSshKey {
  std::vector<std::byte> public_blob;  // well-formed
  std::string key_type;
  std::uint32_t bits = 0;
  bool encrypted = false;
  std::string cipher;  // "none" when clear
  std::string kdf;
  std::uint32_t kdf_rounds = 0;
  std::string comment;  // of a clear key of a known type; as it lay there
  Ec2Fingerprints ec2;  // of a clear RSA key
};

// Whether it begins as such a container does.
bool IsOpenSshKey(std::span<const std::byte> container);

// What lies before the private half, which may be missing or end early. Returns nothing when that
// is broken.
std::optional<OpenSshKey> ParseOpenSshHead(std::span<const std::byte> container);

// Returns nothing when the container is broken, or when a clear private half does not belong to the
// public half.
std::optional<OpenSshKey> ParseOpenSshKey(std::span<const std::byte> container);

}  // namespace keytrail::secret
