#include "scanner/facts/network_config.h"

#include <algorithm>
#include <set>
#include <string>

#include "scanner/facts/address_list.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kOwnNamesAddress = "127.0.1.1";

// The words of a line, one at a time.
class Words {
 public:
  explicit Words(std::string_view line) : rest_(Trim(line)) {}
  // Empty at the end.
  std::string_view Next() {
    const std::string_view word = rest_.substr(0, rest_.find_first_of(kBlanks));
    rest_ = Trim(rest_.substr(word.size()));
    return word;
  }

 private:
  std::string_view rest_;
};

std::string_view WithoutComment(std::string_view line) { return line.substr(0, line.find('#')); }

struct Setting {
  std::string_view name;
  std::string_view value;
};

// "name=value" with blanks around both; an empty name where the line is none.
Setting ReadSetting(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  return {.name = Trim(line.substr(0, equals)), .value = Trim(line.substr(equals + 1))};
}

// True for `name` and for `name` with a number behind it.
bool IsNumbered(std::string_view text, std::string_view name) {
  return text.starts_with(name) && std::ranges::all_of(text.substr(name.size()), IsDigit);
}

using NameSet = std::set<std::string_view>;

NameSet OwnNames(std::string_view text) {
  NameSet names;
  Lines lines(text);
  while (const auto line = lines.Next()) {
    Words words(WithoutComment(*line));
    if (words.Next() != kOwnNamesAddress) continue;
    for (std::string_view name = words.Next(); !name.empty(); name = words.Next()) {
      names.insert(name);
    }
  }
  return names;
}

bool CarriesOneOf(const NameSet& names, Words words) {
  for (std::string_view name = words.Next(); !name.empty(); name = words.Next()) {
    if (names.contains(name)) return true;
  }
  return false;
}

std::size_t IndentOf(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// Items of "[a, b]", or one item.
void AddItems(std::string_view list, AddressList& addresses) {
  list = Trim(list);
  if (list.starts_with('[')) list.remove_prefix(1);
  if (list.ends_with(']')) list.remove_suffix(1);
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    addresses.AddAddress(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

// Follows the indentation of a YAML file as far as it takes to know the list at hand.
class NetplanReader {
 public:
  void Read(std::string_view raw) {
    const std::string_view line = Trim(WithoutComment(raw));
    if (line.empty()) return;
    const std::size_t indent = IndentOf(raw);
    if (in_nameservers_ && indent <= nameservers_indent_) in_nameservers_ = false;
    if (line.starts_with('-')) return ReadItem(line.substr(1));
    in_list_ = false;
    if (line == "nameservers:") {
      in_nameservers_ = true;
      nameservers_indent_ = indent;
    }
    static constexpr std::string_view kKey = "addresses:";
    if (!line.starts_with(kKey) || in_nameservers_) return;
    in_list_ = true;
    AddItems(line.substr(kKey.size()), addresses_);
  }
  std::vector<FactPayload> Take() { return addresses_.Take(); }

 private:
  // An address may have settings of its own behind a colon: `- "10.0.0.4/24":`.
  void ReadItem(std::string_view item) {
    item = Trim(item);
    if (item.ends_with(':') && item.find('/') != std::string_view::npos) item.remove_suffix(1);
    if (in_list_) addresses_.AddAddress(item);
  }

  AddressList addresses_{"netplan"};
  bool in_list_ = false;
  bool in_nameservers_ = false;
  std::size_t nameservers_indent_ = 0;
};

// Of a section such as "[Network]", the values of the settings whose name `accepts` takes, up to
// the first comma.
template <typename Accepts>
std::vector<FactPayload> SettingsOf(std::string_view text, const char* source, Accepts accepts) {
  AddressList addresses(source);
  Lines lines(text);
  while (const auto line = lines.Next()) {
    const Setting setting = ReadSetting(*line);
    if (!accepts(setting.name)) continue;
    addresses.AddAddress(setting.value.substr(0, setting.value.find(',')));
  }
  return addresses.Take();
}

}  // namespace

std::vector<FactPayload> ParseHosts(std::string_view text) {
  const NameSet own_names = OwnNames(text);
  AddressList addresses("hosts");
  Lines lines(text);
  while (const auto line = lines.Next()) {
    Words words(WithoutComment(*line));
    const std::string_view address = words.Next();
    if (address.empty() || !CarriesOneOf(own_names, words)) continue;
    addresses.AddAddress(address);
    for (std::string_view name = words.Next(); !name.empty(); name = words.Next()) {
      addresses.AddName(name);
    }
  }
  return addresses.Take();
}

std::vector<FactPayload> ParseInterfaces(std::string_view text) {
  AddressList addresses("interfaces");
  Lines lines(text);
  while (const auto line = lines.Next()) {
    Words words(*line);
    if (words.Next() == "address") addresses.AddAddress(words.Next());
  }
  return addresses.Take();
}

std::vector<FactPayload> ParseNetplan(std::string_view text) {
  NetplanReader reader;
  Lines lines(text);
  while (const auto line = lines.Next()) reader.Read(*line);
  return reader.Take();
}

std::vector<FactPayload> ParseNetworkd(std::string_view text) {
  return SettingsOf(text, "networkd", [](std::string_view name) { return name == "Address"; });
}

std::vector<FactPayload> ParseIfcfg(std::string_view text) {
  return SettingsOf(text, "ifcfg", [](std::string_view name) {
    return IsNumbered(name, "IPADDR") || name == "IPV6ADDR";
  });
}

std::vector<FactPayload> ParseKeyfile(std::string_view text) {
  return SettingsOf(text, "keyfile",
                    [](std::string_view name) { return IsNumbered(name, "address"); });
}

std::vector<FactPayload> ParseDhcpLease(std::string_view text) {
  AddressList addresses("dhcp_lease");
  Lines lines(text);
  while (const auto line = lines.Next()) {
    const Setting setting = ReadSetting(*line);
    if (setting.name == "ADDRESS") addresses.AddAddress(setting.value);
    Words words(*line);
    if (words.Next() != "fixed-address") continue;
    std::string_view address = words.Next();
    if (address.ends_with(';')) address.remove_suffix(1);
    addresses.AddAddress(address);
  }
  return addresses.Take();
}

}  // namespace keytrail::facts
