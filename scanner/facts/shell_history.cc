#include "scanner/facts/shell_history.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "base/limits.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/shell_words.h"
#include "scanner/facts/ssh_command.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kFishCommand = "- cmd: ";

// Counts uses that are the same.
class UseTally {
 public:
  void AddLine(std::string_view line, ShellQuoting quoting) {
    for (const Words& command : SplitCommands(line, quoting)) {
      for (SshUseFact& use : ReadSshUses(command)) Add(std::move(use));
    }
  }

  std::vector<FactPayload> Take() {
    std::vector<FactPayload> facts;
    for (auto& [key, use] : uses_) facts.emplace_back(std::move(use));
    return facts;
  }

 private:
  void Add(SshUseFact use) {
    const Key key = {use.host, use.user, use.program, use.port, use.identity_file, use.jump};
    const auto found = uses_.find(key);
    if (found != uses_.end()) {
      ++found->second.count;
    } else if (uses_.size() < limits::kSshUsesPerFileMax) {
      uses_.emplace(key, std::move(use));
    }
  }

  using Key =
      std::tuple<std::string, std::string, std::string, std::uint32_t, std::string, std::string>;
  std::map<Key, SshUseFact> uses_;
};

// Without ": 1700000000:0;", which zsh writes in front where EXTENDED_HISTORY is set.
std::string_view WithoutZshTime(std::string_view line) {
  if (!line.starts_with(": ")) return line;
  const std::size_t end = line.find_first_not_of("0123456789:", 2);
  return end != std::string_view::npos && line[end] == ';' ? line.substr(end + 1) : line;
}

// Fish writes a line feed as "\n" and a backslash as two.
std::string UnescapeFish(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escapes = text[i] == '\\' && i + 1 < text.size();
    if (!escapes) {
      plain.push_back(text[i]);
      continue;
    }
    ++i;
    plain.push_back(text[i] == 'n' ? '\n' : text[i]);
  }
  return plain;
}

}  // namespace

std::vector<FactPayload> ParseShellHistory(std::string_view text) {
  UseTally uses;
  Lines lines(text);
  while (const auto line = lines.Next()) {
    uses.AddLine(WithoutZshTime(Trim(*line)), ShellQuoting::kPosix);
  }
  return uses.Take();
}

std::vector<FactPayload> ParseFishHistory(std::string_view text) {
  UseTally uses;
  Lines lines(text);
  while (const auto line = lines.Next()) {
    if (!line->starts_with(kFishCommand)) continue;
    uses.AddLine(UnescapeFish(line->substr(kFishCommand.size())), ShellQuoting::kPosix);
  }
  return uses.Take();
}

std::vector<FactPayload> ParsePowerShellHistory(std::string_view text) {
  UseTally uses;
  Lines lines(text);
  while (const auto line = lines.Next()) uses.AddLine(Trim(*line), ShellQuoting::kPowerShell);
  return uses.Take();
}

}  // namespace keytrail::facts
