#include "scanner/match/path_globs.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.h"
#include "scanner/match/glob_braces.h"

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

Status CheckPlainGlob(std::string_view glob) {
  const std::vector<std::string> parts = PartsOf(glob);
  if (parts.empty() || parts.front() == kAnyParts || parts.back() == kAnyParts ||
      std::ranges::count(parts, kAnyParts) > 1) {
    return MakeError(StatusCode::kInvalidArgument,
                     "bad path: '**' stands between names, once: write such as "
                     ".docker/config.json or etc/**/*.conf");
  }
  return OkStatus();
}

}  // namespace

Status CheckGlob(std::string_view glob) {
  KT_ASSIGN_OR_RETURN(const std::vector<std::string> plain_globs, ExpandBraces(glob));
  for (const std::string& plain : plain_globs) KT_RETURN_IF_ERROR(CheckPlainGlob(plain));
  return OkStatus();
}

PathGlobs::Entries& PathGlobs::EntriesFor(const std::vector<std::string>& parts) {
  const std::string& name = parts.front();
  if (IsPlain(name)) return by_name_[name];
  const std::string extension(ExtensionOf(name));
  if (extension.size() > 1 && IsPlain(extension)) return by_extension_[extension];
  const std::string first = name.substr(0, 1);
  if (IsPlain(first)) return by_first_[first];
  const auto folder = std::find_if(parts.begin() + 1, parts.end(), IsPlain);
  return folder == parts.end() ? others_ : by_folder_[*folder];
}

void PathGlobs::Add(std::string_view glob, std::size_t rule_index) {
  const StatusOr<std::vector<std::string>> plain_globs = ExpandBraces(glob);
  for (const std::string& plain : *plain_globs) AddPlain(plain, rule_index);
}

// Rules share their globs: a glob is compared once for all of them.
void PathGlobs::AddPlain(std::string_view glob, std::size_t rule_index) {
  std::vector<std::string> parts = PartsOf(LowerCase(glob));
  Entries& entries = EntriesFor(parts);
  const auto same = std::ranges::find(entries, parts, &Entry::parts);
  if (same != entries.end()) {
    same->rule_indices.push_back(rule_index);
  } else {
    entries.push_back({.parts = std::move(parts), .rule_indices = {rule_index}});
  }
}

std::vector<std::size_t> PathGlobs::RulesFor(std::string_view path) const {
  std::vector<std::size_t> rules;
  const std::vector<std::string> parts = PartsOf(LowerCase(path));
  if (parts.empty()) return rules;
  const auto add = [&](const Entries& entries) {
    for (const Entry& entry : entries) {
      if (!MatchesParts(entry.parts, parts)) continue;
      rules.insert(rules.end(), entry.rule_indices.begin(), entry.rule_indices.end());
    }
  };
  const auto add_of = [&](const Index& index, const std::string& key) {
    const auto found = index.find(key);
    if (found != index.end()) add(found->second);
  };
  const std::string& name = parts.front();
  add_of(by_name_, name);
  add_of(by_extension_, std::string(ExtensionOf(name)));
  add_of(by_first_, name.substr(0, 1));
  for (auto folder = parts.begin() + 1; folder != parts.end(); ++folder) {
    if (std::find(parts.begin() + 1, folder, *folder) == folder) add_of(by_folder_, *folder);
  }
  add(others_);
  std::ranges::sort(rules);
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

}  // namespace keytrail::match
