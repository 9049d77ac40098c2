#include "scanner/secret/pem_text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/limits.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kDashes = "-----";
constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kLabels[] = {
    "RSA PRIVATE KEY",       "EC PRIVATE KEY",      "DSA PRIVATE KEY", "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY", "ANY PRIVATE KEY",
};
constexpr std::size_t kBackslashesMax = 8;
constexpr std::size_t kStringGapBytesMax = 256;
constexpr std::size_t kHeadersMax = 8;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

// Text that is wiped when it goes. Never grows past what it reserved, so no copy is left behind.
class WipedText {
 public:
  explicit WipedText(std::size_t bytes_max) { text_.reserve(bytes_max); }
  ~WipedText() { WipeBytes(std::as_writable_bytes(std::span(text_))); }
  WipedText(const WipedText&) = delete;
  WipedText& operator=(const WipedText&) = delete;
  void Append(char c) { text_.push_back(c); }
  void Append(std::string_view text) { text_.append(text); }
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

// Undoes the wrapping: writes the body's characters, with a blank wherever the lines were parted.
class Unwrapper {
 public:
  Unwrapper(std::string_view wrapped, WipedText& plain) : wrapped_(wrapped), plain_(plain) {}

  // Returns false when something stands there that belongs to no known wrapping.
  bool Run() {
    while (position_ < wrapped_.size()) {
      const char c = wrapped_[position_];
      if (c == '\\') {
        if (!Escape()) return false;
      } else if (IsQuote(c)) {
        if (!StringGap()) return false;
      } else if (IsSpace(c)) {
        plain_.Append(' ');
        ++position_;
      } else if (c > ' ' && c < '\x7f') {
        plain_.Append(c);
        ++position_;
      } else {
        return false;
      }
    }
    return true;
  }

 private:
  // A run of backslashes and what it escapes; several stand where text was escaped again.
  bool Escape() {
    const std::size_t end = std::min(wrapped_.find_first_not_of('\\', position_), wrapped_.size());
    if (end - position_ > kBackslashesMax) return false;
    position_ = end;
    if (position_ == wrapped_.size()) {
      plain_.Append(' ');
      return true;
    }
    const char c = wrapped_[position_];
    if (IsQuote(c)) return true;
    if (c == 'u') return UnicodeEscape();
    if (c != 'n' && c != 'r' && c != 't' && c != '/' && !IsSpace(c)) return false;
    plain_.Append(c == '/' ? '/' : ' ');
    ++position_;
    return true;
  }

  // JSON writers escape + and = so.
  bool UnicodeEscape() {
    const auto code = HexDecode(wrapped_.substr(position_ + 1, 4));
    if (!code.ok() || code->size() != 2 || (*code)[0] != 0) return false;
    const char c = static_cast<char>((*code)[1]);
    if (std::string_view("+/=\n\r").find(c) == std::string_view::npos) return false;
    plain_.Append(IsSpace(c) ? ' ' : c);
    position_ += 5;
    return true;
  }

  // From the quote that ends one string of a program to behind the quote that begins the next.
  bool StringGap() {
    static constexpr std::string_view kBetween = " \t\r\n+.,;&_\\()";
    const std::size_t first = ++position_;
    while (position_ < wrapped_.size() && position_ - first < kStringGapBytesMax) {
      const char c = wrapped_[position_++];
      if (IsQuote(c)) {
        plain_.Append(' ');
        return true;
      }
      const bool escaped = wrapped_[position_ - 2] == '\\' && (c == 'n' || c == 'r' || c == 't');
      if (!escaped && kBetween.find(c) == std::string_view::npos) return false;
    }
    return false;
  }

  std::string_view wrapped_;
  WipedText& plain_;
  std::size_t position_ = 0;
};

// Hands out the words of a text, one by one.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  // Empty at the end.
  std::string_view Next() {
    const std::size_t start = std::min(text_.find_first_not_of(' '), text_.size());
    const std::size_t end = std::min(text_.find(' ', start), text_.size());
    const std::string_view word = text_.substr(start, end - start);
    text_.remove_prefix(end);
    return word;
  }

 private:
  std::string_view text_;
};

std::optional<std::string_view> LabelAt(std::string_view text) {
  if (!text.starts_with(kBegin)) return std::nullopt;
  text.remove_prefix(kBegin.size());
  for (const std::string_view label : kLabels) {
    if (text.starts_with(label) && text.substr(label.size()).starts_with(kDashes)) return label;
  }
  return std::nullopt;
}

SecretBytes DecodeBody(std::string_view base64) {
  auto decoded = Base64Decode(base64);
  if (!decoded.ok()) return {};
  SecretBytes body{std::span<const std::byte>(*decoded)};
  WipeBytes(*decoded);
  return body;
}

struct Body {
  std::map<std::string, std::string> headers;
  SecretBytes decoded;  // empty when it is no base64
};

// Splits off the headers (a word that ends in a colon, and the word behind it) and decodes the
// rest.
Body ReadBody(std::string_view plain) {
  Body body;
  Words words(plain);
  std::string_view word = words.Next();
  while (word.ends_with(':') && body.headers.size() < kHeadersMax) {
    word.remove_suffix(1);
    body.headers.emplace(word, words.Next());
    word = words.Next();
  }
  WipedText base64(plain.size());
  for (; !word.empty(); word = words.Next()) base64.Append(word);
  body.decoded = DecodeBody(base64.view());
  return body;
}

}  // namespace

std::optional<PemText> ParsePemText(std::span<const std::byte> bytes) {
  const std::string_view text =
      AsText(bytes.first(std::min(bytes.size(), limits::kParserLookaheadBytes)));
  const auto label = LabelAt(text);
  if (!label) return std::nullopt;
  const std::size_t body_start = kBegin.size() + label->size() + kDashes.size();
  const std::size_t body_end = text.find(kDashes, body_start);
  if (body_end == std::string_view::npos) return std::nullopt;
  const std::string end_marker = std::string(kEnd).append(*label).append(kDashes);
  if (!text.substr(body_end).starts_with(end_marker)) return std::nullopt;
  const std::string_view wrapped = text.substr(body_start, body_end - body_start);
  WipedText plain(wrapped.size());
  if (!Unwrapper(wrapped, plain).Run()) return std::nullopt;
  Body body = ReadBody(plain.view());
  if (body.decoded.empty()) return std::nullopt;
  return PemText{.label = std::string(*label),
                 .headers = std::move(body.headers),
                 .body = std::move(body.decoded),
                 .text_bytes = body_end + end_marker.size()};
}

}  // namespace keytrail::secret
