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

// Resolves by the rule's `target`, which reads these captures, each of them optional:
//   aws_identity          key_id, account, arn, region, user
//   aws_presigned         host, path, query (else the secret is the query)
//   azure_devops          organization, host, url, user
//   azure_host[:SUFFIX]   host, else resource (which SUFFIX completes); region, user, entity
//   azure_sas             host, path, query (else the secret is the query)
//   azure_storage         account, endpoint_suffix, else host; container
//   database[:PORT]       scheme, user, host, port, database; PORT where the text names none
//   entra                 tenant, client_id, user
//   gcp_service_account   client_email, project, key_id
//   gcs_signed            host, path, query (else the secret is the query)
//   host, url             scheme, user, host, port
//   jwt                   the secret, a JSON web token
//   kubeconfig            server, certificate_authority, certificate, context, and the secret where
//                         it is a JSON web token
//   service:HOST          host, else HOST; user, account
// and, where the secret does not say when it ends, `expires`: a time, or seconds since 1970.
// Attributes: host, port, resource_name, account, tenant, region, database, container, entity,
// user, principal, scope, read_only, local_target; `target_certainty` is "exact" where the name is
// unique in the world, "account" where an account, tenant or project is all that is known, else
// "hint". A capture that is not a harmless name (it could be secret itself) is left out.
ResolvedTarget ResolveTarget(const Rule& rule, const Match& match);

}  // namespace keytrail::secret
