// Public keys for tests: made of fixed bytes, so nobody holds their private half.
#pragma once

#include <string>

#include "base/digest.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"

namespace keytrail::facts {

inline std::vector<std::byte> SampleBlob(const std::string& type, char fill) {
  SshWriter writer;
  writer.Text(type);
  if (type == "ssh-rsa") {
    writer.PositiveInteger(AsBytes(std::string("\1\0\1", 3)));
    writer.PositiveInteger(AsBytes(std::string(256, fill)));
  } else {
    writer.Text(std::string(32, fill));
  }
  return writer.Take();
}

// "ssh-ed25519 AAAA…"
inline std::string SampleKey(const std::string& type = "ssh-ed25519", char fill = '\x5a') {
  return type + " " + Base64Encode(SampleBlob(type, fill));
}

inline std::string SampleFingerprint(const std::string& type = "ssh-ed25519", char fill = '\x5a') {
  return Sha256Fingerprint(SampleBlob(type, fill));
}

}  // namespace keytrail::facts
