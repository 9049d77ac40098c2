#include "scanner/facts/plain_words.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "base/text.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kUserBytesMax = 64;
constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kPathBytesMax = 1024;

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool ConsistsOf(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [marks](char c) {
    return IsLetterOrDigit(c) || marks.find(c) != std::string_view::npos;
  });
}

// No label between the dots and other marks looks like a token.
bool HasHarmlessLabels(std::string text) {
  std::ranges::replace_if(
      text,
      [](char c) {
        return !IsLetterOrDigit(c) && std::string_view("._-:@+").find(c) == std::string_view::npos;
      },
      '.');
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    if (end > 0 && !IsHarmlessLabel(rest.substr(0, end))) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

bool IsHostText(std::string_view text, std::string_view marks) {
  return !text.empty() && text.size() <= kHostBytesMax && text.front() != '-' &&
         ConsistsOf(text, marks) && HasHarmlessLabels(std::string(text));
}

}  // namespace

bool IsPlainUser(std::string_view text) {
  return !text.empty() && text.size() <= kUserBytesMax && text.front() != '-' &&
         ConsistsOf(text, "._@+-") && IsHarmlessLabel(text);
}

bool IsPlainHost(std::string_view text) { return IsHostText(text, "._:%-"); }

bool IsPlainHostPattern(std::string_view text) { return IsHostText(text, "._:%-*?![]"); }

bool IsPlainJump(std::string_view text) {
  return !text.empty() && text.size() <= kPathBytesMax && text.front() != '-' &&
         ConsistsOf(text, "._%+@:/,[]-") && HasHarmlessLabels(std::string(text));
}

bool IsPlainPath(std::string_view text) {
  return !text.empty() && text.size() <= kPathBytesMax && text.front() != '-' &&
         ConsistsOf(text, "._~/\\%+@=:, ${}-");
}

bool IsAddress(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  in6_addr parsed{};
  return inet_pton(AF_INET6, address.c_str(), &parsed) == 1 ||
         (address.size() == text.size() && inet_pton(AF_INET, address.c_str(), &parsed) == 1);
}

}  // namespace keytrail::facts
