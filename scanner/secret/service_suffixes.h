// The services of clouds that are known by the names of their hosts: a table, so that a further
// cloud is a further row.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keytrail::secret {

// What the name of a host says.
struct ServiceHost {
  std::string kind;           // of the target: "database", "storage_account", …
  std::string service;        // "azure_sql", "aws_rds", …
  std::string cloud;          // "azure", "aws", "gcp"; empty: a service of someone else
  std::string resource_name;  // its name in the cloud; empty for hosts of the service itself
  std::string region;
  std::string customer_id;  // of AWS: what all databases of an account and region share
  bool read_only = false;   // a reader endpoint, a secondary replica
};

// The name under which a host is joined: lower case, no root dot, and without the marks of private
// link and of old SQL clients (NAME.privatelink.SUFFIX and NAME.secure.SUFFIX are NAME.SUFFIX).
std::string CanonicalHost(std::string_view host);

// Shape: `host` is canonical. Returns nothing for hosts of no service that is known.
std::optional<ServiceHost> RecogniseHost(std::string_view host);

}  // namespace keytrail::secret
