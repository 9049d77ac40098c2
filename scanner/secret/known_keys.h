// Private keys that everybody has: compiled into programs, printed in documents, or shipped with
// every copy of a product. Each is known by a fingerprint, never by the key.
//
// A list is a text of lines, `[use] key [comment]`: the use is `authorised` (the default) or
// `test`; the key a fingerprint as `ssh-keygen -lf` prints it or a public key as in an
// authorized_keys file. Empty lines and those that begin with # are passed over.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/status.h"

namespace keytrail::secret {

enum class KnownKeyUse {
  kAuthorised,  // accounts of some product accept it
  kTest,        // there to try things out with
};

// Threads: const methods from any.
class KnownKeys {
 public:
  // The lists in `files`; the last word on a key counts. Errors: kNotFound, kPermissionDenied (a
  // file that cannot be read), kInvalidArgument (a line that names no key, with file and line).
  static StatusOr<KnownKeys> Load(const std::vector<std::string>& files);

  // `file` is for messages. Errors: kInvalidArgument.
  static StatusOr<KnownKeys> Parse(std::string_view text, const std::string& file);

  // `digest` is that of the canonical secret: the SHA-256 of the public half where there is one.
  std::optional<KnownKeyUse> Find(const Sha256Digest& digest) const;

  std::size_t size() const { return uses_.size(); }

 private:
  std::map<Sha256Digest, KnownKeyUse> uses_;
};

}  // namespace keytrail::secret
