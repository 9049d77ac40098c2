#include "model/ssh_wire.h"

#include "base/digest.h"

namespace keytrail {
namespace {

constexpr std::byte kSignBit{0x80};

std::span<const std::byte> WithoutLeadingZeros(std::span<const std::byte> bytes) {
  while (!bytes.empty() && bytes.front() == std::byte{0}) bytes = bytes.subspan(1);
  return bytes;
}

}  // namespace

std::optional<std::uint8_t> SshReader::Byte() {
  if (bytes_.empty()) return std::nullopt;
  const auto value = static_cast<std::uint8_t>(bytes_.front());
  bytes_ = bytes_.subspan(1);
  return value;
}

std::optional<std::uint32_t> SshReader::Number() {
  if (bytes_.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const std::byte byte : bytes_.first(4)) {
    value = value << 8 | static_cast<std::uint32_t>(byte);
  }
  bytes_ = bytes_.subspan(4);
  return value;
}

std::optional<std::span<const std::byte>> SshReader::String() {
  const auto length = Number();
  if (!length || *length > bytes_.size()) return std::nullopt;
  const auto value = bytes_.first(*length);
  bytes_ = bytes_.subspan(*length);
  return value;
}

std::optional<std::span<const std::byte>> SshReader::PositiveInteger() {
  const auto value = String();
  if (!value || value->empty() || (value->front() & kSignBit) != std::byte{0}) return std::nullopt;
  const auto magnitude = WithoutLeadingZeros(*value);
  if (magnitude.empty()) return std::nullopt;
  return magnitude;
}

void SshWriter::Number(std::size_t value) {
  for (const int shift : {24, 16, 8, 0}) {
    bytes_.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
  }
}

void SshWriter::String(std::span<const std::byte> bytes) {
  Number(bytes.size());
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void SshWriter::Text(std::string_view text) { String(AsBytes(text)); }

void SshWriter::PositiveInteger(std::span<const std::byte> magnitude) {
  magnitude = WithoutLeadingZeros(magnitude);
  const bool padded = !magnitude.empty() && (magnitude.front() & kSignBit) != std::byte{0};
  Number(magnitude.size() + (padded ? 1 : 0));
  if (padded) bytes_.push_back(std::byte{0});
  bytes_.insert(bytes_.end(), magnitude.begin(), magnitude.end());
}

}  // namespace keytrail
