// Text as it lies in what it was written into: plain lines, indented, with carriage returns, on one
// line, with escaped line ends (JSON, once or twice), or as the concatenated strings of a program.
// Gives the words back; knows nothing of what they mean.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/secret_bytes.h"

namespace keytrail::secret {

inline bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }
bool IsBase64Digit(char c);  // of the standard alphabet, padding not among them

// Text that is wiped when it goes. Never grows past what it reserved, so no copy is left behind.
class WipedText {
 public:
  explicit WipedText(std::size_t bytes_max) { text_.reserve(bytes_max); }
  ~WipedText() { WipeBytes(std::as_writable_bytes(std::span(text_))); }
  WipedText(WipedText&& other) noexcept { text_.swap(other.text_); }
  WipedText& operator=(WipedText&&) = delete;
  void Append(char c) { text_.push_back(c); }
  void Append(std::string_view text) { text_.append(text); }
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

struct Unwrapped {
  WipedText plain;  // with a blank wherever lines were parted
  // How much of the text that is; less than all where something stands that belongs to no known
  // wrapping.
  std::size_t wrapped_bytes = 0;
};

// Undoes the wrapping. Time: linear.
Unwrapped Unwrap(std::string_view wrapped);

// Hands out the words of an unwrapped text, one by one. Lifetime: views the text.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  // Empty at the end.
  std::string_view Next();

 private:
  std::string_view text_;
};

// The text without blanks around it.
std::string_view TrimBlanks(std::string_view text);

// Decodes words of base64 put together; empty when they are none. White space is not allowed.
SecretBytes DecodeBase64(std::string_view base64);

// Decodes as much of `base64` as is base64: whole groups of four from its beginning.
SecretBytes DecodeBase64Prefix(std::string_view base64);

}  // namespace keytrail::secret
