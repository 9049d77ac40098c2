// Recursive descent over the pattern's text, one byte of look-ahead; time and memory are linear in
// the text, the depth is bounded.
#include "scanner/match/dialect_parser.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace keytrail::match {
namespace {

using Kind = Expression::Kind;

constexpr std::size_t kPatternBytesMax = 8 * 1024;
constexpr int kDepthMax = 32;
constexpr std::uint32_t kRepeatMax = 1000;  // RE2's own

struct Flags {
  bool ignore_case = false;
  bool multi_line = false;
  bool dot_newline = false;
};

bool IsLetter(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(int c) { return c >= '0' && c <= '9'; }
bool IsPunctuation(int c) { return c > ' ' && c < 0x7F && !IsLetter(c) && !IsDigit(c); }

ByteSet OneByte(std::size_t byte) {
  ByteSet set;
  set.set(byte);
  return set;
}

ByteSet ByteRange(std::size_t first, std::size_t last) {
  ByteSet set;
  for (std::size_t byte = first; byte <= last; ++byte) set.set(byte);
  return set;
}

ByteSet AllOf(std::string_view bytes) {
  ByteSet set;
  for (const char c : bytes) set.set(static_cast<unsigned char>(c));
  return set;
}

// RE2's meaning: the vertical tab is not white space, which is where the engines differ.
ByteSet PerlClass(char name) {
  switch (name) {
    case 'd': return ByteRange('0', '9');
    case 'w': return ByteRange('0', '9') | ByteRange('a', 'z') | ByteRange('A', 'Z') | OneByte('_');
    case 's': return AllOf("\t\n\f\r ");
    case 'D': return ~PerlClass('d');
    case 'W': return ~PerlClass('w');
    case 'S': return ~PerlClass('s');
    default: return {};
  }
}

// The byte that a one-letter escape stands for.
std::optional<std::size_t> ControlEscape(char name) {
  switch (name) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case 'f': return '\f';
    default: return std::nullopt;
  }
}

// Adds the other case of every ASCII letter in the set.
ByteSet FoldCase(ByteSet set) {
  for (std::size_t lower = 'a'; lower <= 'z'; ++lower) {
    const std::size_t upper = lower - 'a' + 'A';
    if (set[lower] || set[upper]) set.set(lower).set(upper);
  }
  return set;
}

Expression MakeBytes(const ByteSet& bytes) {
  Expression expression;
  expression.kind = Kind::kBytes;
  expression.bytes = bytes;
  return expression;
}

Expression MakeAssertion(Assertion assertion) {
  Expression expression;
  expression.kind = Kind::kAssertion;
  expression.assertion = assertion;
  return expression;
}

std::string HintForEscape(char name) {
  switch (name) {
    case 'v': return "the engines differ on \\v: write the bytes, such as \\x0b";
    case 'A':
    case 'z':
    case 'Z':
      return "the engines differ at the end of a text and at chunk edges: use (?m)^ or (?m)$";
    case 'p':
    case 'P': return "patterns match bytes, not characters: write a class such as [A-Za-z]";
    case 'Q': return "escape each character on its own";
    default: return "the dialect does not have it: see the table of escapes in docs/rules.md";
  }
}

class Parser {
 public:
  explicit Parser(std::string_view pattern) : pattern_(pattern) {}

  StatusOr<Expression> Parse() {
    if (pattern_.empty()) return Refuse("empty pattern", "write one");
    if (pattern_.size() > kPatternBytesMax) {
      return Refuse("pattern too long", fmt::format("{} bytes are the most", kPatternBytesMax));
    }
    for (; at_ < pattern_.size(); ++at_) {
      const auto byte = static_cast<unsigned char>(pattern_[at_]);
      if (byte < 0x20 || byte >= 0x7F) {
        return Refuse(fmt::format("byte {:02x} in the pattern", byte),
                      "write control characters and bytes from 7f on as \\xHH");
      }
    }
    at_ = 0;
    KT_ASSIGN_OR_RETURN(Expression expression, ParseAlternation(0));
    if (!AtEnd()) return Refuse("')' without '('", "write \\) for the character");
    return expression;
  }

 private:
  bool AtEnd() const { return at_ >= pattern_.size(); }
  char Peek() const { return AtEnd() ? '\0' : pattern_[at_]; }
  bool Take(std::string_view text) {
    if (pattern_.substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }

  Status Refuse(const std::string& what, const std::string& fix) const {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("{} at character {}: {}", what, at_ + 1, fix));
  }

  StatusOr<Expression> ParseAlternation(int depth) {
    if (depth > kDepthMax) {
      return Refuse("groups too deep", fmt::format("{} levels are the most", kDepthMax));
    }
    Expression alternation;
    alternation.kind = Kind::kAlternation;
    do {
      KT_ASSIGN_OR_RETURN(Expression branch, ParseConcatenation(depth));
      alternation.children.push_back(std::move(branch));
    } while (Take("|"));
    if (alternation.children.size() > 1) return alternation;
    Expression only = std::move(alternation.children.front());
    return only;
  }

  StatusOr<Expression> ParseConcatenation(int depth) {
    Expression concatenation;
    concatenation.kind = Kind::kConcatenation;
    while (!AtEnd() && Peek() != '|' && Peek() != ')') {
      KT_ASSIGN_OR_RETURN(Expression atom, ParseAtom(depth));
      KT_ASSIGN_OR_RETURN(atom, ParseRepeat(std::move(atom)));
      if (atom.kind != Kind::kEmpty) concatenation.children.push_back(std::move(atom));
    }
    if (concatenation.children.empty()) return Expression{};
    if (concatenation.children.size() > 1) return concatenation;
    Expression only = std::move(concatenation.children.front());
    return only;
  }

  StatusOr<Expression> ParseAtom(int depth) {
    switch (Peek()) {
      case '(': return ParseGroup(depth);
      case '[': return ParseClass();
      case '\\': return ParseEscape();
      case '^': return ParseLineAnchor(Assertion::kLineStart);
      case '$': return ParseLineAnchor(Assertion::kLineEnd);
      case '.': ++at_; return MakeBytes(flags_.dot_newline ? ByteSet().set() : ~OneByte('\n'));
      case '*':
      case '+':
      case '?':
      case '{': return Refuse("a repeat of nothing", "escape the character with a backslash");
      case ']':
      case '}': return Refuse("a lone bracket", "escape the character with a backslash");
      default: return ParseLiteral();
    }
  }

  StatusOr<Expression> ParseLiteral() {
    const ByteSet byte = OneByte(static_cast<unsigned char>(pattern_[at_++]));
    return MakeBytes(flags_.ignore_case ? FoldCase(byte) : byte);
  }

  StatusOr<Expression> ParseLineAnchor(Assertion assertion) {
    if (!flags_.multi_line) {
      return Refuse(fmt::format("'{}' without (?m)", Peek()),
                    "the engines differ at the end of a text and at chunk edges: switch on (?m)");
    }
    ++at_;
    return MakeAssertion(assertion);
  }

  // A group of any kind, or a change of flags for the rest of the group around it.
  StatusOr<Expression> ParseGroup(int depth) {
    const Flags outer = flags_;
    std::string name;
    if (Take("(?P<")) {
      KT_ASSIGN_OR_RETURN(name, ParseCaptureName());
    } else if (pattern_.substr(at_, 2) == "(?") {
      KT_ASSIGN_OR_RETURN(const bool opens_group, ParseFlags());
      if (!opens_group) return Expression{};
    } else {
      Take("(");
    }
    KT_ASSIGN_OR_RETURN(Expression inner, ParseAlternation(depth + 1));
    if (!Take(")")) return Refuse("'(' without ')'", "close the group");
    flags_ = outer;
    if (name.empty()) return inner;
    Expression capture;
    capture.kind = Kind::kCapture;
    capture.capture_name = std::move(name);
    capture.children.push_back(std::move(inner));
    return capture;
  }

  StatusOr<std::string> ParseCaptureName() {
    std::string name;
    while (Peek() == '_' || IsDigit(Peek()) || (Peek() >= 'a' && Peek() <= 'z')) {
      name.push_back(pattern_[at_++]);
    }
    if (name.empty() || !Take(">")) {
      return Refuse("a bad capture name", "write (?P<name>…) with [a-z0-9_]");
    }
    return name;
  }

  // "(?:", "(?ims-ims)" or "(?ims-ims:"; returns whether it opens a group.
  StatusOr<bool> ParseFlags() {
    const std::size_t begin = at_;
    at_ += 2;
    bool value = true;
    for (;; ++at_) {
      switch (Peek()) {
        case 'i': flags_.ignore_case = value; break;
        case 'm': flags_.multi_line = value; break;
        case 's': flags_.dot_newline = value; break;
        case '-': value = false; break;
        case ')':
        case ':': return pattern_[at_++] == ':';
        default:
          at_ = begin;
          return Refuse("a group of a kind that the dialect does not have",
                        "there are (?:…), (?P<name>…) and the flags i, m, s; look-around and "
                        "back-references are not in it");
      }
    }
  }

  StatusOr<Expression> ParseRepeat(Expression atom) {
    Expression repeat;
    repeat.kind = Kind::kRepeat;
    switch (Peek()) {
      case '*':
      case '+':
        return Refuse(fmt::format("unbounded repeat '{}'", Peek()),
                      "give it a bound, such as {1,64}");
      case '?':
        ++at_;
        repeat.repeat_max = 1;
        break;
      case '{': {
        KT_ASSIGN_OR_RETURN(const Bounds bounds, ParseBounds());
        repeat.repeat_min = bounds.min;
        repeat.repeat_max = bounds.max;
        break;
      }
      default: return atom;
    }
    if (WidthOf(atom).max == 0) return Refuse("a repeat of nothing", "remove the repeat");
    repeat.greedy = !Take("?");
    if (Peek() == '*' || Peek() == '+' || Peek() == '?' || Peek() == '{') {
      return Refuse("a repeat of a repeat", "put the inner one in (?:…)");
    }
    repeat.children.push_back(std::move(atom));
    return repeat;
  }

  struct Bounds {
    std::uint32_t min = 0;
    std::uint32_t max = 0;
  };

  // "{n}" or "{n,m}".
  StatusOr<Bounds> ParseBounds() {
    const std::size_t begin = at_;
    Take("{");
    const std::optional<std::uint32_t> min = ParseNumber();
    std::optional<std::uint32_t> max = min;
    if (Take(",")) {
      if (Peek() == '}') {
        at_ = begin;
        return Refuse("unbounded repeat '{n,}'", "give it an upper bound");
      }
      max = ParseNumber();
    }
    if (!min || !max || !Take("}")) {
      at_ = begin;
      return Refuse("a bad repeat", "write {n} or {n,m}, or \\{ for the character");
    }
    if (*min > *max || *max == 0 || *max > kRepeatMax) {
      at_ = begin;
      return Refuse("a repeat out of range",
                    fmt::format("the bounds are ordered, above 0 and at most {}", kRepeatMax));
    }
    return Bounds{*min, *max};
  }

  std::optional<std::uint32_t> ParseNumber() {
    std::uint32_t number = 0;
    const std::size_t begin = at_;
    while (IsDigit(Peek()) && at_ - begin < 6) {
      number = number * 10 + static_cast<std::uint32_t>(pattern_[at_++] - '0');
    }
    if (at_ == begin) return std::nullopt;
    return number;
  }

  // Outside a class.
  StatusOr<Expression> ParseEscape() {
    if (Take("\\b")) return MakeAssertion(Assertion::kWordBoundary);
    if (Take("\\B")) return MakeAssertion(Assertion::kNotWordBoundary);
    KT_ASSIGN_OR_RETURN(const ByteSet set, ParseEscapedSet());
    if (!flags_.ignore_case || set.count() != 1) return MakeBytes(set);
    KT_RETURN_IF_ERROR(CheckFoldable(set));
    return MakeBytes(FoldCase(set));
  }

  // Hyperscan misses what RE2 finds for (?i) with bytes from 80 on (measured).
  Status CheckFoldable(const ByteSet& set) const {
    if (!flags_.ignore_case || (set >> 0x80).none()) return OkStatus();
    return Refuse("a byte from 80 on under (?i)", "end (?i) before it with (?-i)");
  }

  // One escape that stands for one byte or for a class of bytes.
  StatusOr<ByteSet> ParseEscapedSet() {
    if (at_ + 1 >= pattern_.size()) return Refuse("a lone backslash", "write \\\\");
    const char name = pattern_[at_ + 1];
    if (name == 'x') return ParseHexByte();
    std::optional<ByteSet> set;
    if (IsPunctuation(name)) set = OneByte(static_cast<unsigned char>(name));
    if (const std::optional<std::size_t> control = ControlEscape(name)) set = OneByte(*control);
    if (const ByteSet perl = PerlClass(name); perl.any()) set = perl;
    if (!set) return Refuse(fmt::format("escape '\\{}'", name), HintForEscape(name));
    at_ += 2;
    return *set;
  }

  StatusOr<ByteSet> ParseHexByte() {
    std::size_t byte = 0;
    for (std::size_t i = 2; i < 4; ++i) {
      const char c = at_ + i < pattern_.size() ? pattern_[at_ + i] : '\0';
      const bool is_lower = c >= 'a' && c <= 'f';
      const bool is_upper = c >= 'A' && c <= 'F';
      if (!IsDigit(c) && !is_lower && !is_upper) {
        return Refuse("a bad \\x", "write two hexadecimal digits, \\xHH");
      }
      const int base = IsDigit(c) ? '0' : (is_lower ? 'a' - 10 : 'A' - 10);
      byte = byte * 16 + static_cast<std::size_t>(c - base);
    }
    at_ += 4;
    return OneByte(byte);
  }

  StatusOr<Expression> ParseClass() {
    const std::size_t begin = at_;
    Take("[");
    const bool negated = Take("^");
    ByteSet set;
    while (Peek() != ']' || set.none()) {
      if (AtEnd()) {
        at_ = begin;
        return Refuse("'[' without ']'", "close the class");
      }
      KT_ASSIGN_OR_RETURN(const ByteSet item, ParseClassItem());
      set |= item;
    }
    Take("]");
    if (flags_.ignore_case) set = FoldCase(set);
    if (negated) set.flip();
    if (set.none()) {
      at_ = begin;
      return Refuse("a class of no bytes", "remove it");
    }
    return MakeBytes(set);
  }

  // One byte, one range or one escaped class inside brackets.
  StatusOr<ByteSet> ParseClassItem() {
    KT_ASSIGN_OR_RETURN(const ByteSet first, ParseClassBound());
    const bool is_range = Peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
    if (!is_range) {
      if (first.count() == 1) KT_RETURN_IF_ERROR(CheckFoldable(first));
      return first;
    }
    Take("-");
    KT_ASSIGN_OR_RETURN(const ByteSet last, ParseClassBound());
    if (first.count() != 1 || last.count() != 1 || first._Find_first() > last._Find_first()) {
      return Refuse("a bad range in a class", "order its ends, or write \\- for the character");
    }
    const ByteSet range = ByteRange(first._Find_first(), last._Find_first());
    KT_RETURN_IF_ERROR(CheckFoldable(range));
    return range;
  }

  StatusOr<ByteSet> ParseClassBound() {
    const char c = Peek();
    if (c == '\\') return ParseEscapedSet();
    if (c == '[' || c == ']' || c == '^') {
      return Refuse(fmt::format("'{}' inside a class", c), "escape it with a backslash");
    }
    if (AtEnd()) return Refuse("'[' without ']'", "close the class");
    ++at_;
    return OneByte(static_cast<unsigned char>(c));
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  Flags flags_;
};

}  // namespace

StatusOr<Expression> ParsePattern(std::string_view pattern) { return Parser(pattern).Parse(); }

}  // namespace keytrail::match
