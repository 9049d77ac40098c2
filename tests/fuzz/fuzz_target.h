// One fuzz target, in both of its lives: a libFuzzer program, and an ordinary test over seeds and
// deterministic mutations of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#if defined(KEYTRAIL_FUZZ_ENTRY)
#define KT_FUZZ_ENTRY(function)                                                       \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    function(std::as_bytes(std::span(data, size)));                                   \
    return 0;                                                                         \
  }
#else
#define KT_FUZZ_ENTRY(function)
#endif

namespace keytrail::fuzz {

// Each ends the process when an invariant of what it exercises is broken.
void FuzzPrivateKey(std::span<const std::byte> input);
// `input` is what the text encodes: DER, or OpenSSH's container.
void FuzzPrivateKeyBody(std::span<const std::byte> input);
// The parsers of keys, by a rule's names for them.
void FuzzKeyParsers(std::span<const std::byte> input);
void FuzzFacts(std::span<const std::byte> input);
// Mounts, addresses, cloud instances, versions of sshd, key lines.
void FuzzIdentity(std::span<const std::byte> input);
// Known hosts, client configurations, histories.
void FuzzHints(std::span<const std::byte> input);
void FuzzLoginLog(std::span<const std::byte> input);
// What libsystemd is given.
void FuzzJournal(std::span<const std::byte> input);
void FuzzSshBlob(std::span<const std::byte> input);
// Frames of both directions, and records.
void FuzzFrame(std::span<const std::byte> input);
// The probe's metadata records.
void FuzzManifest(std::span<const std::byte> input);
void FuzzFstab(std::span<const std::byte> input);
// `input` stands for a volume.
void FuzzExtJournal(std::span<const std::byte> input);
// A text in which anything may be encoded; its first byte says how it is cut into chunks.
void FuzzTextDecoders(std::span<const std::byte> input);
// A content; its first byte says of which kind.
void FuzzMembers(std::span<const std::byte> input);

}  // namespace keytrail::fuzz
