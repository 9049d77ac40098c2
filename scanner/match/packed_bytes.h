// Numbers and texts one after the other as bytes, for files that only this room writes and reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::match {

class PackedWriter {
 public:
  void Number(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      bytes_.push_back(static_cast<char>((number >> shift) & 0xFF));
    }
  }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_.append(text);
  }
  void Texts(const std::vector<std::string>& texts) {
    Number(texts.size());
    for (const std::string& text : texts) Text(text);
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// What was written comes back in the same order. Once something is not there, everything is zero
// and empty and `ok` is false.
class PackedReader {
 public:
  // `bytes` must outlive the reader.
  explicit PackedReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && bytes_.empty(); }

  std::uint64_t Number() {
    const std::string_view field = Field(8);
    std::uint64_t number = 0;
    for (std::size_t i = field.size(); i-- > 0;) {
      number = number << 8 | static_cast<unsigned char>(field[i]);
    }
    return number;
  }
  std::string Text() { return std::string(Field(Number())); }
  std::vector<std::string> Texts() {
    std::vector<std::string> texts;
    for (std::uint64_t left = Number(); ok_ && left > 0; --left) texts.push_back(Text());
    return texts;
  }

 private:
  std::string_view Field(std::uint64_t size) {
    ok_ = ok_ && size <= bytes_.size();
    if (!ok_) return {};
    const std::string_view field = bytes_.substr(0, static_cast<std::size_t>(size));
    bytes_.remove_prefix(field.size());
    return field;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace keytrail::match
