// The configuration that one sshd obeys, from the files on its disk: includes in place, Match
// blocks with their criteria, and what is in force for one connection. Source: sshd_config(5),
// OpenSSH 9.2 servconf.c; measured with `sshd -t` and `sshd -T -C`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/access/conditions.h"
#include "graph/access/machine_view.h"
#include "graph/access/sshd_version.h"

namespace keytrail::access {

// One criterion of a Match line: its name lower-cased, and what it is compared with.
struct MatchCriterion {
  std::string name;
  std::string pattern;
};
using MatchBlock = std::vector<MatchCriterion>;  // all must hold; none: always

// One setting, with the blocks that it stands in: all must hold. None: global.
struct Setting {
  std::string keyword;  // by its one spelling
  std::vector<std::string> arguments;
  std::vector<std::uint32_t> blocks;  // indices into SshdConfig::blocks, outermost first
  bool withheld = false;
  const Fact* fact = nullptr;  // of the file; null for the command line
};

struct SshdConfig {
  std::vector<Setting> settings;  // in the order in which sshd reads them
  std::vector<MatchBlock> blocks;
  std::vector<std::string> fact_ids;   // of all files that were read
  std::optional<std::string> refusal;  // why sshd does not start with it
  std::vector<std::string> unknown;    // what is not known of it, e.g. "sshd.include"
};

// Reads the file at `path` and all that it includes. `options`: settings of the command line, as
// KEYWORD=VALUE, which come first.
SshdConfig LoadSshdConfig(const MachineView& view, std::string_view path,
                          std::span<const std::string> options, const SshdVersion& version);

// Who connects, as far as a disk tells.
struct Connection {
  std::string user;
  std::vector<std::string> groups;  // names
};

// What is in force for one connection. Keywords by their one spelling.
class EffectiveConfig {
 public:
  // The one value of `keyword`, in lower case; `fallback` where it is not set.
  std::string Choice(std::string_view keyword, std::string_view fallback) const;
  // The words of the line that counts, or of all lines of a keyword that adds up.
  std::vector<std::string> Words(std::string_view keyword) const;
  // The first word, or empty.
  std::string Word(std::string_view keyword) const;
  bool Has(std::string_view keyword) const { return values_.contains(keyword); }
  bool IsFlagSet(std::string_view keyword, bool fallback) const;
  // sshd drops such connections: its matching blocks contradict each other.
  bool IsRefused() const { return is_refused_; }
  // The line that counts has a value that is not known here.
  bool IsWithheld(std::string_view keyword) const;

 private:
  friend EffectiveConfig ConfigFor(const SshdConfig&, const Connection&, World&);
  struct Value {
    std::vector<std::string> words;
    bool withheld = false;
  };
  std::map<std::string, Value, std::less<>> values_;
  bool is_refused_ = false;
};

// Asks `world` for criteria that a disk does not decide.
EffectiveConfig ConfigFor(const SshdConfig& config, const Connection& connection, World& world);

}  // namespace keytrail::access
