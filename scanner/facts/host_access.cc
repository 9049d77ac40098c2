#include "scanner/facts/host_access.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "scanner/facts/joined_lines.h"
#include "scanner/facts/place.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kWordBytesMax = 1024;
constexpr std::string_view kWordMarks = ".:*?/_-@%[]+";
constexpr std::string_view kHarmlessOptions[] = {"spawn",  "severity", "banners", "keepalive",
                                                 "linger", "rfc931",   "nice",    "setenv",
                                                 "umask",  "user",     "group"};

// Cuts at colons, but not within brackets, where IPv6 addresses stand, nor behind a backslash.
std::vector<std::string_view> SplitFields(std::string_view line) {
  std::vector<std::string_view> fields;
  bool bracketed = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '[') bracketed = true;
    if (line[i] == ']') bracketed = false;
    if (line[i] != ':' || bracketed || (i > 0 && line[i - 1] == '\\')) continue;
    fields.push_back(line.substr(start, i - start));
    start = i + 1;
  }
  fields.push_back(line.substr(start));
  return fields;
}

std::vector<std::string> SplitWords(std::string_view list) {
  constexpr std::string_view kSeparators = " \t,";
  std::vector<std::string> words;
  while (words.size() < limits::kListItemsMax) {
    list.remove_prefix(std::min(list.find_first_not_of(kSeparators), list.size()));
    if (list.empty()) break;
    const std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    words.emplace_back(list.substr(0, end));
    list.remove_prefix(end);
  }
  return words;
}

// Also true of forms that may stand for any name.
bool MayBeSshd(std::string_view word) {
  const std::string daemon = LowerCase(word);
  return daemon == "sshd" || daemon == "all" || daemon.starts_with('.') || daemon.ends_with('.') ||
         daemon.find_first_of("*?/@") != std::string::npos;
}

std::vector<std::string> Kept(HostAccessFact::Rule& rule, std::vector<std::string> words) {
  for (std::string& word : words) {
    if (word.size() <= kWordBytesMax && IsPlain(word, kWordMarks)) continue;
    word.clear();
    rule.withheld = true;
  }
  return words;
}

void ApplyOption(HostAccessFact::Rule& rule, std::string_view option) {
  option = Trim(option);
  const std::string name = LowerCase(option.substr(0, option.find_first_of(" \t=")));
  if (name == "allow") {
    rule.deny = false;
  } else if (name == "deny" || name == "twist") {
    rule.deny = true;
  } else if (!name.empty() &&
             std::ranges::find(kHarmlessOptions, name) == std::ranges::end(kHarmlessOptions)) {
    rule.withheld = true;
  }
}

}  // namespace

std::vector<FactPayload> ParseHostAccess(std::string_view path, std::string_view text) {
  HostAccessFact fact;
  const bool denies = NameIn(path) == "hosts.deny";
  JoinedLines lines(text);
  while (const auto line = lines.Next()) {
    if (line->starts_with('#')) continue;
    const auto fields = SplitFields(*line);
    if (fields.size() < 2) continue;
    auto daemons = SplitWords(fields[0]);
    if (std::ranges::none_of(daemons, &MayBeSshd)) continue;
    if (fact.rules.size() == limits::kListItemsMax) break;
    HostAccessFact::Rule rule{.line = lines.number(), .daemons = {}, .clients = {}, .deny = denies};
    rule.daemons = Kept(rule, std::move(daemons));
    rule.clients = Kept(rule, SplitWords(fields[1]));
    for (std::size_t i = 2; i < fields.size(); ++i) ApplyOption(rule, fields[i]);
    fact.rules.push_back(std::move(rule));
  }
  return {std::move(fact)};
}

}  // namespace keytrail::facts
