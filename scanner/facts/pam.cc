#include "scanner/facts/pam.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "scanner/facts/joined_lines.h"
#include "scanner/facts/place.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kNamesMax = 256;
constexpr std::size_t kNameBytesMax = 128;

// Takes a word from the front of `text`; one in brackets may hold blanks.
std::string_view TakeWord(std::string_view& text) {
  text = Trim(text);
  std::size_t end = text.find_first_of(" \t");
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    end = close == std::string_view::npos ? close : close + 1;
  }
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(word.size());
  return word;
}

void Add(std::vector<std::string>& names, std::string_view name) {
  if (name.empty() || name.size() > kNameBytesMax || !IsPlain(name, "._-") ||
      names.size() == kNamesMax || std::ranges::find(names, name) != names.end()) {
    return;
  }
  names.emplace_back(name);
}

std::string_view ModuleName(std::string_view path) {
  std::string_view name = NameIn(path);
  if (name.ends_with(".so")) name.remove_suffix(3);
  return name;
}

void ParseLine(PamFact& fact, std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::string type = LowerCase(TakeWord(line));
  if (type == "@include") {
    Add(fact.includes, NameIn(TakeWord(line)));
    return;
  }
  // "-account": a module that is missing is passed over.
  if (type.starts_with('-')) type.erase(0, 1);
  if (type != "account") return;
  const std::string control = LowerCase(TakeWord(line));
  const std::string_view module = TakeWord(line);
  if (control == "include" || control == "substack") {
    Add(fact.includes, NameIn(module));
  } else if (ModuleName(module) != "pam_unix" && ModuleName(module) != "pam_permit") {
    Add(fact.account_modules, ModuleName(module));
  }
}

}  // namespace

std::vector<FactPayload> ParsePamService(std::string_view text) {
  PamFact fact;
  JoinedLines lines(text);
  while (const auto line = lines.Next()) ParseLine(fact, *line);
  return {std::move(fact)};
}

}  // namespace keytrail::facts
