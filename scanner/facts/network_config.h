// The machine's own addresses and names as its network configuration and its leases give them.
//
// Each parser reads lines for the one setting that it needs and no more of the format, for YAML
// and the like have parsers that hostile files can tire. What is set by a template, an include or
// a program is not seen.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// The names of the line for 127.0.1.1, and each other line that carries one of them.
// Source: hosts(5), Debian's reference 5.1.1.
std::vector<FactPayload> ParseHosts(std::string_view text);

// "address" of static interfaces. Source: interfaces(5).
std::vector<FactPayload> ParseInterfaces(std::string_view text);

// The lists of `addresses:` in netplan's files, but not those of nameservers. Source: netplan(5).
std::vector<FactPayload> ParseNetplan(std::string_view text);

// Address= of *.network files. Source: systemd.network(5).
std::vector<FactPayload> ParseNetworkd(std::string_view text);

// IPADDR, IPADDR0…, IPV6ADDR. Source: NetworkManager's nm-settings-ifcfg-rh(5).
std::vector<FactPayload> ParseIfcfg(std::string_view text);

// address1=… of [ipv4] and [ipv6]. Source: nm-settings-keyfile(5).
std::vector<FactPayload> ParseKeyfile(std::string_view text);

// "fixed-address" of dhclient, ADDRESS= of networkd and of NetworkManager's own client.
// Source: dhclient.leases(5).
std::vector<FactPayload> ParseDhcpLease(std::string_view text);

}  // namespace keytrail::facts
