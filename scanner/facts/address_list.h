// The addresses and names of one machine as one file gives them: plain ones only, each once.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

class AddressList {
 public:
  // `source` as in AddressFact.
  explicit AddressList(const char* source) : source_(source) {}

  // Takes an IPv4 or IPv6 address, in quotes or with a prefix length as it may be. What is no
  // address, or says nothing of one machine (loopback, link-local, multicast, unspecified, "dhcp"),
  // is passed over.
  void AddAddress(std::string_view text);
  // Takes a host name; one of localhost's is passed over.
  void AddName(std::string_view text);

  // AddressFacts in the order in which they were added, at most limits::kAddressesPerFileMax.
  std::vector<FactPayload> Take() { return std::move(facts_); }

 private:
  void Add(std::string_view text, bool is_name);

  const char* source_;
  std::set<std::string, std::less<>> known_;
  std::vector<FactPayload> facts_;
};

}  // namespace keytrail::facts
