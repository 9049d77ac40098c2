// The strings of one machine, each kept once, in one block: what refers to them holds numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace keytrail::graph {

// A string of a pool; that of the pool which made it.
using TextIndex = std::uint32_t;

// Immutable; made by TextPoolBuilder.
class TextPool {
 public:
  TextPool() = default;
  TextPool(std::string bytes, std::vector<std::uint32_t> ends)
      : bytes_(std::move(bytes)), ends_(std::move(ends)) {}

  // Lifetime: that of the pool.
  std::string_view At(TextIndex index) const {
    const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
};

// Lifetime: the strings that were added must stay until the pool is built.
class TextPoolBuilder {
 public:
  TextIndex Add(std::string_view text) {
    const auto [found, is_new] = known_.try_emplace(text, static_cast<TextIndex>(ends_.size()));
    if (is_new) {
      bytes_.append(text);
      ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }
    return found->second;
  }

  // Ends the builder.
  TextPool Build() {
    bytes_.shrink_to_fit();
    ends_.shrink_to_fit();
    return {std::move(bytes_), std::move(ends_)};
  }

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
  std::unordered_map<std::string_view, TextIndex> known_;
};

}  // namespace keytrail::graph
