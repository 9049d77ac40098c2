// What the tests of matching share: files cut into chunks of any size, and matches as plain values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "scanner/match/matcher.h"
#include "scanner/match/rule_set.h"

namespace keytrail::match::testing {

// A match without its secrets' wrapping, so that tests can compare and print it.
struct PlainMatch {
  std::string rule_id;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string suppressed_by;
  std::map<std::string, std::string> captures;
  std::map<std::string, std::uint64_t> capture_offsets;

  // The place alone decides equality of what was found; captures follow from it.
  auto Key() const { return std::tie(rule_id, begin, end, suppressed_by, captures); }
  friend bool operator==(const PlainMatch& a, const PlainMatch& b) { return a.Key() == b.Key(); }
  friend bool operator<(const PlainMatch& a, const PlainMatch& b) { return a.Key() < b.Key(); }
};

inline void PrintTo(const PlainMatch& match, std::ostream* out) {
  *out << match.rule_id << "[" << match.begin << "," << match.end << ")";
  if (!match.suppressed_by.empty()) *out << " suppressed by " << match.suppressed_by;
}

inline PlainMatch Plain(const Match& match) {
  PlainMatch plain{.rule_id = match.rule->id,
                   .begin = match.file_offset,
                   .end = match.file_offset + match.byte_length,
                   .suppressed_by = match.suppressed_by,
                   .captures = {},
                   .capture_offsets = {}};
  for (const Capture& capture : match.captures) {
    plain.captures[capture.name] = std::string(capture.bytes.text_view());
    plain.capture_offsets[capture.name] = capture.file_offset;
  }
  return plain;
}

struct ScanResult {
  std::vector<PlainMatch> matches;  // sorted
  FileReport report;
};

// Scans `text` as one file in chunks that own `owned_bytes` each, with exactly the context that the
// RuleSet asks for: each chunk is copied out, so that a look beyond it is a look beyond the heap.
inline ScanResult ScanInChunks(Matcher& matcher, const RuleSet& rules, const std::string& text,
                               std::size_t owned_bytes, const std::string& path = "srv/app/file") {
  ScanResult result;
  matcher.BeginFile(path);
  for (std::size_t owned = 0; owned < text.size(); owned += owned_bytes) {
    const std::size_t begin = owned - std::min(owned, rules.context_bytes());
    const std::size_t owned_end = std::min(owned + owned_bytes, text.size());
    const std::size_t end = std::min(owned_end + rules.context_bytes(), text.size());
    const std::vector<char> buffer(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                   text.begin() + static_cast<std::ptrdiff_t>(end));
    matcher.ScanChunk({.buffer = std::as_bytes(std::span(buffer)),
                       .buffer_file_offset = begin,
                       .owned_begin = owned - begin,
                       .owned_end = owned_end - begin,
                       .ends_file = end == text.size()},
                      [&](Match match) { result.matches.push_back(Plain(match)); });
  }
  result.report = matcher.EndFile();
  std::sort(result.matches.begin(), result.matches.end());
  return result;
}

inline ScanResult ScanWhole(Matcher& matcher, const RuleSet& rules, const std::string& text,
                            const std::string& path = "srv/app/file") {
  return ScanInChunks(matcher, rules, text, std::max<std::size_t>(text.size(), 1), path);
}

// The matches of one rule that no validator refused.
inline std::vector<PlainMatch> AcceptedOf(const ScanResult& result, const std::string& rule_id) {
  std::vector<PlainMatch> accepted;
  for (const PlainMatch& match : result.matches) {
    if (match.rule_id == rule_id && match.suppressed_by.empty()) accepted.push_back(match);
  }
  return accepted;
}

// A rule that has only what matching needs.
inline Rule SimpleRule(const std::string& id, const std::string& pattern,
                       std::vector<std::string> validators = {}) {
  Rule rule;
  rule.id = id;
  rule.secret_type = "test";
  rule.pattern = pattern;
  rule.validators = std::move(validators);
  return rule;
}

}  // namespace keytrail::match::testing
