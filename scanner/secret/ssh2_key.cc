#include "scanner/secret/ssh2_key.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "model/ssh_wire.h"
#include "scanner/secret/public_blob.h"
#include "scanner/secret/wrapped_text.h"

namespace keytrail::secret {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::string_view kBegin = "---- BEGIN SSH2 ";
constexpr std::string_view kEnd = "---- END SSH2 ";
constexpr std::string_view kDashes = "----";
constexpr std::uint32_t kMagic = 0x3F6FF9EB;
// The magic number in base64, and the beginning of a length below 64 KiB. Nothing else begins a
// body, so that headers, which may hold anything, need not be understood.
constexpr std::string_view kBodyStart = "P2/56wA";
constexpr std::string_view kBodyStartEscaped = "P2\\/56wA";
constexpr std::size_t kNameBytesMax = 256;
constexpr std::size_t kTruncatedBytesMin = 64;
constexpr std::uint32_t kIntegerBitsMax = 16384;

struct Container {
  std::string type;
  std::string cipher;
  Bytes rest;  // the private half, as a string
};

std::optional<Container> ReadContainer(Bytes body) {
  SshReader reader(body);
  const auto magic = reader.Number();
  const auto total_bytes = reader.Number();
  const auto type = reader.String();
  const auto cipher = reader.String();
  if (!magic || *magic != kMagic || !total_bytes || !type || !cipher || type->empty() ||
      type->size() > kNameBytesMax || cipher->empty() || cipher->size() > kNameBytesMax) {
    return std::nullopt;
  }
  return Container{.type = std::string(AsText(*type)),
                   .cipher = std::string(AsText(*cipher)),
                   .rest = reader.rest()};
}

// Numbers are written with the count of their bits in front.
class NumberReader {
 public:
  explicit NumberReader(Bytes bytes) : bytes_(bytes) {}

  std::optional<Bytes> Next() {
    SshReader reader(bytes_);
    const auto bits = reader.Number();
    if (!bits || *bits == 0 || *bits > kIntegerBitsMax) return std::nullopt;
    const std::size_t size = (*bits + 7) / 8;
    if (size > reader.rest().size()) return std::nullopt;
    const Bytes number = reader.rest().first(size);
    bytes_ = reader.rest().subspan(size);
    return number;
  }

 private:
  Bytes bytes_;
};

template <std::size_t kCount>
std::optional<std::array<Bytes, kCount>> ReadNumbers(Bytes payload) {
  NumberReader reader(payload);
  std::array<Bytes, kCount> numbers;
  for (Bytes& number : numbers) {
    const auto next = reader.Next();
    if (!next) return std::nullopt;
    number = *next;
  }
  return numbers;
}

// Reads a clear private half; returns the public blob, empty where it cannot be told, or nothing
// when the half is broken.
std::optional<std::vector<std::byte>> ReadClearHalf(const Container& container, PrivateKey& key) {
  SshReader outer(container.rest);
  const auto private_half = outer.String();
  if (!private_half) return std::nullopt;
  SshReader inner(*private_half);
  const auto payload = inner.String();
  if (!payload) return std::nullopt;
  if (container.type.starts_with("if-modn{sign{rsa")) {
    const auto numbers = ReadNumbers<6>(*payload);
    if (!numbers) return std::nullopt;
    const auto& [e, d, n, u, p, q] = *numbers;
    // `u` is the inverse of `p`, so the primes are the other way round than elsewhere.
    SetEc2(Ec2FingerprintsOf({.n = n, .e = e, .d = d, .iqmp = u, .p = q, .q = p}), key);
    return RsaBlob(e, n);
  }
  if (container.type.starts_with("dl-modp{sign{dsa")) {
    SshReader parameters(*payload);
    if (parameters.Number() != 0U) return std::vector<std::byte>();
    const auto numbers = ReadNumbers<5>(parameters.rest());
    if (!numbers) return std::nullopt;
    const auto& [p, g, q, y, x] = *numbers;
    return DsaBlob(p, q, g, y);
  }
  return std::vector<std::byte>();
}

std::string_view TypeOf(std::string_view type) {
  if (type.starts_with("if-modn{sign{rsa")) return "ssh-rsa";
  return type.starts_with("dl-modp{sign{dsa") ? "ssh-dss" : "";
}

// The label of the marker that begins with `word`, or nothing.
std::optional<std::string_view> LabelAt(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  const std::string_view rest = text.substr(word.size(), kNameBytesMax);
  const std::size_t end = rest.find(" ----");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view label = rest.substr(0, end);
  return label.ends_with("PRIVATE KEY") ? std::optional(label) : std::nullopt;
}

std::size_t BodyStart(std::string_view text) {
  return std::min({text.find(kBodyStart), text.find(kBodyStartEscaped), text.size()});
}

std::optional<PrivateKey> ReadBody(Bytes body, bool truncated) {
  const auto container = ReadContainer(body);
  if (!container || (truncated && body.size() < kTruncatedBytesMin)) return std::nullopt;
  PrivateKey key;
  key.format = "ssh2";
  key.key_type = TypeOf(container->type);
  key.encrypted = container->cipher != "none";
  if (key.encrypted) {
    key.cipher = container->cipher;
    key.kdf = "md5";
    key.kdf_rounds = 1;
  }
  std::optional<std::vector<std::byte>> blob(std::in_place);
  if (!key.encrypted && !truncated) blob = ReadClearHalf(*container, key);
  if (!blob || (key.encrypted && container->rest.size() <= sizeof(std::uint32_t))) {
    return std::nullopt;
  }
  SetIdentity(*std::move(blob), SecretBytes(body), key);
  return key;
}

}  // namespace

std::optional<PrivateKey> ParseSsh2Key(Bytes bytes) {
  const std::string_view text =
      AsText(bytes.first(std::min(bytes.size(), limits::kParserLookaheadBytes)));
  const auto label = LabelAt(text, kBegin);
  if (!label) return std::nullopt;
  const std::size_t headers = kBegin.size() + label->size() + 1 + kDashes.size();
  const std::size_t body_end = std::min(text.find(kDashes, headers), text.size());
  const std::size_t body_start = headers + BodyStart(text.substr(headers, body_end - headers));
  const Unwrapped unwrapped = Unwrap(text.substr(body_start, body_end - body_start));
  const bool whole = LabelAt(text.substr(body_end), kEnd) == label &&
                     unwrapped.wrapped_bytes == body_end - body_start;
  WipedText base64(unwrapped.plain.view().size());
  Words words(unwrapped.plain.view());
  for (auto word = words.Next(); !word.empty(); word = words.Next()) base64.Append(word);
  const SecretBytes body = whole ? DecodeBase64(base64.view()) : DecodeBase64Prefix(base64.view());
  auto key = ReadBody(body.view(), !whole);
  if (!key) return std::nullopt;
  key->truncated = !whole;
  key->text_bytes = whole ? body_end + kEnd.size() + label->size() + 1 + kDashes.size()
                          : body_start + unwrapped.wrapped_bytes;
  return key;
}

}  // namespace keytrail::secret
