#include "scanner/secret/pem_text.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/secret/wrapped_text.h"

namespace keytrail::secret {
namespace {

// RFC 7468 writes five dashes; files that lost one are met.
constexpr std::size_t kDashesMin = 4;
constexpr std::size_t kDashesMax = 5;
constexpr std::string_view kDashes = "----";
constexpr std::string_view kBegin = "BEGIN ";
constexpr std::string_view kEnd = "END ";
constexpr std::string_view kPrivateKey = "PRIVATE KEY";
constexpr std::size_t kLabelBytesMax = 64;
constexpr std::size_t kEndMarkerBytesMax = kLabelBytesMax + 16;
constexpr std::size_t kHeadersMax = 8;
// Of a body whose end is missing; what is shorter is a sample or a stump.
constexpr std::size_t kTruncatedBytesMin = 64;

std::size_t DashesAt(std::string_view text) {
  return std::min(text.find_first_not_of('-'), text.size());
}

struct Marker {
  std::string_view label;
  std::size_t bytes = 0;
};

// The marker at the beginning of `text`: dashes, `word`, the label of a private key, dashes.
std::optional<Marker> MarkerAt(std::string_view text, std::string_view word) {
  const std::size_t dashes = DashesAt(text);
  if (dashes < kDashesMin || dashes > kDashesMax) return std::nullopt;
  std::string_view rest = text.substr(dashes);
  if (!rest.starts_with(word)) return std::nullopt;
  rest.remove_prefix(word.size());
  const std::size_t label_bytes = rest.substr(0, kLabelBytesMax).find(kDashes);
  if (label_bytes == std::string_view::npos) return std::nullopt;
  const std::string_view label = rest.substr(0, label_bytes);
  if (!label.ends_with(kPrivateKey)) return std::nullopt;
  const std::size_t closing = std::min(DashesAt(rest.substr(label_bytes)), kDashesMax);
  return Marker{.label = label, .bytes = dashes + word.size() + label_bytes + closing};
}

struct Body {
  std::map<std::string, std::string> headers;
  WipedText base64;
};

// Splits off the headers: a word that ends in a colon, and the word behind it.
Body SplitBody(std::string_view plain) {
  Body body{.headers = {}, .base64 = WipedText(plain.size())};
  Words words(plain);
  std::string_view word = words.Next();
  while (word.ends_with(':') && body.headers.size() < kHeadersMax) {
    word.remove_suffix(1);
    body.headers.emplace(word, words.Next());
    word = words.Next();
  }
  for (; !word.empty(); word = words.Next()) body.base64.Append(word);
  return body;
}

std::optional<PemText> ReadWhole(const Marker& begin, std::string_view wrapped,
                                 std::size_t text_bytes) {
  const Unwrapped unwrapped = Unwrap(wrapped);
  if (unwrapped.wrapped_bytes < wrapped.size()) return std::nullopt;
  Body body = SplitBody(unwrapped.plain.view());
  SecretBytes decoded = DecodeBase64(body.base64.view());
  if (decoded.empty()) return std::nullopt;
  return PemText{.label = std::string(begin.label),
                 .headers = std::move(body.headers),
                 .body = std::move(decoded),
                 .text_bytes = text_bytes};
}

std::optional<PemText> ReadTruncated(const Marker& begin, std::string_view wrapped) {
  const Unwrapped unwrapped = Unwrap(wrapped);
  Body body = SplitBody(unwrapped.plain.view());
  SecretBytes decoded = DecodeBase64Prefix(body.base64.view());
  if (decoded.size() < kTruncatedBytesMin) return std::nullopt;
  return PemText{.label = std::string(begin.label),
                 .headers = std::move(body.headers),
                 .body = std::move(decoded),
                 .text_bytes = begin.bytes + unwrapped.wrapped_bytes,
                 .truncated = true};
}

}  // namespace

std::optional<PemText> ParsePemText(std::span<const std::byte> bytes) {
  const std::string_view text =
      AsText(bytes.first(std::min(bytes.size(), limits::kParserLookaheadBytes)));
  const auto begin = MarkerAt(text, kBegin);
  if (!begin) return std::nullopt;
  const std::size_t body_end = std::min(text.find(kDashes, begin->bytes), text.size());
  const std::string_view wrapped = text.substr(begin->bytes, body_end - begin->bytes);
  const auto end = MarkerAt(text.substr(body_end), kEnd);
  if (end && end->label == begin->label) return ReadWhole(*begin, wrapped, body_end + end->bytes);
  const bool beyond_limit =
      bytes.size() > text.size() && text.size() - body_end < kEndMarkerBytesMax;
  return beyond_limit ? std::nullopt : ReadTruncated(*begin, wrapped);
}

}  // namespace keytrail::secret
