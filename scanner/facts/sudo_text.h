// A logical line of sudoers(5) read from its front: marks, names, lists, commands. Knows the
// lexical rules, not what a line means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::facts {

// One element of a list: a name, an alias or ALL.
struct SudoMember {
  std::string name;
  bool negated = false;
};

class SudoReader {
 public:
  // Lifetime: the text must outlive the reader.
  explicit SudoReader(std::string_view text) : text_(text) {}

  bool AtEnd();
  // Takes `mark` behind blanks; false when something else stands there.
  bool Take(char mark);
  // Takes `word` behind blanks, where a blank or one of `ends` follows.
  bool TakeWord(std::string_view word, std::string_view ends);
  // One name behind blanks, without its quotes and escapes; empty when none stands there.
  // A blank or one of `ends` ends it.
  std::string Name(std::string_view ends);
  // Names between commas, each behind any number of "!". Nothing when a name is missing.
  std::optional<std::vector<SudoMember>> Names(std::string_view ends);
  // A command with its arguments, up to a comma or a colon that nothing escapes. Of it only whether
  // it is ALL or may be an alias is kept: the name is that, or empty.
  SudoMember Command();

 private:
  void SkipBlanks();
  bool TakeNegations();

  std::string_view text_;
};

// True for what an alias may be called: capital letters, digits and "_", a letter first.
bool IsSudoAliasName(std::string_view name);

}  // namespace keytrail::facts
