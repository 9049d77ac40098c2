#include "scanner/facts/ssh_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "scanner/facts/joined_lines.h"
#include "scanner/facts/place.h"
#include "scanner/facts/plain.h"
#include "scanner/facts/sshd_config.h"
#include "scanner/facts/sshd_words.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kUnitFolders[] = {"etc/systemd/system/", "usr/lib/systemd/system/",
                                             "lib/systemd/system/", "run/systemd/system/",
                                             "usr/local/lib/systemd/system/"};
constexpr std::string_view kUnits[] = {"ssh.service", "sshd.service", "ssh.socket",
                                       "sshd.socket", "ssh@.service", "sshd@.service"};
constexpr std::string_view kOptionFiles[] = {"etc/default/ssh", "etc/sysconfig/sshd"};
constexpr std::string_view kDropInSuffix = ".d";
// Options of sshd that a value follows, of those that OpenSSH has had.
constexpr std::string_view kValueOptions = "CEVbcfghkopu";
constexpr std::string_view kPathMarks = "._/-+@%~";
constexpr std::size_t kOptionsMax = 1'000;

// The unit that the file at `path` is or extends; empty when it is none of an SSH server.
std::string_view UnitOf(std::string_view path) {
  const auto* folder = std::ranges::find_if(
      kUnitFolders, [path](std::string_view start) { return path.starts_with(start); });
  if (folder == std::ranges::end(kUnitFolders)) return {};
  std::string_view unit = path.substr(folder->size());
  const std::size_t slash = unit.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view drop_in = unit.substr(slash + 1);
    unit = unit.substr(0, slash);
    if (!unit.ends_with(kDropInSuffix) || !drop_in.ends_with(".conf") ||
        drop_in.find('/') != std::string_view::npos) {
      return {};
    }
    unit.remove_suffix(kDropInSuffix.size());
  }
  const auto* known = std::ranges::find(kUnits, unit);
  return known == std::ranges::end(kUnits) ? std::string_view() : *known;
}

// The options of one command line that decide something.
struct CommandOptions {
  std::vector<std::string> options;
  bool withheld = false;
};

void NoteConfigOption(CommandOptions& found, std::string_view value) {
  const auto facts = ParseSshdConfig(value);
  const auto& directives = std::get<SshdConfigFact>(facts.front()).directives;
  if (directives.size() != 1 || directives[0].keyword.empty() || directives[0].malformed ||
      directives[0].withheld) {
    found.withheld = true;
    return;
  }
  std::string option = "-o " + directives[0].keyword + "=";
  for (std::size_t i = 0; i < directives[0].arguments.size(); ++i) {
    option += (i > 0 ? " " : "") + directives[0].arguments[i];
  }
  found.options.push_back(std::move(option));
}

void NoteOption(CommandOptions& found, char letter, std::string_view value) {
  if (found.options.size() == kOptionsMax) {
    found.withheld = true;
  } else if (letter == 'o') {
    NoteConfigOption(found, value);
  } else if (letter == 'f' || letter == 'p') {
    const bool plain = value.size() <= limits::kLinkTargetBytesMax &&
                       IsPlain(value, letter == 'f' ? kPathMarks : "");
    if (!plain) found.withheld = true;
    if (plain) found.options.push_back(std::string("-") + letter + " " + std::string(value));
  }
}

// Letters may stand together behind one dash, and a value behind its letter or in the next word.
CommandOptions FindOptions(const std::vector<std::string>& words) {
  CommandOptions found;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") break;
    if (!word.starts_with('-')) continue;
    const std::size_t at = word.find_first_of(kValueOptions, 1);
    if (at == std::string_view::npos) continue;
    const bool is_inside = at + 1 < word.size();
    if (!is_inside && i + 1 == words.size()) break;
    NoteOption(found, word[at], is_inside ? word.substr(at + 1) : std::string_view(words[++i]));
  }
  return found;
}

struct Assignment {
  std::string_view name;
  std::string_view value;
};

std::optional<Assignment> ReadAssignment(std::string_view line) {
  line = Trim(line);
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || line.starts_with('#') || line.starts_with(';')) {
    return std::nullopt;
  }
  return Assignment{.name = Trim(line.substr(0, equals)), .value = Trim(line.substr(equals + 1))};
}

bool NamesOptions(std::string_view variable) {
  return variable == "SSHD_OPTS" || variable == "OPTIONS";
}

class ServiceParser {
 public:
  void Read(const Assignment& assignment) {
    if (assignment.name == "ExecStart") {
      ReadCommand(assignment.value);
    } else if (assignment.name == "Environment") {
      for (const std::string& word : Words(assignment.value)) ReadVariable(word);
    } else if (NamesOptions(assignment.name)) {
      // A shell's assignment: its quotes hold the words together.
      const auto values = Words(assignment.value);
      variable_ = values.empty() ? CommandOptions() : FindOptions(Words(values.front()));
    }
  }

  ServiceFact Take(std::string unit) {
    ServiceFact fact{.unit = std::move(unit), .sshd_options = std::move(command_.options)};
    for (std::string& option : variable_.options) fact.sshd_options.push_back(std::move(option));
    fact.withheld = command_.withheld || variable_.withheld;
    return fact;
  }

 private:
  std::vector<std::string> Words(std::string_view text) {
    auto words = SplitArguments(text);
    if (!words) command_.withheld = true;
    return words ? *std::move(words) : std::vector<std::string>();
  }

  void ReadVariable(std::string_view word) {
    const auto variable = ReadAssignment(word);
    if (variable && NamesOptions(variable->name)) variable_ = FindOptions(Words(variable->value));
  }

  void ReadCommand(std::string_view value) {
    command_ = {};
    std::vector<std::string> words = Words(value);
    if (words.empty()) return;
    // Marks in front of the path change how systemd starts the program.
    const std::string program(words[0].substr(std::min(words[0].find('/'), words[0].size())));
    words.erase(words.begin());
    if (NameIn(program) != "sshd") {
      command_.withheld = true;
      return;
    }
    command_ = FindOptions(words);
  }

  CommandOptions command_;
  CommandOptions variable_;
};

bool IsOptionFile(std::string_view path) {
  return std::ranges::find(kOptionFiles, path) != std::ranges::end(kOptionFiles);
}

}  // namespace

bool IsSshServicePath(std::string_view path) { return IsOptionFile(path) || !UnitOf(path).empty(); }

std::vector<FactPayload> ParseSshService(std::string_view path, std::string_view text) {
  const std::string_view unit = IsOptionFile(path) ? path.substr(path.find('/') + 1) : UnitOf(path);
  ServiceParser parser;
  JoinedLines lines(text);
  while (const auto line = lines.Next()) {
    if (const auto assignment = ReadAssignment(*line)) parser.Read(*assignment);
  }
  return {parser.Take(std::string(unit))};
}

}  // namespace keytrail::facts
