// What a secret opens, as far as the text around it says. Names a target; never asks anyone whether
// it exists.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/match.h"
#include "model/rule.h"

namespace keytrail::secret {

struct ResolvedTarget {
  Target target;          // `kind` empty where the rule names no resolver, or the text no target
  Attributes attributes;  // none of them secret
  Timestamp expires_at;   // unknown when the secret does not say
};

// Resolves by the rule's `target`:
//   azure_storage    captures account, endpoint_suffix
//   aws_identity     capture key_id
//   database         captures scheme, user, host, port, database
//   url              captures scheme, user, host, port
//   service:HOST     capture host, else HOST
// A capture that is not a harmless name (it could be secret itself) is left out.
ResolvedTarget ResolveTarget(const Rule& rule, const Match& match);

}  // namespace keytrail::secret
