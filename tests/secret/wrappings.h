// The ways in which the text of a key lies in files.
#pragma once

#include <functional>
#include <span>
#include <string>

namespace keytrail::secret {

std::string ReplaceAll(std::string text, const std::string& from, const std::string& to);

// What becomes of a text of lines, from its first marker to its last.
struct Wrapping {
  std::string name;
  std::function<std::string(const std::string&)> wrap;
};

// Replaces each line end.
std::function<std::string(const std::string&)> LineEnd(const std::string& end);

std::span<const Wrapping> Wrappings();

}  // namespace keytrail::secret
