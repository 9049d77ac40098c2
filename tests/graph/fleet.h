// Hand-made records of small fleets, one statement a call.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/input.h"
#include "tests/support/server_facts.h"

namespace keytrail::graph {

class Fleet {
 public:
  Fleet& Machine(const std::string& id, const std::string& name = "") {
    rows_.machines.push_back({.machine = {.id = id, .name = name, .unstable_id = false},
                              .first_seen = {},
                              .last_seen = {}});
    return *this;
  }
  Fleet& Account(const std::string& machine, const std::string& user, std::uint32_t uid) {
    if (servers_.insert(machine).second) AddServer(machine);
    uids_[HomeOf(user)] = uid;
    AddFact(machine, "/etc/passwd",
            AccountFact{.name = user, .uid = uid, .gid = uid, .home = HomeOf(user), .shell = {}},
            {.uid = 0, .gid = 0, .mode = 0644});
    return *this;
  }
  // The disks of `machine` were not walked to their end: what no fact states is not known.
  Fleet& Interrupt(const std::string& machine) {
    std::erase_if(rows_.coverage, [&](const auto& c) { return c.machine_id == machine; });
    std::erase_if(rows_.facts, [&](const Fact& fact) {
      return fact.machine_id == machine && std::holds_alternative<PresenceFact>(fact.payload);
    });
    return *this;
  }
  // `user` lists `key` in its authorized_keys.
  Fleet& Authorize(const std::string& machine, const std::string& user, const std::string& key,
                   std::vector<AuthorizedOption> options = {}) {
    AddFact(machine, HomeOf(user) + "/.ssh/authorized_keys",
            AuthorizedLineFact{.line = ++line_,
                               .key_type = "ssh-ed25519",
                               .bits = 256,
                               .public_key_fingerprint = "SHA256:" + key,
                               .comment = {},
                               .options = std::move(options),
                               .options_malformed = false},
            {.uid = uids_[HomeOf(user)], .gid = uids_[HomeOf(user)], .mode = 0600});
    return *this;
  }
  // `machine` holds the private half of `key` in a file of `uid`.
  Finding& Hold(const std::string& machine, const std::string& key, std::uint32_t uid = 1000,
                bool encrypted = false) {
    Finding& finding = AddFinding(machine, "/k/" + std::to_string(uid) + "/" + key, uid);
    finding.family = SecretFamily::kKey;
    finding.attributes = {{"public_key_fingerprint", "SHA256:" + key},
                          {"key_type", std::string("ssh-ed25519")},
                          {"bits", std::int64_t{256}},
                          {"encrypted", encrypted}};
    return finding;
  }
  // The public half of `key` lies in a file of its own.
  Fleet& PublicHalf(const std::string& machine, const std::string& path, const std::string& key) {
    AddFact(machine, path,
            PublicKeyFact{.key_type = "ssh-rsa",
                          .bits = 3072,
                          .public_key_fingerprint = "SHA256:" + key,
                          .comment = {},
                          .is_certificate = false},
            {});
    return *this;
  }
  // A file of `uid` on `machine` holds a secret that opens `target`.
  Finding& Secret(const std::string& machine, const std::string& path, std::uint32_t uid,
                  const Target& target) {
    Finding& finding = AddFinding(machine, path, uid);
    finding.family = SecretFamily::kConnectionString;
    finding.target = target;
    return finding;
  }
  RecordedFinding& LastRow() { return rows_.findings.back(); }
  GraphInput input(Timestamp now = {1}) const { return InputOf(rows_, now); }

  GraphInput Shuffled(std::uint64_t seed) const {
    Rows shuffled = rows_;
    std::mt19937_64 random(seed);
    std::shuffle(shuffled.machines.begin(), shuffled.machines.end(), random);
    std::shuffle(shuffled.findings.begin(), shuffled.findings.end(), random);
    std::shuffle(shuffled.coverage.begin(), shuffled.coverage.end(), random);
    std::shuffle(shuffled.facts.begin(), shuffled.facts.end(), random);
    return InputOf(shuffled, {1});
  }

  // The summaries of all machines, as of `now`.
  Summaries Summarize(Timestamp now = {1}) const { return SummariesOf(rows_, now); }

 private:
  struct Rows {
    std::vector<RecordedMachine> machines;
    std::vector<RecordedFinding> findings;
    std::vector<Fact> facts;
    std::vector<VolumeCoverage> coverage;
  };

  static Summaries SummariesOf(const Rows& rows, Timestamp now) {
    std::map<std::string, MachineRecord> records;
    for (const RecordedMachine& row : rows.machines) records[row.machine.id].machine = row;
    for (const RecordedFinding& row : rows.findings) {
      records[row.finding.machine_id].findings.push_back(row);
    }
    for (const Fact& fact : rows.facts) records[fact.machine_id].facts.push_back(fact);
    for (const VolumeCoverage& row : rows.coverage) {
      records[row.machine_id].coverage.push_back(row);
    }
    Summaries summaries;
    for (auto& [id, record] : records) {
      record.machine.machine.id = id;
      summaries.push_back(MachineSummary::Make(record, now));
    }
    return summaries;
  }
  static GraphInput InputOf(const Rows& rows, Timestamp now) {
    return {.joins = Joins::Make(SummariesOf(rows, now)), .findings = rows.findings};
  }
  static std::string HomeOf(const std::string& user) {
    return user == "root" ? "/root" : "/home/" + user;
  }
  std::string NextId(const char* prefix) { return prefix + std::to_string(++ids_); }

  void AddServer(const std::string& machine) {
    for (PlacedFact& placed : ServerFacts()) {
      AddFact(machine, placed.path, std::move(placed.payload), placed.permissions);
    }
    rows_.coverage.push_back(RootCoverage(machine));
  }
  void AddFact(const std::string& machine, const std::string& path, FactPayload payload,
               const Permissions& permissions) {
    Fact fact;
    fact.id = NextId("fact-");
    fact.machine_id = machine;
    fact.volume_id = "uuid:1";
    fact.path = path;
    fact.payload = std::move(payload);
    fact.permissions = permissions;
    rows_.facts.push_back(std::move(fact));
  }
  Finding& AddFinding(const std::string& machine, const std::string& path, std::uint32_t uid) {
    Finding finding;
    finding.id = NextId("finding-");
    finding.machine_id = machine;
    finding.volume_id = "uuid:1";
    finding.path = path;
    finding.permissions = {.uid = uid, .gid = uid, .mode = 0600};
    finding.readable_by = {.uids = {0, uid}, .gids = {}, .anyone = false};
    rows_.findings.push_back({.finding = std::move(finding),
                              .status = FindingStatus::kOpen,
                              .first_seen = {},
                              .last_seen = {}});
    return rows_.findings.back().finding;
  }

  Rows rows_;
  std::set<std::string> servers_;
  std::map<std::string, std::uint32_t> uids_;  // by home
  std::uint32_t line_ = 0;
  int ids_ = 0;
};

// The views of all held keys.
inline std::vector<KeyView> BuildKeys(const GraphInput& input, Timestamp now) {
  std::vector<KeyView> keys;
  std::string_view fingerprint = input.joins->NextHeldAfter("");
  for (; !fingerprint.empty(); fingerprint = input.joins->NextHeldAfter(fingerprint)) {
    keys.push_back(*input.joins->KeyOf(fingerprint, now));
  }
  return keys;
}

}  // namespace keytrail::graph
