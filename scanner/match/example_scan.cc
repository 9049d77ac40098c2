#include "scanner/match/example_scan.h"

#include <algorithm>
#include <span>
#include <utility>

namespace keytrail::match {
namespace {

ExampleMatch PlainMatch(const Match& match) {
  ExampleMatch plain{.rule_id = match.rule->id,
                     .begin = match.file_offset,
                     .end = match.file_offset + match.byte_length,
                     .suppressed_by = match.suppressed_by,
                     .captures = {}};
  for (const Capture& capture : match.captures) {
    plain.captures[capture.name] = std::string(capture.bytes.text_view());
  }
  return plain;
}

}  // namespace

ExampleScanner::ExampleScanner(std::shared_ptr<const RuleSet> rules)
    : rules_(std::move(rules)), matcher_(rules_) {}

std::vector<ExampleMatch> ExampleScanner::Scan(const std::string& path, const std::string& text,
                                               std::size_t owned_bytes) {
  std::vector<ExampleMatch> matches;
  const std::size_t context_bytes = rules_->context_bytes();
  matcher_.BeginFile(path);
  for (std::size_t owned = 0; owned < text.size(); owned += owned_bytes) {
    const std::size_t begin = owned - std::min(owned, context_bytes);
    const std::size_t owned_end = std::min(owned + owned_bytes, text.size());
    const std::size_t end = std::min(owned_end + context_bytes, text.size());
    const std::vector<char> buffer(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                   text.begin() + static_cast<std::ptrdiff_t>(end));
    matcher_.ScanChunk({.buffer = std::as_bytes(std::span(buffer)),
                        .buffer_file_offset = begin,
                        .owned_begin = owned - begin,
                        .owned_end = owned_end - begin,
                        .ends_file = end == text.size()},
                       [&](const Match& match) { matches.push_back(PlainMatch(match)); });
  }
  matcher_.EndFile();
  std::ranges::sort(matches);
  return matches;
}

std::vector<ExampleMatch> ExampleScanner::ScanWhole(const std::string& path,
                                                    const std::string& text) {
  return Scan(path, text, std::max<std::size_t>(text.size(), 1));
}

}  // namespace keytrail::match
