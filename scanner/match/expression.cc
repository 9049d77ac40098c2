#include "scanner/match/expression.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace keytrail::match {
namespace {

using Kind = Expression::Kind;

enum class Engine { kRe2, kHyperscan };

std::string WriteByte(std::size_t byte) { return fmt::format("\\x{:02x}", byte); }

// The set as one byte or as a class of ranges, always in hexadecimal.
std::string WriteBytes(const ByteSet& bytes) {
  std::string ranges;
  for (std::size_t first = 0; first < bytes.size(); ++first) {
    if (!bytes[first]) continue;
    std::size_t last = first;
    while (last + 1 < bytes.size() && bytes[last + 1]) ++last;
    if (bytes.count() == 1) return WriteByte(first);
    ranges += WriteByte(first);
    if (last > first) ranges += "-" + WriteByte(last);
    first = last;
  }
  return "[" + ranges + "]";
}

std::string WriteAssertion(Assertion assertion, Engine engine) {
  switch (assertion) {
    case Assertion::kWordBoundary: return "\\b";
    case Assertion::kNotWordBoundary: return "\\B";
    case Assertion::kLineStart: return engine == Engine::kRe2 ? "(?m:^)" : "^";
    case Assertion::kLineEnd: return engine == Engine::kRe2 ? "(?m:$)" : "$";
  }
  return "";
}

std::string Write(const Expression& expression, Engine engine);

std::string WriteRepeat(const Expression& repeat, Engine engine) {
  const Expression& child = repeat.children.front();
  std::string text = Write(child, engine);
  if (child.kind != Kind::kBytes) text = "(?:" + text + ")";
  if (repeat.repeat_min == 0 && repeat.repeat_max == 1) {
    text += "?";
  } else if (repeat.repeat_min == repeat.repeat_max) {
    text += fmt::format("{{{}}}", repeat.repeat_min);
  } else {
    text += fmt::format("{{{},{}}}", repeat.repeat_min, repeat.repeat_max);
  }
  return !repeat.greedy && engine == Engine::kRe2 ? text + "?" : text;
}

std::string WriteAlternation(const Expression& alternation, Engine engine) {
  std::string text;
  for (const Expression& child : alternation.children) {
    text += (text.empty() ? "(?:" : "|") + Write(child, engine);
  }
  return text + ")";
}

std::string Write(const Expression& expression, Engine engine) {
  switch (expression.kind) {
    case Kind::kEmpty: return "";
    case Kind::kBytes: return WriteBytes(expression.bytes);
    case Kind::kAssertion: return WriteAssertion(expression.assertion, engine);
    case Kind::kConcatenation: {
      std::string text;
      for (const Expression& child : expression.children) text += Write(child, engine);
      return text;
    }
    case Kind::kAlternation: return WriteAlternation(expression, engine);
    case Kind::kRepeat: return WriteRepeat(expression, engine);
    case Kind::kCapture:
      return (engine == Engine::kRe2 ? "(" : "(?:") + Write(expression.children.front(), engine) +
             ")";
  }
  return "";
}

Expression CutConcatenation(const Expression& concatenation) {
  Expression cut;
  cut.kind = Kind::kConcatenation;
  cut.children = concatenation.children;
  while (!cut.children.empty()) {
    Expression last = CutTail(cut.children.back());
    cut.children.pop_back();
    if (last.kind == Kind::kEmpty) continue;
    cut.children.push_back(std::move(last));
    return cut;
  }
  return {};
}

Expression CutAlternation(const Expression& alternation) {
  Expression cut;
  cut.kind = Kind::kAlternation;
  for (const Expression& child : alternation.children) {
    cut.children.push_back(CutTail(child));
    if (cut.children.back().kind == Kind::kEmpty) return {};
  }
  return cut;
}

// x{n,m} becomes n copies of x, the last of them cut.
Expression CutRepeat(const Expression& repeat) {
  if (repeat.repeat_min == 0) return {};
  Expression last = CutTail(repeat.children.front());
  if (repeat.repeat_min == 1 || last.kind == Kind::kEmpty) return last;
  Expression whole = repeat;
  whole.repeat_max = whole.repeat_min;
  if (repeat.children.front().kind == Kind::kBytes) return whole;
  whole.repeat_max = --whole.repeat_min;
  Expression cut;
  cut.kind = Kind::kConcatenation;
  cut.children = {std::move(whole), std::move(last)};
  return cut;
}

// One byte, or one letter in both cases: what the engine's literal matcher can look for.
bool IsLiteral(const ByteSet& bytes) {
  const std::size_t first = bytes._Find_first();
  if (bytes.count() == 1) return true;
  return bytes.count() == 2 && first >= 'A' && first <= 'Z' && bytes[first - 'A' + 'a'];
}

}  // namespace

WidthBytes WidthOf(const Expression& expression) {
  switch (expression.kind) {
    case Kind::kEmpty:
    case Kind::kAssertion: return {};
    case Kind::kBytes: return {1, 1};
    case Kind::kConcatenation: {
      WidthBytes sum;
      for (const Expression& child : expression.children) {
        const WidthBytes width = WidthOf(child);
        sum = {sum.min + width.min, sum.max + width.max};
      }
      return sum;
    }
    case Kind::kAlternation: {
      KT_CHECK(!expression.children.empty());
      WidthBytes hull = WidthOf(expression.children.front());
      for (const Expression& child : expression.children) {
        const WidthBytes width = WidthOf(child);
        hull = {std::min(hull.min, width.min), std::max(hull.max, width.max)};
      }
      return hull;
    }
    case Kind::kRepeat: {
      const WidthBytes width = WidthOf(expression.children.front());
      return {width.min * expression.repeat_min, width.max * expression.repeat_max};
    }
    case Kind::kCapture: return WidthOf(expression.children.front());
  }
  return {};
}

std::uint64_t RepeatProductOf(const Expression& expression) {
  std::uint64_t product = 1;
  for (const Expression& child : expression.children) {
    product = std::max(product, RepeatProductOf(child));
  }
  if (expression.kind != Kind::kRepeat) return product;
  return product * std::max<std::uint64_t>(expression.repeat_max, 1);
}

ByteSet FirstBytesOf(const Expression& expression) {
  if (expression.kind == Kind::kBytes) return expression.bytes;
  ByteSet first;
  for (const Expression& child : expression.children) {
    first |= FirstBytesOf(child);
    // What stands behind comes first only where this can be empty.
    if (expression.kind == Kind::kConcatenation && WidthOf(child).min > 0) break;
  }
  return first;
}

std::size_t LongestLiteralOf(const Expression& expression) {
  using Kind = Expression::Kind;
  if (expression.kind == Kind::kBytes) return IsLiteral(expression.bytes) ? 1 : 0;
  if (expression.kind == Kind::kRepeat && expression.repeat_min == 0) return 0;
  std::size_t longest = 0;
  std::size_t shortest = SIZE_MAX;
  std::size_t run = 0;
  for (const Expression& child : expression.children) {
    const std::size_t literal = LongestLiteralOf(child);
    run = child.kind == Kind::kBytes && literal == 1 ? run + 1 : 0;
    longest = std::max({longest, literal, run});
    shortest = std::min(shortest, literal);
  }
  return expression.kind == Kind::kAlternation ? shortest : longest;
}

Expression CutTail(const Expression& expression) {
  switch (expression.kind) {
    case Kind::kEmpty:
    case Kind::kBytes:
    case Kind::kAssertion: return expression;
    case Kind::kConcatenation: return CutConcatenation(expression);
    case Kind::kAlternation: return CutAlternation(expression);
    case Kind::kRepeat: return CutRepeat(expression);
    case Kind::kCapture: return CutTail(expression.children.front());
  }
  return expression;
}

std::string ToRe2(const Expression& expression) { return Write(expression, Engine::kRe2); }

std::string ToHyperscan(const Expression& expression) {
  return Write(expression, Engine::kHyperscan);
}

std::vector<std::string> CaptureNamesOf(const Expression& expression) {
  std::vector<std::string> names;
  if (expression.kind == Kind::kCapture) names.push_back(expression.capture_name);
  for (const Expression& child : expression.children) {
    const std::vector<std::string> inner = CaptureNamesOf(child);
    names.insert(names.end(), inner.begin(), inner.end());
  }
  return names;
}

}  // namespace keytrail::match
