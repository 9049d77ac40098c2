#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "base/check.h"
#include "base/digest.h"
#include "scanner/decode/member_reader.h"
#include "scanner/decode/source_map.h"
#include "scanner/decode/text_decoders.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
namespace {

struct Stretch {
  decode::Encoding encoding;
  std::string text;
  std::vector<decode::SourceRange> sources;  // of each byte
  auto operator<=>(const Stretch&) const = default;
};

// Keeps what the decoders give, and holds them to their contract.
class StretchSink final : public decode::DecodedSink {
 public:
  explicit StretchSink(std::size_t text_bytes) : text_bytes_(text_bytes) {}

  void Begin(decode::Encoding encoding, std::uint64_t) override {
    auto& open = open_[static_cast<std::size_t>(encoding)];
    KT_CHECK(!open.is_open);
    open = {.is_open = true, .text = {}, .map = {}};
  }
  void Append(decode::Encoding encoding, std::span<const std::byte> bytes,
              const decode::SourceUnits& units) override {
    auto& open = open_[static_cast<std::size_t>(encoding)];
    KT_CHECK(open.is_open && !bytes.empty());
    open.text += AsText(bytes);
    open.map.Append(bytes.size(), units, nullptr);
  }
  void End(decode::Encoding encoding) override {
    auto& open = open_[static_cast<std::size_t>(encoding)];
    KT_CHECK(open.is_open);
    open.is_open = false;
    Stretch stretch{encoding, open.text, {}};
    for (std::size_t i = 0; i < open.text.size(); ++i) {
      stretch.sources.push_back(open.map.Find(i, i + 1));
      KT_CHECK(stretch.sources.back().begin < stretch.sources.back().end);
      KT_CHECK(stretch.sources.back().end <= text_bytes_);
    }
    done.push_back(std::move(stretch));
  }

  std::vector<Stretch> done;

 private:
  struct Open {
    bool is_open = false;
    std::string text;
    decode::SourceMap map;
  };
  const std::size_t text_bytes_;
  std::array<Open, decode::kEncodings> open_;
};

std::vector<Stretch> DecodeInChunks(std::span<const std::byte> text, std::size_t chunk_bytes) {
  StretchSink sink(text.size());
  decode::TextDecoders decoders;
  decoders.BeginText();
  for (std::size_t at = 0; at < text.size(); at += chunk_bytes) {
    const std::size_t begin = at - std::min(at, decode::kContextBytes);
    const std::size_t owned_end = std::min(text.size(), at + chunk_bytes);
    const std::size_t end = std::min(text.size(), owned_end + decode::kContextBytes);
    decoders.Decode({.buffer = text.subspan(begin, end - begin),
                     .buffer_offset = begin,
                     .owned_begin = at - begin,
                     .owned_end = owned_end - begin},
                    sink);
  }
  decoders.EndText(sink);
  std::ranges::sort(sink.done);
  return sink.done;
}

class PieceSource final : public decode::ByteSource {
 public:
  explicit PieceSource(std::span<const std::byte> bytes) : bytes_(bytes) {}
  StatusOr<std::span<const std::byte>> Next() override {
    const std::size_t count = std::min<std::size_t>(bytes_.size(), 1 + bytes_.size() / 3);
    const auto next = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return next;
  }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace

// What is decoded does not depend on where chunks begin.
void FuzzTextDecoders(std::span<const std::byte> input) {
  if (input.empty()) return;
  const std::size_t chunk_bytes = 1 + static_cast<std::size_t>(input[0]);
  const auto text = input.subspan(1);
  KT_CHECK(DecodeInChunks(text, text.size() + 1) == DecodeInChunks(text, chunk_bytes));
}

void FuzzMembers(std::span<const std::byte> input) {
  constexpr std::size_t kKinds = static_cast<std::size_t>(decode::ContentKind::kPdf);
  constexpr int kReadsMax = 64;
  if (input.empty()) return;
  const auto kind =
      static_cast<decode::ContentKind>(static_cast<std::size_t>(input[0]) % kKinds + 1);
  PieceSource source(input.subspan(1));
  const auto members = decode::OpenMembers(kind, source);
  if (!members.ok()) return;
  std::array<std::byte, 4096> buffer;
  for (int reads = 0; reads < kReadsMax; ++reads) {
    const auto member = (*members)->Next();
    if (!member.ok() || !member->has_value()) return;
    KT_CHECK(!(*member)->decoded_by.empty());
    const auto filled = (*members)->Read(buffer);
    KT_CHECK(!filled.ok() || filled->size() <= buffer.size());
  }
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzTextDecoders)
