// From a confirmed match to a finding: all that the worker knows, and nothing of the secret but its
// digest. Line and column are left at zero, for only the pipeline knows what came before.
#pragma once

#include <optional>

#include "model/file.h"
#include "model/finding.h"
#include "model/match.h"
#include "scanner/secret/known_keys.h"
#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Both give low confidence to what everybody can get: test content and documentation (attribute
// `test_content`), and what packages install (`package_content`).

// Returns nothing when the match has no capture named `secret`, or an empty one. The digest is that
// of the captured bytes, entity- and percent-unescaped.
std::optional<WorkerFinding> MakeFinding(const Match& match, const FileEntry& entry);

// `anchor` is the match from which `key` was read. The digest is that of the key's canonical
// secret. Keys of the machine itself (/etc/ssh/ssh_host_*) carry the attribute `host_key` and are
// of medium severity, for they open no account; handles of hardware tokens carry `token_handle` and
// are of low severity. What is cut off (`truncated`), and what may well be no private key, is of
// low confidence. A key that everybody has carries `known_public` and is of low severity, for it is
// no news; one that is only there to try things out with is suppressed.
WorkerFinding MakeKeyFinding(const Match& anchor, const PrivateKey& key, const FileEntry& entry,
                             const KnownKeys& known = KnownKeys());

}  // namespace keytrail::secret
