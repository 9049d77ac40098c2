// Tells by its outermost elements which kind of private key a DER text claims to be, for a fraction
// of what a real parser takes: hostile files hold many things that only look like keys.
#pragma once

#include <cstddef>
#include <span>

namespace keytrail::secret {

enum class DerShape { kNone, kPkcs1, kDsa, kSec1, kPkcs8, kEncryptedPkcs8 };

// May claim a shape and still be no key; what is kNone is none. Bytes behind the outermost element
// are allowed. Source: RFC 8017 A.1.2, RFC 5915, RFC 5958, X.690.
DerShape ShapeOf(std::span<const std::byte> der);

// The same for a text whose end is missing; kNone also for one that is whole. What begins as PKCS#1
// and as DSA looks the same, and counts as PKCS#1.
DerShape ShapeOfCutOff(std::span<const std::byte> der);

}  // namespace keytrail::secret
