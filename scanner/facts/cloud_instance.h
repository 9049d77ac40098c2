// Which machine of a cloud a disk belongs to, as the cloud's agents left it there.
//
// The files hold user data and keys too; only the named values are taken, and only where plain.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// cloud-init's instance-data.json: a CloudInstanceFact, and the addresses and names that the
// metadata gives. Reads pairs of strings at any depth, the first of each name; no tree is built.
// Source: cloud-init's documentation, "Instance metadata".
std::vector<FactPayload> ParseInstanceData(std::string_view text);

// cloud-init's data/instance-id: one line. Source: as above.
std::vector<FactPayload> ParseInstanceId(std::string_view text);

// cloud-init's data/result.json, for its datasource: "DataSourceEc2Local". Source: as above.
std::vector<FactPayload> ParseCloudInitResult(std::string_view text);

// cloud-init's network-config.json of an instance: its addresses. Source: as above.
std::vector<FactPayload> ParseCloudInitNetwork(std::string_view text);

// The host name in Azure's ovf-env.xml; nothing else of it, for it holds the first password.
// Source: the Azure Linux agent (WALinuxAgent), ovfenv.py.
std::vector<FactPayload> ParseOvfEnvironment(std::string_view text);

// instance_id of Google's instance_configs.cfg. Source: google-guest-agent.
std::vector<FactPayload> ParseGoogleInstance(std::string_view text);

}  // namespace keytrail::facts
