// Values that are no secret where they stand: sealed ones, references to where the secret is kept,
// and hashes of passwords. Not placeholders (placeholder.h), which mean nothing at all.
#pragma once

#include <string_view>

namespace keytrail::match {

// True when `value` is encrypted in a form that says so: ENC(…), ENC[…], {cipher}…, vault:v1:…, a
// key management service's blob.
bool IsSealed(std::string_view value);

// True when `value` names a place that holds the secret: a template variable anywhere in it, a
// lookup of the environment, a secret store's address, a file of secrets.
bool IsReference(std::string_view value);

// True when `value` is the hash of a password in a form that says so: crypt, {SSHA}, PBKDF2, …
bool IsPasswordHash(std::string_view value);

}  // namespace keytrail::match
