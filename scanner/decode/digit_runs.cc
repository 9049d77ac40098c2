#include "scanner/decode/digit_runs.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/secret_bytes.h"
#include "scanner/decode/marks.h"
#include "scanner/decode/plausible.h"

namespace keytrail::decode {
namespace {

// A line with fewer digits does not go on in the next.
constexpr std::uint64_t kWrappedLineDigitsMin = 32;
constexpr std::size_t kIndentBytesMax = 64;
constexpr std::size_t kGroupBytesMax = 5;

static_assert(kMarkedDigitsMin <= 40, "a run that counts has a mark");

constexpr void AddDigits(std::string_view digits, DigitSystem& system) {
  for (std::size_t i = 0; i < digits.size(); ++i) {
    system.values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
  }
}

constexpr DigitSystem MakeBase64() {
  DigitSystem system{Encoding::kBase64, 6, 4, 3, 40, {}};
  system.values.fill(-1);
  AddDigits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", system);
  AddDigits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", system);
  return system;
}

constexpr DigitSystem MakeBase32() {
  DigitSystem system{Encoding::kBase32, 5, 8, 5, 40, {}};
  system.values.fill(-1);
  AddDigits("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", system);
  return system;
}

constexpr DigitSystem MakeHex() {
  DigitSystem system{Encoding::kHex, 4, 2, 1, kRunDigitsMinMax, {}};
  system.values.fill(-1);
  AddDigits("0123456789ABCDEF", system);
  AddDigits("0123456789abcdef", system);
  return system;
}

// How long the line break is that `rest` begins with, as it is or escaped; 0: none.
std::size_t LineBreakBytes(std::string_view rest) {
  for (const std::string_view line_break : {"\r\n", "\n", "\\r\\n", "\\n"}) {
    if (rest.starts_with(line_break)) return line_break.size();
  }
  return 0;
}

}  // namespace

const DigitSystem& Base64Digits() {
  static constexpr DigitSystem kSystem = MakeBase64();
  return kSystem;
}

const DigitSystem& Base32Digits() {
  static constexpr DigitSystem kSystem = MakeBase32();
  return kSystem;
}

const DigitSystem& HexDigits() {
  static constexpr DigitSystem kSystem = MakeHex();
  return kSystem;
}

DigitRuns::~DigitRuns() { WipeBytes(pending_); }

void DigitRuns::BeginText() {
  open_ = false;
  next_ = 0;
  pending_.clear();
}

void DigitRuns::Decode(const EncodedChunk& chunk, std::span<const std::uint32_t> blocks,
                       DecodedSink& sink) {
  if (open_) Continue(chunk, sink);
  for (const std::uint32_t block : blocks) {
    if (!open_ && chunk.buffer_offset + block >= next_) TryBlock(chunk, block, sink);
  }
}

void DigitRuns::EndText(DecodedSink& sink) {
  if (open_) Finish(sink);
}

// A run is decided upon where it gets long enough; that digit's chunk does it.
void DigitRuns::TryBlock(const EncodedChunk& chunk, std::size_t block, DecodedSink& sink) {
  const auto is_digit = [this](std::byte byte) { return IsDigit(byte); };
  std::size_t begin = block;
  while (begin > 0 && block - begin < system_.run_digits_min && IsDigit(chunk.buffer[begin - 1])) {
    --begin;
  }
  const std::size_t decided_at = begin + system_.run_digits_min - 1;
  if (block - begin == system_.run_digits_min || decided_at < chunk.owned_begin ||
      decided_at >= chunk.owned_end) {
    return;
  }
  const auto head = chunk.buffer.subspan(begin, system_.run_digits_min);
  if (!std::ranges::all_of(head.subspan(block - begin), is_digit)) return;
  const std::optional<std::size_t> phase = FindPhase(head);
  if (phase.has_value()) {
    Open(chunk.buffer_offset + begin + *phase, sink);
    Continue(chunk, sink);
  } else {
    const auto rest = chunk.buffer.subspan(decided_at);
    const auto end = std::ranges::find_if_not(rest, is_digit);
    next_ = chunk.buffer_offset + decided_at + static_cast<std::size_t>(end - rest.begin());
  }
}

std::optional<std::size_t> DigitRuns::FindPhase(std::span<const std::byte> head) const {
  std::array<std::byte, kRunDigitsMinMax> decoded;
  std::optional<std::size_t> found;
  for (std::size_t phase = 0; phase < system_.group_digits && !found.has_value(); ++phase) {
    if (IsPlausible(DecodeGroups(head.subspan(phase), decoded))) found = phase;
  }
  WipeBytes(decoded);
  return found;
}

void DigitRuns::Open(std::uint64_t offset, DecodedSink& sink) {
  open_ = true;
  next_ = offset;
  line_digits_ = 0;
  sink.Begin(system_.encoding, offset);
}

void DigitRuns::Continue(const EncodedChunk& chunk, DecodedSink& sink) {
  auto at = static_cast<std::size_t>(next_ - chunk.buffer_offset);
  while (at < chunk.owned_end) {
    at = TakeDigits(chunk, at, sink);
    if (at >= chunk.owned_end) break;
    const std::size_t interruption = Interruption(chunk.buffer.subspan(at));
    if (interruption == 0) {
      Finish(sink);
      break;
    }
    at += interruption;
  }
  next_ = chunk.buffer_offset + at;
}

// Takes digits from `at` on to the first other byte or the end of what the chunk owns: returns
// where.
std::size_t DigitRuns::TakeDigits(const EncodedChunk& chunk, std::size_t at, DecodedSink& sink) {
  const auto owned = chunk.buffer.first(chunk.owned_end);
  for (; !pending_.empty() && at < owned.size() && IsDigit(owned[at]); ++at) {
    TakeDigit(owned[at], chunk.buffer_offset + at, sink);
  }
  if (!pending_.empty()) return at;
  std::size_t end = at;
  while (end < owned.size() && IsDigit(owned[end])) ++end;
  const std::size_t whole = (end - at) / system_.group_digits * system_.group_digits;
  if (whole > 0) {
    std::vector<std::byte> decoded(whole / system_.group_digits * system_.group_bytes);
    sink.Append(system_.encoding, DecodeGroups(owned.subspan(at, whole), decoded),
                {.source_begin = chunk.buffer_offset + at,
                 .text_unit = system_.group_bytes,
                 .source_unit = system_.group_digits});
    WipeBytes(decoded);
    line_digits_ += whole;
  }
  for (std::size_t i = at + whole; i < end; ++i) {
    TakeDigit(owned[i], chunk.buffer_offset + i, sink);
  }
  return end;
}

void DigitRuns::TakeDigit(std::byte digit, std::uint64_t offset, DecodedSink& sink) {
  if (pending_.empty()) pending_begin_ = offset;
  pending_.push_back(digit);
  pending_end_ = offset + 1;
  ++line_digits_;
  if (pending_.size() == system_.group_digits) FlushPending(sink);
}

// What is pending as one unit; digits that make no byte go with the rest.
void DigitRuns::FlushPending(DecodedSink& sink) {
  const std::size_t bytes = pending_.size() * system_.bits / 8;
  pending_.resize(system_.group_digits, std::byte{'A'});
  std::array<std::byte, kGroupBytesMax> decoded;
  const auto group = DecodeGroups(pending_, decoded);
  if (bytes > 0) {
    sink.Append(system_.encoding, group.first(bytes),
                {.source_begin = pending_begin_,
                 .text_unit = static_cast<std::uint32_t>(bytes),
                 .source_unit = static_cast<std::uint32_t>(pending_end_ - pending_begin_)});
  }
  WipeBytes(decoded);
  pending_.clear();
}

// The bytes of the whole groups among `digits`, in the beginning of `decoded`.
std::span<const std::byte> DigitRuns::DecodeGroups(std::span<const std::byte> digits,
                                                   std::span<std::byte> decoded) const {
  const std::size_t groups = digits.size() / system_.group_digits;
  const std::byte* digit = digits.data();
  for (std::size_t group = 0; group < groups; ++group) {
    std::uint64_t value = 0;
    for (std::uint32_t i = 0; i < system_.group_digits; ++i) {
      value = value << system_.bits | ValueOf(*digit++);
    }
    for (std::size_t i = system_.group_bytes; i-- > 0; value >>= 8) {
      decoded[group * system_.group_bytes + i] = static_cast<std::byte>(value & 0xff);
    }
  }
  return decoded.first(groups * system_.group_bytes);
}

// How many bytes at the beginning of `rest`, which is no digit, are passed over for the run to go
// on behind them; 0: it ends here.
std::size_t DigitRuns::Interruption(std::span<const std::byte> rest) {
  const auto text = std::string_view(reinterpret_cast<const char*>(rest.data()), rest.size());
  if (system_.encoding == Encoding::kBase64 && text.starts_with("\\/")) return 1;
  if (!pending_.empty() || line_digits_ < kWrappedLineDigitsMin) return 0;
  std::size_t bytes = LineBreakBytes(text);
  if (bytes == 0) return 0;
  const std::size_t indent_end = bytes + kIndentBytesMax;
  while (bytes < rest.size() && bytes < indent_end && (text[bytes] == ' ' || text[bytes] == '\t')) {
    ++bytes;
  }
  if (bytes == rest.size() || !IsDigit(rest[bytes])) return 0;
  line_digits_ = 0;
  return bytes;
}

void DigitRuns::Finish(DecodedSink& sink) {
  if (!pending_.empty()) FlushPending(sink);
  open_ = false;
  sink.End(system_.encoding);
}

}  // namespace keytrail::decode
