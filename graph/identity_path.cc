#include "graph/identity_path.h"

#include <algorithm>
#include <filesystem>

namespace keytrail::graph {
namespace {

constexpr std::string_view kPublicSuffix = ".pub";

std::string HomeText(const IdentityTokens& tokens) { return tokens.home.value_or("~"); }

// Nothing where it is not known.
std::optional<std::string> ValueOf(char token, const IdentityTokens& tokens) {
  switch (token) {
    case '%': return "%";
    case 'd': return HomeText(tokens);
    case 'h': return tokens.host;
    case 'n': return tokens.called;
    case 'r': return tokens.user.empty() ? std::nullopt : std::optional(tokens.user);
    default: return std::nullopt;
  }
}

std::optional<std::string> ExpandTokens(std::string_view text, const IdentityTokens& tokens) {
  constexpr std::string_view kHomeVariable = "${HOME}";
  std::string expanded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(kHomeVariable)) {
      expanded += HomeText(tokens);
      i += kHomeVariable.size() - 1;
    } else if (text.substr(i).starts_with("${")) {
      return std::nullopt;
    } else if (text[i] == '%') {
      const auto value = i + 1 < text.size() ? ValueOf(text[++i], tokens) : std::nullopt;
      if (!value) return std::nullopt;
      expanded += *value;
    } else {
      expanded.push_back(text[i]);
    }
  }
  return expanded;
}

}  // namespace

std::optional<std::string> HomeOfFile(std::string_view path) {
  std::size_t begin = path.starts_with('/') ? 1 : 0;
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = path.substr(begin, end - begin);
    if (name.starts_with('.') || name == "AppData") {
      const std::string_view home = path.substr(0, begin == 0 ? 0 : begin - 1);
      return home.empty() || home.starts_with('/') ? std::string(home) : "/" + std::string(home);
    }
    begin = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> IdentityPath(std::string_view text, const IdentityTokens& tokens) {
  if (text.empty() || text == "none") return std::nullopt;
  auto expanded = ExpandTokens(text, tokens);
  if (!expanded) return std::nullopt;
  std::string path = *std::move(expanded);
  std::ranges::replace(path, '\\', '/');
  if (path.size() > 2 && path[1] == ':' && path[2] == '/') path.erase(0, 2);
  if (path.ends_with(kPublicSuffix)) path.resize(path.size() - kPublicSuffix.size());
  if (path.starts_with("~/")) {
    path = HomeText(tokens) + path.substr(1);
  } else if (path.starts_with('~')) {
    return std::nullopt;
  } else if (!path.starts_with('/')) {
    path = HomeText(tokens) + "/" + path;
  }
  return std::filesystem::path(path).lexically_normal().string();
}

}  // namespace keytrail::graph
