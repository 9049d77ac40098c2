// Deterministic damage: the poor man's fuzzer, for every run of the tests.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>

namespace keytrail::fuzz {

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  // `text` with one to four changes: a byte flipped or replaced by one of the formats' own marks, a
  // run removed, doubled, or moved from elsewhere, the end cut off.
  std::string Mutate(std::string text) {
    const std::size_t changes = 1 + Below(4);
    for (std::size_t i = 0; i < changes; ++i) Change(text);
    return text;
  }

 private:
  std::size_t Below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  void Change(std::string& text) {
    static constexpr std::string_view kMarks("\\\"'\n\r\t ,=:-#+\0A/", 16);
    if (text.empty()) return;
    const std::size_t at = Below(text.size());
    const std::size_t length = 1 + Below(std::min<std::size_t>(text.size() - at, 80));
    switch (Below(7)) {
      case 0: text[at] = static_cast<char>(random_()); break;
      case 1: text[at] = kMarks[Below(kMarks.size())]; break;
      case 2: text.insert(at, 1, kMarks[Below(kMarks.size())]); break;
      case 3: text.erase(at, length); break;
      case 4: text.insert(at, text.substr(at, length)); break;
      case 5: text.insert(Below(text.size()), text.substr(at, length)); break;
      default: text.resize(at); break;
    }
  }

  std::mt19937_64 random_;
};

}  // namespace keytrail::fuzz
