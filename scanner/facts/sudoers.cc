#include "scanner/facts/sudoers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "scanner/facts/joined_lines.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/place.h"
#include "scanner/facts/plain.h"
#include "scanner/facts/sudo_aliases.h"
#include "scanner/facts/sudo_text.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kNameEnds = ",=:()!";
constexpr std::string_view kHostEnds = ",=!";
// Names of domains have backslashes and blanks.
constexpr std::string_view kSubjectMarks = "%#+:._@-\\ $";
constexpr std::string_view kAll = "ALL";
constexpr std::string_view kTags[] = {"EXEC",       "NOEXEC",       "PASSWD",    "NOPASSWD",
                                      "SETENV",     "NOSETENV",     "LOG_INPUT", "NOLOG_INPUT",
                                      "LOG_OUTPUT", "NOLOG_OUTPUT", "MAIL",      "NOMAIL",
                                      "FOLLOW",     "NOFOLLOW",     "INTERCEPT", "NOINTERCEPT"};
constexpr std::string_view kOptions[] = {
    "ROLE",     "TYPE",    "PRIVS", "LIMITPRIVS", "NOTBEFORE",
    "NOTAFTER", "TIMEOUT", "CWD",   "CHROOT",     "APPARMOR_PROFILE"};

// What of a line is no comment. A number sign before a digit is a user or group id.
std::string_view WithoutComment(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == '#' && !quoted && !(i + 1 < line.size() && IsDigit(line[i + 1]))) {
      return line.substr(0, i);
    }
  }
  return line;
}

bool IsPassedOver(std::string_view line) {
  return line.empty() || line.starts_with('@') || line.starts_with("Defaults");
}

// The names that may leave the worker, with "!" before the negated ones.
std::vector<std::string> Written(const std::vector<SudoMember>& members) {
  std::vector<std::string> names;
  for (const SudoMember& member : members) {
    if (names.size() == limits::kListItemsMax) break;
    if (!IsPlain(member.name, kSubjectMarks)) continue;
    names.push_back((member.negated ? "!" : "") + member.name);
  }
  return names;
}

// Commands that follow each other with the same run-as users and the same answer on passwords.
struct Stretch {
  std::optional<std::vector<std::string>> run_as;  // nothing: the user who asks
  bool no_password = false;
  bool any = false;
  bool all_commands = false;
};

class RuleParser {
 public:
  RuleParser(SudoAliases& aliases, std::string_view line) : aliases_(aliases), reader_(line) {}

  // The facts of a user specification, without their line; none when it is no such.
  std::vector<SudoRuleFact> Parse() {
    const auto users = reader_.Names(kNameEnds);
    if (!users) return {};
    const auto subjects = Written(aliases_.Expand(SudoAliases::Kind::kUser, *users));
    std::vector<SudoRuleFact> facts;
    do {
      if (!reader_.Names(kHostEnds) || !reader_.Take('=')) return facts;
      for (Stretch& stretch : ReadStretches()) {
        if (!stretch.any || !stretch.run_as || subjects.empty()) continue;
        facts.push_back({.line = 0,
                         .subjects = subjects,
                         .run_as = *std::move(stretch.run_as),
                         .all_commands = stretch.all_commands,
                         .no_password = stretch.no_password});
      }
    } while (reader_.Take(':') && facts.size() < limits::kFactsPerFileMax);
    return facts;
  }

 private:
  // What stands before a command holds for those behind it too.
  std::vector<Stretch> ReadStretches() {
    std::vector<Stretch> stretches;
    Stretch current{.run_as = std::vector<std::string>()};
    do {
      if (reader_.Take('(')) {
        auto run_as = ReadRunAs();
        if (!run_as.valid) return stretches;
        current.run_as = std::move(run_as.users);
      }
      ReadTags(current);
      if (stretches.empty() || stretches.back().run_as != current.run_as ||
          stretches.back().no_password != current.no_password) {
        stretches.push_back(current);
      }
      AddCommand(stretches.back());
    } while (reader_.Take(','));
    return stretches;
  }

  struct RunAs {
    bool valid = false;
    std::optional<std::vector<std::string>> users;
  };

  // Behind "(": users, then a colon and groups; each may be missing.
  RunAs ReadRunAs() {
    RunAs run_as;
    if (reader_.Take(')')) return {.valid = true, .users = {}};
    if (!reader_.Take(':')) {
      const auto users = reader_.Names(kNameEnds);
      if (!users) return {};
      auto written = Written(aliases_.Expand(SudoAliases::Kind::kRunAs, *users));
      if (!written.empty()) run_as.users = std::move(written);
      if (reader_.Take(')')) return {.valid = true, .users = std::move(run_as.users)};
      if (!reader_.Take(':')) return {};
    }
    run_as.valid = reader_.Take(')') || (reader_.Names(kNameEnds) && reader_.Take(')'));
    return run_as;
  }

  void ReadTags(Stretch& stretch) {
    while (ReadTag(stretch) || ReadOption()) {
    }
  }

  bool ReadTag(Stretch& stretch) {
    for (const std::string_view tag : kTags) {
      if (!reader_.TakeWord(tag, ":")) continue;
      if (tag == "NOPASSWD") stretch.no_password = true;
      if (tag == "PASSWD") stretch.no_password = false;
      return reader_.Take(':');
    }
    return false;
  }

  bool ReadOption() {
    for (const std::string_view option : kOptions) {
      if (!reader_.TakeWord(option, "=")) continue;
      return reader_.Take('=') && !reader_.Name("").empty();
    }
    return false;
  }

  void AddCommand(Stretch& stretch) {
    const std::vector<SudoMember> command = {reader_.Command()};
    for (const SudoMember& member : aliases_.Expand(SudoAliases::Kind::kCommand, command)) {
      const bool is_all = member.name == kAll;
      if (!member.negated) stretch.any = true;
      if (is_all) stretch.all_commands = !member.negated;
      if (is_all && member.negated) stretch.any = false;
    }
  }

  SudoAliases& aliases_;
  SudoReader reader_;
};

bool IsIgnoredPart(std::string_view path) {
  const std::string_view name = NameIn(path);
  return path.substr(0, path.size() - name.size()).ends_with("sudoers.d/") &&
         (name.find('.') != std::string_view::npos || name.ends_with('~'));
}

}  // namespace

std::vector<FactPayload> ParseSudoers(std::string_view path, std::string_view text) {
  if (IsIgnoredPart(path)) return {};
  SudoAliases aliases;
  JoinedLines definitions(text);
  while (const auto line = definitions.Next()) aliases.Define(WithoutComment(*line));
  std::vector<FactPayload> facts;
  JoinedLines lines(text);
  while (const auto line = lines.Next()) {
    const std::string_view rule = Trim(WithoutComment(*line));
    if (IsPassedOver(rule) || SudoAliases::IsDefinition(rule)) continue;
    for (SudoRuleFact& fact : RuleParser(aliases, rule).Parse()) {
      if (facts.size() == limits::kFactsPerFileMax) return facts;
      fact.line = lines.number();
      facts.emplace_back(std::move(fact));
    }
  }
  return facts;
}

}  // namespace keytrail::facts
