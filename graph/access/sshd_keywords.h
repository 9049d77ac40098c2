// The keywords of sshd_config(5): where each may stand and what it takes. sshd does not start with
// a configuration that breaks these rules, so they decide whether any key opens anything.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace keytrail::access {

enum class ValueShape {
  kFlag,        // yes or no
  kChoice,      // one of Keyword::choices, in any case
  kWord,        // one word
  kWords,       // one or more
  kPort,        // one number of a port
  kNumber,      // one number from 0
  kTime,        // one time: "90", "1h30m"
  kAlgorithms,  // one list of names of public-key algorithms
  kMethods,     // lists of names of authentication methods
  kCommand,     // the rest of the line
  kOpenings,    // "any" or "none", or HOST:PORT one or more times: PermitOpen
  kListenings,  // the same, where HOST may be left out: PermitListen
  kTwoWords,    // two words or more: Subsystem
  kIgnored,     // anything: sshd warns and goes on
  kMatch,
  kInclude
};

struct Keyword {
  std::string_view name;
  std::string_view means;  // the name that it is another spelling of, else its own
  bool in_match = false;   // may stand inside a Match block
  ValueShape shape = ValueShape::kWord;
  std::string_view choices = {};  // between commas
  std::uint32_t since_major = 0;  // 0: of old
  std::uint32_t since_minor = 0;
  bool adds_up = false;  // each line adds to what is there; else the first one wins
};

// Null for what is no keyword. `name` is lower-cased.
const Keyword* FindKeyword(std::string_view name);

// Whether sshd takes `arguments` for the keyword. Matches and includes are not looked into.
bool Takes(const Keyword& keyword, std::span<const std::string> arguments);

}  // namespace keytrail::access
