// Fixed-width numbers at a byte offset of a structure that lies on a disk. The caller has checked
// that they lie inside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/check.h"

namespace keytrail::disk {

template <typename T>
T LittleEndianAt(std::span<const std::byte> bytes, std::size_t offset) {
  KT_CHECK(offset <= bytes.size() && sizeof(T) <= bytes.size() - offset);
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>(static_cast<std::uint64_t>(value) << 8 |
                           static_cast<std::uint64_t>(bytes[offset + i]));
  }
  return value;
}

template <typename T>
T BigEndianAt(std::span<const std::byte> bytes, std::size_t offset) {
  KT_CHECK(offset <= bytes.size() && sizeof(T) <= bytes.size() - offset);
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(static_cast<std::uint64_t>(value) << 8 |
                           static_cast<std::uint64_t>(bytes[offset + i]));
  }
  return value;
}

}  // namespace keytrail::disk
