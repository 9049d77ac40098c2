#include "scanner/pipeline/pragma.h"

#include <algorithm>

namespace keytrail::pipeline {
namespace {

constexpr std::string_view kPragma = "keytrail:allow";

bool IsIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

// What `text` begins with that could be a rule's id: words of other comments have no dot inside.
std::string_view IdIn(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t:="), text.size()));
  const auto end = std::ranges::find_if_not(text, IsIdCharacter);
  const std::string_view id = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  const std::size_t dot = id.find('.');
  return dot == 0 || dot == std::string_view::npos || dot + 1 == id.size() ? "" : id;
}

bool Allows(std::string_view text, std::string_view rule_id) {
  for (std::size_t at = text.find(kPragma); at != std::string_view::npos;
       at = text.find(kPragma, at + 1)) {
    const std::string_view id = IdIn(text.substr(at + kPragma.size()));
    if (id.empty() || id == rule_id) return true;
  }
  return false;
}

}  // namespace

bool IsAllowed(std::span<const std::byte> buffer, const SecretRange& secret,
               std::string_view rule_id) {
  const std::string_view text(reinterpret_cast<const char*>(buffer.data()), buffer.size());
  const std::size_t begin = std::min(secret.begin, text.size());
  const std::size_t end = std::clamp(secret.end, begin, text.size());
  std::string_view before = text.substr(0, begin);
  before.remove_prefix(before.size() - std::min(before.size(), kPragmaReachBytes));
  const std::size_t line_begin = before.rfind('\n');
  if (line_begin != std::string_view::npos) before.remove_prefix(line_begin + 1);
  std::string_view behind = text.substr(end, kPragmaReachBytes);
  behind = behind.substr(0, behind.find('\n'));
  return Allows(before, rule_id) || Allows(behind, rule_id);
}

}  // namespace keytrail::pipeline
