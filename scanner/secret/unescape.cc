#include "scanner/secret/unescape.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/digest.h"

namespace keytrail::secret {
namespace {

// "&#x10FFFF;" is the longest that makes sense.
constexpr std::size_t kEntityBytesMax = 10;

std::optional<char> NamedEntity(std::string_view name) {
  static constexpr std::pair<std::string_view, char> kNames[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, c] : kNames) {
    if (name == known) return c;
  }
  return std::nullopt;
}

// `name` is what stands between & and ;.
std::optional<char> EntityCharacter(std::string_view name) {
  if (!name.starts_with('#')) return NamedEntity(name);
  name.remove_prefix(1);
  int base = 10;
  if (name.starts_with('x') || name.starts_with('X')) {
    name.remove_prefix(1);
    base = 16;
  }
  unsigned code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, base);
  if (error != std::errc() || end != name.data() + name.size() || code >= 128) return std::nullopt;
  return static_cast<char>(code);
}

}  // namespace

std::string PercentUnescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto byte = HexDecode(text.substr(i + 1, 2));
      if (byte.ok()) {
        plain.push_back(static_cast<char>(byte->front()));
        i += 2;
        continue;
      }
    }
    plain.push_back(text[i]);
  }
  return plain;
}

std::string EntityUnescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&') {
      const std::size_t end = text.substr(i, kEntityBytesMax).find(';');
      const auto c = end == std::string_view::npos ? std::nullopt
                                                   : EntityCharacter(text.substr(i + 1, end - 1));
      if (c) {
        plain.push_back(*c);
        i += end;
        continue;
      }
    }
    plain.push_back(text[i]);
  }
  return plain;
}

}  // namespace keytrail::secret
