// The facts of one ordinary machine and what a test changes of it, one statement a call.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graph/access/evaluate.h"
#include "tests/support/server_facts.h"

namespace keytrail::access {

class Facts {
 public:
  explicit Facts(std::vector<SshdDirective> directives = {}) {
    for (PlacedFact& placed : ServerFacts(std::move(directives))) {
      Add(placed.path, std::move(placed.payload), placed.permissions);
    }
  }

  Facts& Account(const std::string& name, std::uint32_t uid, const std::string& home,
                 const std::string& shell = "/bin/bash") {
    uids_[home] = uid;
    return Add("/etc/passwd", AccountFact{.name = name,
                                          .uid = uid,
                                          .gid = uid,
                                          .home = home,
                                          .shell = shell,
                                          .line = ++passwd_line_,
                                          .password = PasswordClass::kShadowed});
  }
  // In the first default place of `home`, which belongs to its account.
  Facts& Line(const std::string& home, const std::string& key,
              std::vector<AuthorizedOption> options = {}, bool malformed = false) {
    return LineIn(home + "/.ssh/authorized_keys", key, uids_[home], std::move(options), malformed);
  }
  Facts& LineIn(const std::string& path, const std::string& key, std::uint32_t uid,
                std::vector<AuthorizedOption> options = {}, bool malformed = false) {
    return Add(path,
               AuthorizedLineFact{.line = ++lines_[path],
                                  .key_type = "ssh-ed25519",
                                  .bits = 256,
                                  .public_key_fingerprint = "SHA256:" + key,
                                  .comment = {},
                                  .options = std::move(options),
                                  .options_malformed = malformed},
               {.uid = uid, .gid = uid, .mode = 0600});
  }
  Facts& Add(const std::string& path, FactPayload payload,
             const Permissions& permissions = {.uid = 0, .gid = 0, .mode = 0644}) {
    Fact fact;
    fact.id = "fact-" + std::to_string(facts_.size());
    fact.machine_id = "db";
    fact.volume_id = volume_;
    fact.path = path;
    fact.payload = std::move(payload);
    fact.permissions = permissions;
    facts_.push_back(std::move(fact));
    return *this;
  }
  // What follows lies on this volume.
  Facts& OnVolume(const std::string& volume) {
    volume_ = volume;
    return *this;
  }
  // Without all facts of one kind.
  Facts& Without(FactKind kind) {
    std::erase_if(facts_, [kind](const Fact& fact) { return KindOf(fact.payload) == kind; });
    return *this;
  }

  MachineFacts Get(bool walked_to_end = true) const {
    MachineFacts machine{.machine_id = "db", .facts = {}, .volumes = {}, .now = kNow};
    for (const Fact& fact : facts_) machine.facts.push_back(&fact);
    machine.volumes.push_back({.volume_id = "uuid:1",
                               .uuid = "1",
                               .label = {},
                               .mounted_at = "/",
                               .walked_to_end = walked_to_end,
                               .exceptions = {}});
    return machine;
  }

  // 2026-01-01T00:00:00Z
  static constexpr Timestamp kNow = {1'767'225'600LL * 1'000'000'000};

 private:
  std::deque<Fact> facts_;
  std::map<std::string, std::uint32_t> uids_;   // by home
  std::map<std::string, std::uint32_t> lines_;  // of each file so far
  std::uint32_t passwd_line_ = 0;
  std::string volume_ = "uuid:1";
};

inline AuthorizedOption Flag(const std::string& name) {
  return {.name = name, .has_value = false, .value = {}};
}
inline AuthorizedOption Value(const std::string& name, const std::string& value) {
  return {.name = name, .has_value = true, .value = value};
}

}  // namespace keytrail::access
