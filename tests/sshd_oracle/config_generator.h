// Server configurations as people and hostile people write them: drop-ins, includes, Match blocks,
// quotes, repeated and misspelt keywords. Many are such that sshd refuses them.
#pragma once

#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/sshd_oracle/change.h"

namespace keytrail::sshd_oracle {

class ConfigGenerator {
 public:
  explicit ConfigGenerator(unsigned seed) : random_(seed) {}

  // The files of one configuration.
  std::vector<Change> Files();

  template <typename Choices>
  auto Choose(const Choices& choices) -> decltype(choices[0]) {
    return choices[random_() % std::size(choices)];
  }

 private:
  bool Chance(unsigned percent) { return random_() % 100 < percent; }
  std::string Text(bool may_include, std::uint64_t lines);
  std::string Line(bool in_match);
  std::string Spelled(const std::string& keyword, const std::string& value);
  std::string MatchLine();

  std::mt19937 random_;
};

}  // namespace keytrail::sshd_oracle
