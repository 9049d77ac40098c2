// Bytes of a secret: move-only, wiped when they go, and without any way to be printed.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace keytrail {

// Overwrites `bytes` in a way that the compiler does not remove.
void WipeBytes(std::span<std::byte> bytes);

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::span<const std::byte> bytes) : bytes_(bytes.begin(), bytes.end()) {}
  explicit SecretBytes(std::string_view text);
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) {
    other.bytes_.clear();
  }
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { WipeBytes(bytes_); }

  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  // For validators and digests inside the worker; the view must not outlive the object or be copied
  // out.
  std::span<const std::byte> view() const { return bytes_; }
  std::string_view text_view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace keytrail
