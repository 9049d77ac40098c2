// The kinds of secrets, by the slug that a rule's `secret_type` gives, and where findings of each
// show. The catalogue holds the fifty-two kinds that posture management is measured by; kinds
// beyond them need no entry and show in the inventory and the explorer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace keytrail {

struct SecretSurfaces {
  bool inventory = true;  // the list of a machine's or deployment's secrets
  bool explorer = true;   // the search over everything
  bool recommendation = false;
  bool attack_path = false;

  bool operator==(const SecretSurfaces&) const = default;
};

struct SecretType {
  std::uint8_t number = 0;  // in the catalogue, from 1
  std::string_view slug;
  std::string_view title;
  bool on_machines = true;  // looked for on disks; all kinds are in deployments
  SecretSurfaces surfaces;
};

// Shape: by number.
std::span<const SecretType> SecretTypes();

// Null for kinds beyond the catalogue. Lifetime: the program's.
const SecretType* FindSecretType(std::string_view slug);

// Of any kind, in the catalogue or beyond.
SecretSurfaces SurfacesOf(std::string_view slug);

// True for kinds that only a name beside a value tells: no attack path may rest on them.
bool IsGenericSecretType(std::string_view slug);

}  // namespace keytrail
