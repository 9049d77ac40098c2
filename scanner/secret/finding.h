// From a confirmed match to a finding: all that the worker knows, and nothing of the secret but its
// digest. Line and column are left at zero, for only the pipeline knows what came before.
#pragma once

#include <optional>

#include "model/file.h"
#include "model/finding.h"
#include "model/match.h"
#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Returns nothing when the match has no capture named `secret`, or an empty one. The digest is that
// of the captured bytes, entity- and percent-unescaped.
std::optional<WorkerFinding> MakeFinding(const Match& match, const FileEntry& entry);

// `anchor` is the match of the key's first marker; it begins where the key's text does. The digest
// is that of the key's canonical secret. Keys of the machine itself (/etc/ssh/ssh_host_*) carry the
// attribute `host_key` and are of medium severity, for they open no account; handles of hardware
// tokens are of low severity.
WorkerFinding MakeKeyFinding(const Match& anchor, const PrivateKey& key, const FileEntry& entry);

}  // namespace keytrail::secret
