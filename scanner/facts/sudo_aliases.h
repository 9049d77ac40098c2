// The aliases that a sudoers file defines, and lists with the aliases written out.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/facts/sudo_text.h"

namespace keytrail::facts {

class SudoAliases {
 public:
  enum class Kind { kUser, kRunAs, kCommand };

  // True when `line` begins as a definition of aliases does.
  static bool IsDefinition(std::string_view line);

  // Reads "User_Alias A = … : B = …" and the like; any other line defines nothing. What of it
  // cannot be read is dropped; hosts are, always.
  void Define(std::string_view line);

  // `members` with each alias of `kind` replaced by what it stands for; a negated alias negates its
  // members. Names that no alias has stay. Bounded: aliases within each other up to a depth, and
  // all that an object ever expands; beyond, names are dropped.
  std::vector<SudoMember> Expand(Kind kind, const std::vector<SudoMember>& members);

 private:
  struct Expansion {
    Kind kind;
    std::vector<SudoMember> members;
    int depth = 0;
  };
  void ExpandInto(Expansion& expansion, const std::vector<SudoMember>& members, bool negated);

  std::map<std::pair<Kind, std::string>, std::vector<SudoMember>> aliases_;
  std::size_t expanded_ = 0;
};

}  // namespace keytrail::facts
