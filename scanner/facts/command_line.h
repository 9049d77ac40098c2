// A command's words as getopt(3) reads them, and the command behind those that only run another
// one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::facts {

using Arguments = std::span<const std::string>;

struct CommandOption {
  std::string name;  // without dashes
  std::string value;
};

struct CommandLine {
  std::vector<CommandOption> options;  // those with a value only, and all long ones
  std::vector<std::string> operands;
};

// The last component of a program's path, without ".exe".
std::string_view ProgramName(std::string_view path);

// `words` from the program on that is meant: without assignments, a shell's keywords, and sudo,
// env, sshpass and the like with their options. Empty when nothing is left.
Arguments SkipWrappers(Arguments words);

// Reads what stands behind the program's name. Options may follow operands; reading ends behind
// `operands_max` of them. `options_with_value` are letters.
CommandLine ReadCommandLine(Arguments words, std::string_view options_with_value,
                            std::size_t operands_max);

}  // namespace keytrail::facts
