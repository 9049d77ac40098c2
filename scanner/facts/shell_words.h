// A line of a shell's history as the simple commands that it is made of, each as its words. Not a
// shell: nothing is expanded, and what a word would become is not known where it holds a "$".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keytrail::facts {

using Words = std::vector<std::string>;

enum class ShellQuoting {
  kPosix,      // a backslash protects what follows
  kPowerShell  // a backtick does, and a backslash is a part of paths
};

// Shape: in the order of the line; without comments and redirections. Lines of more than
// limits::kHistoryLineBytesMax have none. Time: linear. Source: POSIX, "Shell Command Language";
// about_Quoting_Rules of PowerShell.
std::vector<Words> SplitCommands(std::string_view line, ShellQuoting quoting);

}  // namespace keytrail::facts
