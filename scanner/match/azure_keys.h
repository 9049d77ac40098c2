// What Microsoft's keys prove by themselves: their lengths, their marks at fixed places, and the
// checksum of Azure DevOps tokens. Of the keys of other clouds it knows nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace keytrail::match {

// True when `text`, percent-encoded or not, is base64 (of either alphabet) of `byte_count` bytes.
// Padding and the unused bits of the last character do not count.
bool IsBase64OfBytes(std::string_view text, std::size_t byte_count);

// True for a common annotated security key: 84 characters, or 88 with padding, of which 53 to 58
// read JQQJ99 (or name the kind of a derived key), 59 the year and 60 the month. Source:
// https://github.com/microsoft/security-utilities.
bool IsAnnotatedKey(std::string_view text);

enum class DevOpsTokenKind { kPersonalAccessToken, kApplicationSecret };

// 32 bytes, of which four hold the checksum of the others.
using DevOpsTokenBytes = std::array<std::uint8_t, 32>;

// True for an Azure DevOps token of before 2024: 52 characters of base32 whose checksum holds and
// tells its kind. Source: https://github.com/microsoft/security-utilities.
bool IsDevOpsToken(std::string_view text, DevOpsTokenKind kind);

// The token of `kind` that holds `bytes`, its checksum filled in. Shape: 52 characters.
std::string MakeDevOpsToken(DevOpsTokenBytes bytes, DevOpsTokenKind kind);

}  // namespace keytrail::match
