#include "scanner/facts/ssh_client_config.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain_words.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBlanks = " \t\f";
constexpr std::size_t kValuesMax = 64;  // of one keyword in a block
constexpr std::size_t kLineBytesMax = 8 * 1024;

struct Directive {
  std::string keyword;  // lower-cased
  std::vector<std::string> arguments;
};

std::string_view SkipBlanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
}

// One word, whose blanks quotes protect, and a backslash quotes and itself. Stops behind it.
// Nothing where a quote stays open. Source: OpenSSH's argv_split().
std::optional<std::string> TakeWord(std::string_view& text) {
  std::string word;
  char quote = 0;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    const bool escapes = c == '\\' && i + 1 < text.size() &&
                         (std::string_view("\"'\\").find(text[i + 1]) != std::string_view::npos ||
                          (quote == 0 && text[i + 1] == ' '));
    if (escapes) {
      word.push_back(text[++i]);
    } else if (quote != 0 ? c == quote : (c == '"' || c == '\'')) {
      quote = quote == 0 ? c : '\0';
    } else if (quote == 0 && kBlanks.find(c) != std::string_view::npos) {
      break;
    } else {
      word.push_back(c);
    }
  }
  if (quote != 0) return std::nullopt;
  text = SkipBlanks(text.substr(i));
  return word;
}

// Keyword and arguments, with blanks or one "=" between them. Nothing for a line without, or one
// that ssh refuses.
std::optional<Directive> ReadDirective(std::string_view line) {
  line = SkipBlanks(Trim(line));
  if (line.empty() || line[0] == '#' || line.size() > kLineBytesMax) return std::nullopt;
  const std::size_t end = std::min(line.find_first_of(" \t\f="), line.size());
  Directive directive{.keyword = LowerCase(line.substr(0, end)), .arguments = {}};
  line = SkipBlanks(line.substr(end));
  if (line.starts_with('=')) line = SkipBlanks(line.substr(1));
  while (!line.empty() && line[0] != '#' && directive.arguments.size() < kValuesMax) {
    auto word = TakeWord(line);
    if (!word) return std::nullopt;
    directive.arguments.push_back(*std::move(word));
  }
  if (directive.arguments.empty()) return std::nullopt;
  return directive;
}

void AddPlainPaths(const std::vector<std::string>& from, std::vector<std::string>& to) {
  for (const std::string& path : from) {
    if (to.size() < kValuesMax && IsPlainPath(path)) to.push_back(path);
  }
}

std::uint32_t ReadPort(std::string_view text) {
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_port = error == std::errc() && end == text.data() + text.size() && port <= 65535;
  return is_port ? port : 0;
}

// Gathers the blocks of one file.
class Blocks {
 public:
  Blocks() { block_.patterns = {"*"}; }

  void Add(const Directive& directive, std::uint32_t line) {
    if (directive.keyword == "host" || directive.keyword == "match") {
      Finish();
      block_ = {};
      given_.clear();
      says_something_ = false;
      block_.line = line;
      block_.has_match = directive.keyword == "match";
      if (!block_.has_match) AddPatterns(directive.arguments);
      return;
    }
    if (block_.line == 0) block_.line = line;
    AddLists(directive);
    AddFirst(directive);
  }

  std::vector<FactPayload> Take() {
    Finish();
    return std::move(facts_);
  }

 private:
  void AddPatterns(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
      if (IsPlainHostPattern(pattern)) {
        block_.patterns.push_back(pattern);
      } else {
        block_.has_match = true;
      }
    }
  }

  void AddLists(const Directive& directive) {
    if (directive.keyword == "identityfile") {
      AddPlainPaths({directive.arguments.front()}, block_.identity_files);
    } else if (directive.keyword == "certificatefile") {
      AddPlainPaths({directive.arguments.front()}, block_.certificate_files);
    } else if (directive.keyword == "include") {
      AddPlainIncludes(directive.arguments);
    } else {
      return;
    }
    says_something_ = true;
  }

  void AddPlainIncludes(const std::vector<std::string>& globs) {
    for (const std::string& glob : globs) {
      std::string path = glob;
      std::erase_if(
          path, [](char c) { return std::string_view("*?[]").find(c) != std::string_view::npos; });
      if (block_.includes.size() < kValuesMax && IsPlainPath(path)) block_.includes.push_back(glob);
    }
  }

  // Of a value that is not plain nothing is kept, and yet it is the one that holds.
  void AddFirst(const Directive& directive) {
    if (!given_.insert(directive.keyword).second) return;
    const std::string& value = directive.arguments.front();
    if (directive.keyword == "hostname") {
      Set(block_.host_name, value, IsPlainHost(value));
    } else if (directive.keyword == "user") {
      Set(block_.user, value, IsPlainUser(value));
    } else if (directive.keyword == "hostkeyalias") {
      Set(block_.host_key_alias, value, IsPlainHost(value));
    } else if (directive.keyword == "proxyjump") {
      Set(block_.proxy_jump, value, IsPlainJump(value));
    } else if (directive.keyword == "port") {
      block_.port = ReadPort(value);
      says_something_ = true;
    }
  }

  void Set(std::string& field, const std::string& value, bool is_plain) {
    if (!is_plain) return;
    field = value;
    says_something_ = true;
  }

  void Finish() {
    const bool applies = block_.has_match || !block_.patterns.empty();
    if (applies && says_something_ && facts_.size() < limits::kSshClientBlocksMax) {
      facts_.emplace_back(std::move(block_));
    }
  }

  SshClientBlockFact block_;
  std::set<std::string> given_;  // keywords whose value holds
  bool says_something_ = false;
  std::vector<FactPayload> facts_;
};

}  // namespace

std::vector<FactPayload> ParseSshClientConfig(std::string_view text) {
  Blocks blocks;
  Lines lines(text);
  while (const auto line = lines.Next()) {
    if (const auto directive = ReadDirective(*line)) blocks.Add(*directive, lines.number());
  }
  return blocks.Take();
}

}  // namespace keytrail::facts
