#include "scanner/facts/sshd_config.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "scanner/facts/command_class.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/place.h"
#include "scanner/facts/plain.h"
#include "scanner/facts/principals.h"
#include "scanner/facts/revocation_list.h"
#include "scanner/facts/sshd_keywords.h"
#include "scanner/facts/sshd_words.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kDirectivesMax = 10'000;
// Of all arguments of a file, each counted with one byte more than it has.
constexpr std::size_t kArgumentsBytesMax = 256 * 1024;
constexpr std::size_t kArgumentBytesMax = 4 * 1024;
constexpr std::size_t kUnknownKeywordBytesMax = 64;
// Of patterns, addresses, algorithms, paths, and of names of a Windows domain.
constexpr std::string_view kPlainMarks = ".:*?!,/_-@%[]+=~^# \\$";
constexpr std::string_view kByteOrderMarks[] = {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"};

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && LowerCase(text) == lower;
}

// Lines as sshd's buffer has them: it copies each as a C string, so that a NUL joins what stands in
// front of it to the next line.
class ConfigLines {
 public:
  explicit ConfigLines(std::string_view text) : lines_(text) {}

  // The next line without leading and trailing blanks; nothing at the end. Valid until the next.
  std::optional<std::string_view> Next() {
    joined_.clear();
    bool any = false;
    while (const auto raw = lines_.Next()) {
      if (!any) number_ = lines_.number();
      any = true;
      const std::size_t start = std::min(raw->find_first_not_of(" \t\r"), raw->size());
      const std::string_view line = raw->substr(start);
      const std::size_t end = line.find('\0');
      if (end == std::string_view::npos && joined_.empty()) return TrimEnd(line);
      joined_ += line.substr(0, end);
      if (end == std::string_view::npos) break;
    }
    return any ? std::optional(TrimEnd(joined_)) : std::nullopt;
  }
  std::uint32_t number() const { return number_; }

 private:
  // sshd never removes the first byte.
  static std::string_view TrimEnd(std::string_view line) {
    const std::size_t last = line.find_last_not_of(" \t\r\n\f");
    return line.substr(0, last == std::string_view::npos ? 1 : last + 1);
  }

  Lines lines_;
  std::string joined_;
  std::uint32_t number_ = 0;
};

struct KeywordAndRest {
  std::string keyword;
  std::string_view rest;
};

// Nothing for lines that sshd passes over.
std::optional<KeywordAndRest> ReadKeyword(std::string_view line) {
  DelimitedWord next = NextDelimitedWord(line);
  if (next.word && next.word->empty() && next.rest) next = NextDelimitedWord(*next.rest);
  if (!next.word || next.word->empty() || next.word->front() == '#') return std::nullopt;
  return KeywordAndRest{.keyword = LowerCase(*next.word),
                        .rest = next.rest.value_or(std::string_view())};
}

// The criteria and patterns of a Match line, up to where sshd stops reading them.
std::vector<std::string> MatchWords(std::string_view text) {
  std::vector<std::string> words;
  std::optional<std::string_view> rest = text;
  while (rest && !rest->empty()) {
    DelimitedWord next = NextDelimitedWord(*rest);
    if (!next.word || next.word->starts_with('#')) break;
    words.push_back(*std::move(next.word));
    rest = next.rest;
  }
  return words;
}

std::string ForcedCommandClass(std::string_view command) {
  return EqualsIgnoringCase(command, "none") ? "none" : std::string(CommandClass(command));
}

using Words = std::vector<std::string>;

// How a keyword's value becomes a directive's arguments. `value` is what follows the keyword, and
// `words` are the same, cut.
using Fill = void (*)(SshdDirective& directive, std::string_view value, Words words);

void FillPlain(SshdDirective& directive, std::string_view, Words words) {
  for (std::string& word : words) {
    if (word.size() <= kArgumentBytesMax && IsPlain(word, kPlainMarks)) continue;
    word.clear();
    directive.withheld = true;
  }
  directive.arguments = std::move(words);
}

void FillMatch(SshdDirective& directive, std::string_view value, Words) {
  FillPlain(directive, value, MatchWords(value));
}

void FillForcedCommand(SshdDirective& directive, std::string_view value, Words) {
  directive.arguments = {ForcedCommandClass(value)};
}

void FillCommand(SshdDirective& directive, std::string_view value, Words) {
  if (EqualsIgnoringCase(value, "none")) {
    directive.arguments = {"none"};
    return;
  }
  directive.malformed = !value.starts_with('/');
  directive.arguments = {std::string(CommandProgramClass(value))};
}

void FillSubsystem(SshdDirective& directive, std::string_view value, Words words) {
  if (words.size() > 2) words.resize(2);
  FillPlain(directive, value, std::move(words));
}

void FillEnvironment(SshdDirective& directive, std::string_view value, Words words) {
  for (std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) directive.malformed = true;
    word.resize(equals == std::string::npos ? 0 : equals + 1);
  }
  FillPlain(directive, value, std::move(words));
}

void FillNothing(SshdDirective& directive, std::string_view, Words) { directive.withheld = true; }

struct KeywordFill {
  std::string_view keyword;
  Fill fill;
};
constexpr KeywordFill kFills[] = {
    {"authorizedkeyscommand", &FillCommand},
    {"authorizedprincipalscommand", &FillCommand},
    {"forcecommand", &FillForcedCommand},
    {"match", &FillMatch},
    {"setenv", &FillEnvironment},
    {"subsystem", &FillSubsystem},
    {"versionaddendum", &FillNothing},
};

Fill FillOf(std::string_view keyword) {
  const auto* row = std::ranges::find(kFills, keyword, &KeywordFill::keyword);
  return row == std::ranges::end(kFills) ? &FillPlain : row->fill;
}

std::optional<SshdDirective> ParseLine(std::string_view line) {
  auto parsed = ReadKeyword(line);
  if (!parsed) return std::nullopt;
  SshdDirective directive;
  auto words = SplitArguments(parsed->rest);
  directive.malformed = !words || parsed->rest.empty();
  const bool known = IsSshdKeyword(parsed->keyword);
  if (known ||
      (parsed->keyword.size() <= kUnknownKeywordBytesMax && IsPlain(parsed->keyword, ""))) {
    directive.keyword = std::move(parsed->keyword);
  }
  if (known && !directive.malformed) {
    FillOf(directive.keyword)(directive, parsed->rest, *std::move(words));
  }
  return directive;
}

std::size_t ArgumentsBytes(const SshdDirective& directive) {
  std::size_t bytes = 0;
  for (const std::string& argument : directive.arguments) bytes += argument.size() + 1;
  return bytes;
}

// What else lies below /etc/ssh.
bool IsNamedForSomethingElse(std::string_view path) {
  const std::string_view name = NameIn(path);
  return name == "moduli" || name.ends_with("_key") || name.ends_with(".pub") ||
         name.starts_with("ssh_known_hosts") ||
         path.find("/ssh_config") != std::string_view::npos ||
         name.find("authorized_keys") != std::string_view::npos || IsRevocationListPath(path) ||
         IsPrincipalsPath(path);
}

}  // namespace

bool IsSshdConfigPath(std::string_view path) {
  static constexpr std::string_view kFiles[] = {
      "usr/etc/ssh/sshd_config", "usr/local/etc/sshd_config", "ProgramData/ssh/sshd_config",
      "etc/crypto-policies/back-ends/opensshserver.config"};
  if (std::ranges::find(kFiles, path) != std::ranges::end(kFiles)) return true;
  if (path.starts_with("usr/etc/ssh/sshd_config.d/")) return true;
  if (path.starts_with("usr/share/crypto-policies/")) return NameIn(path) == "opensshserver.txt";
  return path.starts_with("etc/ssh/") && !IsNamedForSomethingElse(path);
}

std::string_view CommandProgramClass(std::string_view command) {
  static constexpr std::string_view kPrograms[] = {
      "google_authorized_keys", "google_authorized_principals", "aad_certhandler",
      "eic_run_authorized_keys", "sss_ssh_authorizedkeys"};
  std::string_view program = NameIn(command.substr(0, command.find_first_of(" \t")));
  if (program == "google_authorized_keys_sk") program.remove_suffix(3);
  const auto* known = std::ranges::find(kPrograms, program);
  return known == std::ranges::end(kPrograms) ? "other" : *known;
}

std::vector<FactPayload> ParseSshdConfig(std::string_view text) {
  SshdConfigFact fact;
  for (const std::string_view mark : kByteOrderMarks) {
    if (!text.starts_with(mark)) continue;
    fact.refused = true;
    fact.refusal = "byte_order_mark";
    return {std::move(fact)};
  }
  ConfigLines lines(text);
  std::size_t arguments_bytes = 0;
  while (const auto line = lines.Next()) {
    auto directive = ParseLine(*line);
    if (!directive) continue;
    directive->line = lines.number();
    arguments_bytes += ArgumentsBytes(*directive);
    if (fact.directives.size() == kDirectivesMax || arguments_bytes > kArgumentsBytesMax) {
      fact.truncated = true;
      break;
    }
    fact.directives.push_back(*std::move(directive));
  }
  return {std::move(fact)};
}

}  // namespace keytrail::facts
