// A rule's pattern as a tree of byte sets: what the two engines are given is written out from it,
// so that both get the same explicit form and neither's own reading of the syntax counts.
//
// Not a regular-expression engine: it matches nothing, it only measures, checks, cuts and writes.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace keytrail::match {

using ByteSet = std::bitset<256>;

enum class Assertion { kWordBoundary, kNotWordBoundary, kLineStart, kLineEnd };

struct Expression {
  enum class Kind { kEmpty, kBytes, kAssertion, kConcatenation, kAlternation, kRepeat, kCapture };

  Kind kind = Kind::kEmpty;
  ByteSet bytes;                                   // kBytes
  Assertion assertion = Assertion::kWordBoundary;  // kAssertion
  // kRepeat and kCapture have one child; the order of an alternation is its preference.
  std::vector<Expression> children;
  std::uint32_t repeat_min = 0;  // kRepeat
  std::uint32_t repeat_max = 0;
  bool greedy = true;
  std::string capture_name;  // kCapture
};

struct WidthBytes {
  std::uint64_t min = 0;
  std::uint64_t max = 0;
};

// How many bytes a match of `expression` can have.
WidthBytes WidthOf(const Expression& expression);

// The largest product of repeat counts inside each other; RE2 takes 1,000.
std::uint64_t RepeatProductOf(const Expression& expression);

// The bytes that a match of `expression` can begin with. Shape: `expression` matches no empty text.
ByteSet FirstBytesOf(const Expression& expression);

// Length of the longest literal (letters in one case or both) that every match of `expression`
// holds: what the search engine looks for first.
std::size_t LongestLiteralOf(const Expression& expression);

// The form for Hyperscan: every match of `expression` that begins at s has a prefix, from s, that
// the result matches. Trailing repeats are cut to their minimum, for each further byte would be a
// further callback; captures and preferences are gone, for only ends are asked of it.
Expression CutTail(const Expression& expression);

// Writes the expression for RE2 (Latin-1), captures as numbered groups.
std::string ToRe2(const Expression& expression);

// Writes the expression for Hyperscan (HS_FLAG_MULTILINE).
std::string ToHyperscan(const Expression& expression);

// Names of the numbered groups in ToRe2's order, first group first.
std::vector<std::string> CaptureNamesOf(const Expression& expression);

}  // namespace keytrail::match
