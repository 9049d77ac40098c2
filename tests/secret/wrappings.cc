#include "tests/secret/wrappings.h"

#include <vector>

namespace keytrail::secret {

std::string ReplaceAll(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::function<std::string(const std::string&)> LineEnd(const std::string& end) {
  return [end](const std::string& text) { return ReplaceAll(text, "\n", end); };
}

std::span<const Wrapping> Wrappings() {
  static const std::vector<Wrapping> wrappings = {
      {"Plain", LineEnd("\n")},
      {"CarriageReturns", LineEnd("\r\n")},
      {"TrailingBlanks", LineEnd("  \t\n")},
      {"Indented", LineEnd("\n      ")},
      {"OneLine", LineEnd(" ")},
      {"Json", LineEnd("\\n")},
      {"JsonTwice", LineEnd("\\\\n")},
      {"JsonCarriageReturns", LineEnd("\\r\\n")},
      {"ShellContinuation", LineEnd("\\n\\\n")},
      {"JavaStrings", LineEnd("\\n\" +\n    \"")},
      {"CStrings", LineEnd("\\n\"\n  \"")},
      {"PhpStrings", LineEnd("\\n' .\n  '")},
      {"JavaScriptArray", LineEnd("\",\n  \"")},
      {"MinifiedJavaScript", LineEnd("\\n\"+\"")},
      {"VisualBasicStrings", LineEnd("\" & _\n  \"")},
      {"JavaStringsInJson", LineEnd("\\\\n\\\" +\\n \\\"")},
      {"EscapedSlashes",
       [](const std::string& text) { return ReplaceAll(LineEnd("\\n")(text), "/", "\\/"); }},
      {"EscapedPlusAndEquals",
       [](const std::string& text) {
         return ReplaceAll(ReplaceAll(LineEnd("\\n")(text), "+", "\\u002B"), "=", "\\u003d");
       }},
  };
  return wrappings;
}

}  // namespace keytrail::secret
