// Three passes, each over no more bytes than it must: escapes over all of them, 32 at a time; runs
// of digits by every other block or so; wide text, where there are zeros at all, by eight bytes out
// of kWideStrideBytes.
//
// Each fits one or two instructions a step into what the processor shuffles at once. Where it has
// no AVX2, plain loops do the same.
#include "scanner/decode/marks.h"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>

namespace keytrail::decode {
namespace {

using ByteTable = std::array<std::uint8_t, 256>;
using NibbleTable = std::array<std::uint8_t, 16>;

constexpr std::size_t kStepBytes = 32;
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

constexpr ByteTable MakeDigitTable() {
  ByteTable table{};
  for (const char c : kDigits) table[static_cast<unsigned char>(c)] = 1;
  return table;
}

constexpr ByteTable kIsDigit = MakeDigitTable();

// A byte is a digit when the entry of its low half and that of its high half have a bit in common:
// one bit for each set of low halves that a high half goes with.
struct DigitNibbles {
  NibbleTable low{};
  NibbleTable high{};
};

constexpr DigitNibbles MakeDigitNibbles() {
  DigitNibbles nibbles;
  for (unsigned high = 0; high < 8; ++high) {
    nibbles.high[high] = static_cast<std::uint8_t>(1U << high);
    for (unsigned low = 0; low < 16; ++low) {
      if (kIsDigit[high << 4 | low] != 0) nibbles.low[low] |= nibbles.high[high];
    }
  }
  return nibbles;
}

constexpr DigitNibbles kDigitNibbles = MakeDigitNibbles();

struct Sign {
  char sign;
  std::string_view followers;  // what goes on as an escape, or may
};

constexpr std::array<Sign, 4> kSigns = {Sign{'%', "0123456789abcdefABCDEF"}, Sign{'&', "#agqln"},
                                        Sign{'=', "0123456789ABCDEF\r\n"},
                                        Sign{'\\', "\\\"/nrtux'"}};

// The signs differ in their low halves: a byte is one when it is what stands in the place of its
// low half.
constexpr NibbleTable MakeSignNibbles() {
  NibbleTable nibbles;
  nibbles.fill(0xff);
  for (const Sign& sign : kSigns) nibbles[sign.sign & 0x0f] = static_cast<std::uint8_t>(sign.sign);
  return nibbles;
}

constexpr NibbleTable kSignNibbles = MakeSignNibbles();

// A bit for each of kSigns: that the byte is it, and that the byte may follow it.
constexpr ByteTable MakeSignTable() {
  ByteTable table{};
  for (unsigned i = 0; i < kSigns.size(); ++i) {
    table[static_cast<unsigned char>(kSigns[i].sign)] = static_cast<std::uint8_t>(1U << i);
  }
  return table;
}

constexpr ByteTable MakeFollowerTable() {
  ByteTable table{};
  for (unsigned i = 0; i < kSigns.size(); ++i) {
    for (const char c : kSigns[i].followers) {
      table[static_cast<unsigned char>(c)] |= static_cast<std::uint8_t>(1U << i);
    }
  }
  return table;
}

constexpr ByteTable kSignBit = MakeSignTable();
constexpr ByteTable kFollowerBits = MakeFollowerTable();

#define KT_AVX2 __attribute__((target("avx2")))

// Passes over `text` take what they can of [begin, end) and return where they stopped; the rest is
// shorter than a step.

void NoteSign(std::span<const std::byte> text, std::size_t at, Marks& marks) {
  if (at + 1 >= text.size()) return;
  const std::uint8_t sign = kSignBit[static_cast<std::size_t>(text[at])];
  if ((sign & kFollowerBits[static_cast<std::size_t>(text[at + 1])]) == 0) return;
  marks.escapes.push_back(static_cast<std::uint32_t>(at));
}

KT_AVX2 std::size_t PassSigns(std::span<const std::byte> text, std::size_t begin, std::size_t end,
                              Marks& marks) {
  const __m256i table = _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(kSignNibbles.data())));
  std::size_t at = begin;
  for (; at + kStepBytes <= end; at += kStepBytes) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data() + at));
    // The shuffle gives 0 for an index with its top bit set, which no such byte equals.
    const __m256i signs = _mm256_cmpeq_epi8(bytes, _mm256_shuffle_epi8(table, bytes));
    auto mask = static_cast<std::uint32_t>(_mm256_movemask_epi8(signs));
    for (; mask != 0; mask &= mask - 1) {
      NoteSign(text, at + static_cast<std::size_t>(std::countr_zero(mask)), marks);
    }
  }
  return at;
}

bool AreDigits(std::span<const std::byte> block) {
  return std::ranges::all_of(
      block, [](std::byte byte) { return kIsDigit[static_cast<std::size_t>(byte)] != 0; });
}

// Two blocks at a time.
KT_AVX2 std::size_t PassDigits(std::span<const std::byte> text, std::size_t begin, std::size_t end,
                               Marks& marks) {
  const auto load = [](const void* from) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
  };
  const __m256i low_table = _mm256_broadcastsi128_si256(load(kDigitNibbles.low.data()));
  const __m256i high_table = _mm256_broadcastsi128_si256(load(kDigitNibbles.high.data()));
  const __m256i low_half = _mm256_set1_epi8(0x0f);
  std::size_t at = begin;
  for (; at < end && at + kDigitStrideBytes + kBlockBytes <= text.size();
       at += 2 * kDigitStrideBytes) {
    const __m256i bytes = _mm256_inserti128_si256(_mm256_castsi128_si256(load(text.data() + at)),
                                                  load(text.data() + at + kDigitStrideBytes), 1);
    const __m256i high =
        _mm256_shuffle_epi8(high_table, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low_half));
    const __m256i common = _mm256_and_si256(_mm256_shuffle_epi8(low_table, bytes), high);
    const auto others = static_cast<std::uint32_t>(
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(common, _mm256_setzero_si256())));
    if ((others & 0xffffU) == 0) marks.digits.push_back(static_cast<std::uint32_t>(at));
    if (others >> 16 == 0)
      marks.digits.push_back(static_cast<std::uint32_t>(at + kDigitStrideBytes));
  }
  return at;
}

void FindSigns(std::span<const std::byte> text, std::size_t begin, std::size_t end, bool avx2,
               Marks& marks) {
  std::size_t at = avx2 ? PassSigns(text, begin, end, marks) : begin;
  for (; at < end; ++at) {
    if (kSignBit[static_cast<std::size_t>(text[at])] != 0) NoteSign(text, at, marks);
  }
}

void FindDigits(std::span<const std::byte> text, std::size_t begin, std::size_t end, bool avx2,
                Marks& marks) {
  std::size_t at = avx2 ? PassDigits(text, begin, end, marks) : begin;
  for (; at < end && at + kBlockBytes <= text.size(); at += kDigitStrideBytes) {
    if (AreDigits(text.subspan(at, kBlockBytes)))
      marks.digits.push_back(static_cast<std::uint32_t>(at));
  }
}

// Eight bytes whose odd ones or whose even ones are all zero, and neither half of them is; the last
// tells numbers from text in many cases.
bool MayBeWide(std::uint64_t word) {
  constexpr std::uint64_t kEvenBytes = 0x00ff00ff00ff00ff;
  const std::uint64_t even = word & kEvenBytes;
  if (even != 0 && even != word) return false;
  return (word >> 32) != 0 && (word & 0xffffffff) != 0;
}

void FindWide(std::span<const std::byte> text, std::size_t begin, std::size_t end, Marks& marks) {
  if (std::memchr(text.data() + begin, 0, end - begin) == nullptr) return;
  std::uint64_t word = 0;
  for (std::size_t at = begin; at < end && at + sizeof word <= text.size();
       at += kWideStrideBytes) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (MayBeWide(word)) marks.wide.push_back(static_cast<std::uint32_t>(at));
  }
}

}  // namespace

void Marks::Clear() {
  escapes.clear();
  digits.clear();
  wide.clear();
}

void FindMarks(std::span<const std::byte> text, std::size_t begin, std::size_t escapes_begin,
               std::size_t end, Marks& marks) {
  marks.Clear();
  const bool avx2 = __builtin_cpu_supports("avx2") != 0;
  FindSigns(text, escapes_begin, end, avx2, marks);
  FindDigits(text, begin, end, avx2, marks);
  FindWide(text, begin, end, marks);
}

}  // namespace keytrail::decode
