#include "scanner/match/path_globs.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace keytrail::match {
namespace {

constexpr std::string_view kAnyParts = "**";

bool IsPlain(std::string_view part) { return part.find_first_of("*?") == std::string_view::npos; }

// The parts of a path, last first; empty ones are left out.
std::vector<std::string> PartsOf(std::string_view path) {
  std::vector<std::string> parts;
  std::string part;
  const auto end_part = [&] {
    if (!part.empty()) parts.push_back(std::move(part));
    part.clear();
  };
  for (const char c : path) {
    if (c == '/' || c == '\\') {
      end_part();
    } else {
      part.push_back(c);
    }
  }
  end_part();
  std::ranges::reverse(parts);
  return parts;
}

// Wildcards within one part. Time: length of the part times that of the glob.
bool MatchesPart(std::string_view glob, std::string_view part) {
  std::size_t g = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (p < part.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = p;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == part[p])) {
      ++g;
      ++p;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      p = ++resume;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

// Both last part first. CheckGlob allows one `**`, so this does not branch twice.
bool MatchesParts(std::span<const std::string> glob, std::span<const std::string> path) {
  while (!glob.empty() && glob.front() != kAnyParts) {
    if (path.empty() || !MatchesPart(glob.front(), path.front())) return false;
    glob = glob.subspan(1);
    path = path.subspan(1);
  }
  if (glob.empty()) return true;
  for (;; path = path.subspan(1)) {
    if (MatchesParts(glob.subspan(1), path)) return true;
    if (path.empty()) return false;
  }
}

// From the last dot on; empty without one.
std::string_view ExtensionOf(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

}  // namespace

Status CheckGlob(std::string_view glob) {
  const std::vector<std::string> parts = PartsOf(glob);
  if (parts.empty() || parts.front() == kAnyParts || parts.back() == kAnyParts ||
      std::ranges::count(parts, kAnyParts) > 1) {
    return MakeError(StatusCode::kInvalidArgument,
                     "bad path: '**' stands between names, once: write such as "
                     ".docker/config.json or etc/**/*.conf");
  }
  return OkStatus();
}

void PathGlobs::Add(std::string_view glob, std::size_t rule_index) {
  Entry entry{.parts = PartsOf(LowerCase(glob)), .rule_index = rule_index};
  const std::string name = entry.parts.front();
  if (IsPlain(name)) {
    by_name_[name].push_back(std::move(entry));
  } else if (name.starts_with("*.") && ExtensionOf(name).size() == name.size() - 1 &&
             IsPlain(name.substr(1))) {
    by_extension_[name.substr(1)].push_back(std::move(entry));
  } else {
    others_.push_back(std::move(entry));
  }
}

const std::vector<PathGlobs::Entry>* PathGlobs::Find(const Index& index, const std::string& key) {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &found->second;
}

std::vector<std::size_t> PathGlobs::RulesFor(std::string_view path) const {
  std::vector<std::size_t> rules;
  const std::size_t slash = path.find_last_of("/\\");
  const std::string name =
      LowerCase(slash == std::string_view::npos ? path : path.substr(slash + 1));
  std::vector<std::string> parts;
  const auto add = [&](const std::vector<Entry>* entries) {
    if (entries == nullptr || entries->empty()) return;
    if (parts.empty()) parts = PartsOf(LowerCase(path));
    for (const Entry& entry : *entries) {
      if (MatchesParts(entry.parts, parts)) rules.push_back(entry.rule_index);
    }
  };
  add(Find(by_name_, name));
  add(Find(by_extension_, std::string(ExtensionOf(name))));
  add(&others_);
  std::ranges::sort(rules);
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

}  // namespace keytrail::match
