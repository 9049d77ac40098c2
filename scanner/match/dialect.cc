#include "scanner/match/dialect.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "scanner/match/dialect_parser.h"

namespace keytrail::match {
namespace {

using Kind = Expression::Kind;

// RE2 refuses programs that repeat more often than this, counting repeats inside repeats.
constexpr std::uint64_t kRepeatProductMax = 1000;

Status Refuse(const std::string& what) { return MakeError(StatusCode::kInvalidArgument, what); }

// Hyperscan takes a line's start only where the pattern begins and a line's end only where it ends,
// without so much as another assertion beyond.
Status CheckAnchors(const Expression& expression, bool at_begin, bool at_end) {
  if (expression.kind == Kind::kAssertion) {
    if (expression.assertion == Assertion::kLineStart && !at_begin) {
      return Refuse("(?m)^ inside the pattern: put it first, or match \\n before it");
    }
    if (expression.assertion == Assertion::kLineEnd && !at_end) {
      return Refuse("(?m)$ inside the pattern: put it last, or match \\n instead");
    }
    return OkStatus();
  }
  if (expression.kind == Kind::kRepeat && expression.repeat_max > 1) at_begin = at_end = false;
  const bool in_sequence = expression.kind == Kind::kConcatenation;
  for (const Expression& child : expression.children) {
    const bool is_first = !in_sequence || &child == &expression.children.front();
    const bool is_last = !in_sequence || &child == &expression.children.back();
    KT_RETURN_IF_ERROR(CheckAnchors(child, at_begin && is_first, at_end && is_last));
  }
  return OkStatus();
}

// The names under `expression`. A name may come once on each way through the pattern.
StatusOr<std::set<std::string>> CheckCaptures(const Expression& expression) {
  std::set<std::string> names;
  for (const Expression& child : expression.children) {
    KT_ASSIGN_OR_RETURN(const std::set<std::string> inner, CheckCaptures(child));
    for (const std::string& name : inner) {
      if (!names.insert(name).second && expression.kind != Kind::kAlternation) {
        return Refuse(fmt::format(
            "capture '{}' twice in one sequence: use the name once, or in separate branches",
            name));
      }
    }
  }
  if (expression.kind == Kind::kRepeat && expression.repeat_max > 1 && !names.empty()) {
    return Refuse(fmt::format("capture '{}' inside a repeat: put the capture around the repeat",
                              *names.begin()));
  }
  if (expression.kind == Kind::kCapture && !names.insert(expression.capture_name).second) {
    return Refuse(fmt::format("capture '{}' inside itself: rename one", expression.capture_name));
  }
  return names;
}

Status CheckWidth(const Expression& expression) {
  if (const std::uint64_t product = RepeatProductOf(expression); product > kRepeatProductMax) {
    return Refuse(
        fmt::format("repeats inside repeats multiply to {}: {} is the most, use smaller bounds, or "
                    "an anchor and a parser",
                    product, kRepeatProductMax));
  }
  const WidthBytes width = WidthOf(expression);
  if (width.min == 0) {
    return Refuse("the pattern matches nothing at all: demand at least one byte");
  }
  if (width.max > limits::kRuleWidthBytesMax) {
    return Refuse(
        fmt::format("the pattern is up to {} bytes wide: {} is the most, use smaller bounds, or an "
                    "anchor and a parser",
                    width.max, limits::kRuleWidthBytesMax));
  }
  return OkStatus();
}

}  // namespace

StatusOr<CompiledPattern> CompilePattern(const std::string& pattern) {
  KT_ASSIGN_OR_RETURN(const Expression expression, ParsePattern(pattern));
  KT_RETURN_IF_ERROR(CheckWidth(expression));
  KT_RETURN_IF_ERROR(CheckAnchors(expression, true, true));
  KT_RETURN_IF_ERROR(CheckCaptures(expression).status());
  const Expression search = CutTail(expression);
  if (WidthOf(search).min == 0) {
    return Refuse("the pattern has a branch that demands no byte: demand one in each branch");
  }
  return CompiledPattern{.confirmation = ToRe2(expression),
                         .search = ToHyperscan(search),
                         .capture_names = CaptureNamesOf(expression),
                         .width = WidthOf(expression),
                         .first_bytes = FirstBytesOf(expression),
                         .search_width = WidthOf(search),
                         .literal_bytes = LongestLiteralOf(expression)};
}

}  // namespace keytrail::match
