// A code point as UTF-8.
#pragma once

#include <cstdint>
#include <vector>

namespace keytrail::decode {

// Appends `code` in UTF-8; what is no character (surrogates, beyond the last) as U+FFFD. Returns
// how many bytes that took.
inline std::size_t AppendUtf8(std::uint32_t code, std::vector<std::byte>& text) {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  const std::size_t continuations = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  static constexpr std::uint8_t kLeads[] = {0x00, 0xc0, 0xe0, 0xf0};
  text.push_back(static_cast<std::byte>(kLeads[continuations] | code >> (6 * continuations)));
  for (std::size_t left = continuations; left-- > 0;) {
    text.push_back(static_cast<std::byte>(0x80 | (code >> (6 * left) & 0x3f)));
  }
  return continuations + 1;
}

}  // namespace keytrail::decode
