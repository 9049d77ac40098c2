// Public keys in files of their own: the public half of a private key that does not give it away
// itself lies beside it, as ssh-keygen leaves it there. Source: ssh-keygen(1), ssh(1) on
// CertificateFile.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/fact.h"
#include "model/finding.h"
#include "model/key.h"

namespace keytrail::graph {

// Lifetime: the facts must outlive it.
class PublicHalves {
 public:
  explicit PublicHalves(std::span<const Fact> facts);

  // What is known of the finding's public key: its own fingerprint, else that of PATH.pub or
  // PATH-cert.pub on the same volume; empty where neither is there, and for what is no private key.
  std::string FingerprintOf(const Finding& finding) const;

  // The fact beside the finding's file, or null.
  const PublicKeyFact* Beside(const Finding& finding) const;

  // The files that hold this public key, at most kPlacesMax.
  std::vector<PublicHalfPlace> PlacesOf(std::string_view fingerprint) const;

  static constexpr std::size_t kPlacesMax = 1000;

 private:
  std::unordered_map<std::string, const PublicKeyFact*> by_file_;
  std::unordered_multimap<std::string_view, const Fact*> by_fingerprint_;
};

}  // namespace keytrail::graph
