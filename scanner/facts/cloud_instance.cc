#include "scanner/facts/cloud_instance.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "scanner/facts/address_list.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kValueBytesMax = 128;
constexpr std::string_view kValueMarks = ".-_/";
constexpr std::string_view kJsonBlanks = " \t\r\n";

// Pairs of a name and a string of a JSON text, at any depth, in order. Strings with escapes are
// passed over: none that is wanted has any.
class StringPairs {
 public:
  explicit StringPairs(std::string_view text) : rest_(text) {}

  struct Pair {
    std::string_view name;
    std::string_view value;
  };
  std::optional<Pair> Next() {
    while (const auto name = TakeString()) {
      SkipBlanks();
      if (!rest_.starts_with(':')) continue;
      rest_.remove_prefix(1);
      SkipBlanks();
      if (!rest_.starts_with('"')) continue;
      const auto value = TakeString();
      if (!value) break;
      return Pair{*name, *value};
    }
    return std::nullopt;
  }

 private:
  void SkipBlanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kJsonBlanks), rest_.size()));
  }
  // The next string, without its quotes.
  std::optional<std::string_view> TakeString() {
    const std::size_t begin = rest_.find('"');
    if (begin == std::string_view::npos) return std::nullopt;
    std::size_t end = begin + 1;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) return std::nullopt;
    const std::string_view text = rest_.substr(begin + 1, end - begin - 1);
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::string_view rest_;
};

std::string PlainValue(std::string_view value) {
  value = Trim(value);
  if (value.size() > kValueBytesMax || !IsPlain(value, kValueMarks)) return {};
  return std::string(value);
}

template <std::size_t N>
bool Contains(const std::string_view (&names)[N], std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

constexpr std::string_view kCloudNames[] = {"cloud_name", "cloud-name"};
constexpr std::string_view kInstanceNames[] = {"instance_id", "instance-id", "instanceId", "vmId"};
constexpr std::string_view kRegionNames[] = {"region", "location"};
constexpr std::string_view kAccountNames[] = {"accountId", "subscriptionId", "project-id"};
constexpr std::string_view kHostNames[] = {"local_hostname", "local-hostname", "public-hostname"};
constexpr std::string_view kAddressNames[] = {"local-ipv4",       "local_ipv4",      "public-ipv4",
                                              "privateIpAddress", "publicIpAddress", "ipv4_address",
                                              "address",          "ip_address"};

void KeepFirst(std::string& kept, std::string_view value) {
  if (kept.empty()) kept = PlainValue(value);
}

void ReadPair(const StringPairs::Pair& pair, CloudInstanceFact& instance, AddressList& addresses) {
  if (Contains(kCloudNames, pair.name)) KeepFirst(instance.cloud, pair.value);
  if (Contains(kInstanceNames, pair.name)) KeepFirst(instance.instance_id, pair.value);
  if (Contains(kRegionNames, pair.name)) KeepFirst(instance.region, pair.value);
  if (Contains(kAccountNames, pair.name)) KeepFirst(instance.account, pair.value);
  if (Contains(kAddressNames, pair.name)) addresses.AddAddress(pair.value);
  if (Contains(kHostNames, pair.name)) {
    KeepFirst(instance.name, pair.value);
    addresses.AddName(pair.value);
  }
}

// The cloud of a "DataSource…" name.
std::string CloudOfSource(std::string_view source) {
  static constexpr std::pair<std::string_view, const char*> kSources[] = {
      {"Azure", "azure"},
      {"Ec2", "aws"},
      {"GCE", "gce"},
      {"Oracle", "oracle"},
      {"OpenStack", "openstack"},
      {"DigitalOcean", "digitalocean"},
      {"Hetzner", "hetzner"},
      {"Vultr", "vultr"},
      {"Scaleway", "scaleway"},
      {"AliYun", "aliyun"},
      {"IBMCloud", "ibmcloud"},
      {"VMware", "vmware"}};
  static constexpr std::string_view kBegin = "DataSource";
  if (!source.starts_with(kBegin)) return {};
  source.remove_prefix(kBegin.size());
  for (const auto& [name, cloud] : kSources) {
    if (source.starts_with(name)) return cloud;
  }
  return {};
}

}  // namespace

std::vector<FactPayload> ParseInstanceData(std::string_view text) {
  CloudInstanceFact instance;
  AddressList addresses("cloud_init");
  StringPairs pairs(text);
  while (const auto pair = pairs.Next()) ReadPair(*pair, instance, addresses);
  std::vector<FactPayload> facts = addresses.Take();
  if (!instance.cloud.empty() || !instance.instance_id.empty()) {
    facts.emplace_back(std::move(instance));
  }
  return facts;
}

std::vector<FactPayload> ParseInstanceId(std::string_view text) {
  std::string id = PlainValue(text.substr(0, text.find('\n')));
  // What cloud-init writes where no datasource was found.
  if (id.empty() || id == "iid-datasource-none" || id == "nocloud") return {};
  return {CloudInstanceFact{
      .cloud = {}, .instance_id = std::move(id), .region = {}, .account = {}, .name = {}}};
}

std::vector<FactPayload> ParseCloudInitResult(std::string_view text) {
  StringPairs pairs(text);
  while (const auto pair = pairs.Next()) {
    if (pair->name != "datasource") continue;
    CloudInstanceFact instance;
    instance.cloud = CloudOfSource(pair->value);
    if (!instance.cloud.empty()) return {std::move(instance)};
  }
  return {};
}

std::vector<FactPayload> ParseCloudInitNetwork(std::string_view text) {
  AddressList addresses("cloud_init");
  StringPairs pairs(text);
  while (const auto pair = pairs.Next()) {
    if (Contains(kAddressNames, pair->name)) addresses.AddAddress(pair->value);
  }
  return addresses.Take();
}

std::vector<FactPayload> ParseOvfEnvironment(std::string_view text) {
  static constexpr std::string_view kElement = "HostName>";
  const std::size_t begin = text.find(kElement);
  if (begin == std::string_view::npos) return {};
  const std::string_view value = text.substr(begin + kElement.size(), kValueBytesMax + 1);
  AddressList names("waagent");
  names.AddName(value.substr(0, value.find('<')));
  std::vector<FactPayload> facts = names.Take();
  CloudInstanceFact instance;
  instance.cloud = "azure";
  facts.emplace_back(std::move(instance));
  return facts;
}

std::vector<FactPayload> ParseGoogleInstance(std::string_view text) {
  Lines lines(text);
  while (const auto line = lines.Next()) {
    const std::size_t equals = line->find('=');
    if (equals == std::string_view::npos || Trim(line->substr(0, equals)) != "instance_id") {
      continue;
    }
    CloudInstanceFact instance;
    instance.cloud = "gce";
    instance.instance_id = PlainValue(line->substr(equals + 1));
    if (!instance.instance_id.empty()) return {std::move(instance)};
  }
  return {};
}

}  // namespace keytrail::facts
