#include "scanner/secret/wrapped_text.h"

#include <algorithm>

#include "base/digest.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kBackslashesMax = 8;
constexpr std::size_t kStringGapBytesMax = 256;

class Unwrapper {
 public:
  explicit Unwrapper(std::string_view wrapped) : wrapped_(wrapped), plain_(wrapped.size()) {}

  Unwrapped Run() {
    std::size_t taken = 0;
    while (position_ < wrapped_.size() && Step()) taken = position_;
    return {.plain = std::move(plain_), .wrapped_bytes = taken};
  }

 private:
  // Returns false when something stands there that belongs to no known wrapping.
  bool Step() {
    const char c = wrapped_[position_];
    if (c == '\\') return Escape();
    if (IsQuote(c)) return StringGap();
    if (!IsBlank(c) && (c <= ' ' || c >= '\x7f')) return false;
    plain_.Append(IsBlank(c) ? ' ' : c);
    ++position_;
    return true;
  }

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
    if (c != 'n' && c != 'r' && c != 't' && c != '/' && !IsBlank(c)) return false;
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
    plain_.Append(IsBlank(c) ? ' ' : c);
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
  WipedText plain_;
  std::size_t position_ = 0;
};

}  // namespace

bool IsBase64Digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

Unwrapped Unwrap(std::string_view wrapped) { return Unwrapper(wrapped).Run(); }

std::string_view Words::Next() {
  const std::size_t start = std::min(text_.find_first_not_of(' '), text_.size());
  const std::size_t end = std::min(text_.find(' ', start), text_.size());
  const std::string_view word = text_.substr(start, end - start);
  text_.remove_prefix(end);
  return word;
}

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

SecretBytes DecodeBase64(std::string_view base64) {
  auto decoded = Base64Decode(base64);
  if (!decoded.ok()) return {};
  SecretBytes body{std::span<const std::byte>(*decoded)};
  WipeBytes(*decoded);
  return body;
}

SecretBytes DecodeBase64Prefix(std::string_view base64) {
  const auto end = std::ranges::find_if_not(base64, &IsBase64Digit);
  const auto digits = static_cast<std::size_t>(end - base64.begin());
  return DecodeBase64(base64.substr(0, digits / 4 * 4));
}

}  // namespace keytrail::secret
