#include "scanner/match/component.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "scanner/match/dialect.h"

namespace keytrail::match {
namespace {

// Before `position`, at most `bytes` back, and no further than the start of the line that lies
// `lines` above; 0 lines: the bytes alone count.
std::size_t WindowBegin(std::string_view text, std::size_t position, std::size_t bytes,
                        std::uint32_t lines) {
  const std::size_t floor = position - std::min(position, bytes);
  if (lines == 0) return floor;
  std::size_t begin = position;
  for (std::uint32_t passed = 0; begin > floor; --begin) {
    if (text[begin - 1] == '\n' && passed++ == lines) break;
  }
  return begin;
}

std::size_t WindowEnd(std::string_view text, std::size_t position, std::size_t bytes,
                      std::uint32_t lines) {
  const std::size_t ceiling = std::min(text.size(), position + bytes);
  if (lines == 0) return ceiling;
  std::size_t end = position;
  for (std::uint32_t passed = 0; end < ceiling; ++end) {
    if (text[end] == '\n' && passed++ == lines) break;
  }
  return end;
}

std::size_t DistanceTo(const MatchPlace& match, std::size_t begin, std::size_t end) {
  if (end <= match.begin) return match.begin - end;
  return begin >= match.end ? begin - match.end : 0;
}

std::vector<Capture> CapturesOf(const CompiledComponent& compiled, std::string_view text,
                                const std::vector<re2::StringPiece>& groups) {
  std::vector<Capture> captures;
  for (std::size_t group = 1; group < groups.size(); ++group) {
    const re2::StringPiece& piece = groups[group];
    if (piece.data() == nullptr) continue;
    captures.push_back({.name = compiled.capture_names[group - 1],
                        .file_offset = static_cast<std::uint64_t>(piece.data() - text.data()),
                        .bytes = SecretBytes(std::string_view(piece.data(), piece.size()))});
  }
  return captures;
}

}  // namespace

StatusOr<CompiledComponent> CompileComponent(const RuleComponent& component) {
  KT_ASSIGN_OR_RETURN(CompiledPattern pattern, CompilePattern(component.pattern));
  return CompiledComponent{.component = &component,
                           .expression = LazyExpression(std::move(pattern.confirmation)),
                           .capture_names = std::move(pattern.capture_names)};
}

ComponentSearch FindComponent(const CompiledComponent& compiled, std::span<const std::byte> buffer,
                              const MatchPlace& match) {
  const std::string_view text = AsText(buffer);
  const RuleComponent& bounds = *compiled.component;
  std::size_t begin = WindowBegin(text, match.begin, bounds.within_bytes, bounds.within_lines);
  const std::size_t end = WindowEnd(text, match.end, bounds.within_bytes, bounds.within_lines);
  ComponentSearch search{.captures = {}, .bytes_looked_at = end - begin};
  std::size_t nearest = SIZE_MAX;
  std::vector<re2::StringPiece> groups(compiled.capture_names.size() + 1);
  const re2::StringPiece piece(text.data(), text.size());
  const re2::RE2& expression = compiled.expression.get();
  while (begin < end && expression.Match(piece, begin, end, re2::RE2::UNANCHORED, groups.data(),
                                         static_cast<int>(groups.size()))) {
    const auto found = static_cast<std::size_t>(groups[0].data() - text.data());
    const std::size_t distance = DistanceTo(match, found, found + groups[0].size());
    if (distance < nearest) {
      nearest = distance;
      search.captures = CapturesOf(compiled, text, groups);
      search.found = true;
    } else if (found >= match.end) {
      break;  // what follows is further away still
    }
    begin = found + std::max<std::size_t>(groups[0].size(), 1);
  }
  return search;
}

}  // namespace keytrail::match
