#include "scanner/facts/command_line.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace keytrail::facts {
namespace {

// What may stand in front of the program that is meant.
struct Wrapper {
  std::string_view name;
  std::string_view options_with_value;
  std::size_t operands = 0;  // before the command
};

constexpr Wrapper kWrappers[] = {{"sudo", "CDghpRrTtUu"},
                                 {"doas", "Cu"},
                                 {"env", "uCS"},
                                 {"nohup", ""},
                                 {"time", "fo"},
                                 {"nice", "n"},
                                 {"ionice", "cnp"},
                                 {"exec", "a"},
                                 {"command", ""},
                                 {"builtin", ""},
                                 {"setsid", ""},
                                 {"sshpass", "dfpP"},
                                 {"timeout", "ks", 1},
                                 {"watch", "n"},
                                 {"proxychains", "f"},
                                 {"proxychains4", "f"},
                                 {"torsocks", ""},
                                 {"do", ""},
                                 {"then", ""},
                                 {"else", ""},
                                 {"if", ""},
                                 {"while", ""},
                                 {"until", ""},
                                 {"!", ""},
                                 {"{", ""}};
constexpr std::size_t kWrappersMax = 8;

bool IsOption(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

Arguments SkipWords(Arguments words, std::size_t count) {
  return words.subspan(std::min(count, words.size()));
}

// "NAME=value"
bool IsAssignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         std::ranges::all_of(word.substr(0, equals), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

// How many words from the front on are one option, by getopt's rules.
std::size_t WordsOfOption(std::string_view word, std::string_view options_with_value) {
  if (word.starts_with("--")) return 1;
  const std::size_t with_value = word.find_first_of(options_with_value, 1);
  return with_value != std::string_view::npos && with_value + 1 == word.size() ? 2 : 1;
}

Arguments SkipWrapper(Arguments words, const Wrapper& wrapper) {
  words = SkipWords(words, 1);
  while (!words.empty() && IsOption(words.front())) {
    words = SkipWords(words, WordsOfOption(words.front(), wrapper.options_with_value));
  }
  return SkipWords(words, wrapper.operands);
}

// The option that `words` begin with: "-tti" with the value behind it, "--rsh=ssh". Nothing for
// letters without a value.
std::optional<CommandOption> ReadOption(Arguments words, std::string_view options_with_value) {
  const std::string_view word = words.front();
  if (word.starts_with("--")) {
    const std::size_t equals = std::min(word.find('='), word.size());
    return CommandOption{.name = std::string(word.substr(2, equals - 2)),
                         .value = std::string(word.substr(std::min(equals + 1, word.size())))};
  }
  const std::size_t at = word.find_first_of(options_with_value, 1);
  if (at == std::string_view::npos) return std::nullopt;
  std::string value(word.substr(at + 1));
  if (value.empty() && words.size() > 1) value = words[1];
  return CommandOption{.name = std::string(1, word[at]), .value = std::move(value)};
}

}  // namespace

std::string_view ProgramName(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  if (name.ends_with(".exe")) name.remove_suffix(4);
  return name;
}

Arguments SkipWrappers(Arguments words) {
  for (std::size_t i = 0; i < kWrappersMax; ++i) {
    while (!words.empty() && IsAssignment(words.front())) words = SkipWords(words, 1);
    if (words.empty()) return words;
    const auto* wrapper = std::ranges::find(kWrappers, ProgramName(words.front()), &Wrapper::name);
    if (wrapper == std::end(kWrappers)) return words;
    words = SkipWrapper(words, *wrapper);
  }
  return {};
}

CommandLine ReadCommandLine(Arguments words, std::string_view options_with_value,
                            std::size_t operands_max) {
  CommandLine line;
  while (!words.empty()) {
    if (IsOption(words.front()) && words.front() != "--") {
      auto option = ReadOption(words, options_with_value);
      if (option) line.options.push_back(*std::move(option));
      words = SkipWords(words, WordsOfOption(words.front(), options_with_value));
      continue;
    }
    if (words.front() != "--") {
      if (line.operands.size() == operands_max) break;
      line.operands.push_back(words.front());
    }
    words = SkipWords(words, 1);
  }
  return line;
}

}  // namespace keytrail::facts
