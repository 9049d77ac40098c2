// A line of sshd_config cut into words, in the two ways in which sshd cuts it. Pure text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::facts {

// One word from the front of `rest`: blanks, or one equals sign among them, end it; quotes are
// taken off. `rest` is nothing once the text is used up, or after a quote that does not end, for
// which there is no word either.
// Source: OpenSSH 9.2, strdelim() in misc.c; sshd cuts keywords and Match criteria this way.
struct DelimitedWord {
  std::optional<std::string> word;
  std::optional<std::string_view> rest;
};
DelimitedWord NextDelimitedWord(std::string_view text);

// All words of `text` up to a comment, with quotes and escapes taken off. Returns nothing when a
// quote does not end. Source: OpenSSH 9.2, argv_split() in misc.c; sshd cuts arguments this way.
std::optional<std::vector<std::string>> SplitArguments(std::string_view text);

}  // namespace keytrail::facts
