// Every bound of the scanner in one place, with units in the names and their relations asserted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace keytrail::limits {

// Matching
// -----------------------------------------------------------------------------------------------------------
// Widest match that a rule may make; longer secrets have a parser. The cost of a hit grows with the
// width.
inline constexpr std::size_t kRuleWidthBytesMax = 4096;
// How far from a match what belongs to it (a host, a user) may stand.
inline constexpr std::size_t kComponentBytesMax = 4096;
// What a parser of long secrets (private keys) may look at behind its anchor.
inline constexpr std::size_t kParserLookaheadBytes = 64 * 1024;
// Bytes that one chunk owns.
inline constexpr std::size_t kChunkBytes = 1024 * 1024;
// Confirmation tries per file and rule, in bytes handed to RE2; the overrun stands in the coverage
// (rule_budget).
inline constexpr std::uint64_t kConfirmationBytesPerFileAndRule = 64ULL * 1024 * 1024;
// What a try that finds nothing counts for (most end within a few bytes), and a match at least.
inline constexpr std::uint64_t kConfirmationBytesPerTry = 16;
inline constexpr std::uint64_t kConfirmationBytesPerMatchMin = 1024;
inline constexpr std::size_t kFindingsPerFileMax = 1000;
// Holes that `ls --hash` digests as the zeros they stand for; a file with more is listed without
// digest.
inline constexpr std::uint64_t kHashedHoleBytesMax = 16ULL * 1024 * 1024 * 1024;

// Decoding
// -----------------------------------------------------------------------------------------------------------
// Decodings on top of each other: members of archives, compression, encodings of text.
inline constexpr std::size_t kDecodeDepthMax = 6;
inline constexpr std::uint64_t kDecodedMembersPerFileMax = 200'000;
// What may come out of one file's decoders, all depths together: so much, and so much for each of
// its bytes.
inline constexpr std::uint64_t kDecodedBytesPerFile = 64ULL * 1024 * 1024;
inline constexpr std::uint64_t kDecodedBytesPerByte = 200;
// How long a file's scan may have taken for decoding to go on: so long, and a second for each of so
// many of its bytes.
inline constexpr std::int64_t kDecodeSecondsPerFile = 60;
inline constexpr std::uint64_t kDecodeBytesPerSecond = 4ULL * 1024 * 1024;
// An archive or compressed content inside an encoding of text is opened when it is no larger.
inline constexpr std::size_t kEncodedContentBytesMax = 16 * 1024 * 1024;
// Bytes of decoded text that are scanned at a time.
inline constexpr std::size_t kDecodedChunkBytes = 128 * 1024;
// Texts inside texts that are open at a time.
inline constexpr std::size_t kOpenTextsMax = 32;

// Readers
// ------------------------------------------------------------------------------------------------------------
inline constexpr std::size_t kPathBytesMax = 64 * 1024;
inline constexpr std::size_t kPathDepthMax = 1024;
// Where a symbolic link leads; longer ones are none that a kernel follows (PATH_MAX).
inline constexpr std::size_t kLinkTargetBytesMax = 4096;
inline constexpr std::uint64_t kEntriesPerVolumeMax = 50'000'000;
inline constexpr std::size_t kVolumesPerMachineMax = 64;
inline constexpr std::size_t kExtentsPerFileMax = 1'000'000;
// The appliance's scratch disk; it carries guest content and is zeroed after each round.
inline constexpr std::uint64_t kScratchBytes = 512ULL * 1024 * 1024;
inline constexpr int kApplianceLaunchSeconds = 180;
// A worker that runs longer is ended, and what it did not reach is said.
inline constexpr int kWorkerWallClockSeconds = 12 * 3600;

// Facts
// --------------------------------------------------------------------------------------------------------------
// Of a file that states facts, where its place sets no other bound; and the largest of those.
inline constexpr std::size_t kFactFileBytesMax = 4 * 1024 * 1024;
inline constexpr std::size_t kLargestFactFileBytesMax = 64 * 1024 * 1024;
inline constexpr std::size_t kPublicKeyFileBytesMax = 64 * 1024;
// Of a file that is known only by its content as one of authorized keys.
inline constexpr std::size_t kKeyLinesFileBytesMax = 256 * 1024;
inline constexpr std::size_t kFactsPerFileMax = 10'000;
// Of programs that say their version.
inline constexpr std::size_t kProgramFileBytesMax = 16 * 1024 * 1024;
// Addresses and names of a machine that one file gives.
inline constexpr std::size_t kAddressesPerFileMax = 256;
// Links and files of a volume of which it is told where they lead, or that they are there.
inline constexpr std::size_t kEntryFactsPerVolumeMax = 10'000;
inline constexpr std::size_t kAuthorizedLineBytesMax = 8 * 1024;
// A line of a system log; longer ones are no login's.
inline constexpr std::size_t kLogLineBytesMax = 8 * 1024;
// Logs and journals that are searched for logins on one machine, newest first, after decompression,
// and the time that goes into it. So many files wait for their turn.
inline constexpr std::uint64_t kLoginBytesPerMachine = 256ULL * 1024 * 1024;
inline constexpr std::int64_t kLoginSecondsPerMachine = 30;
inline constexpr std::size_t kLoginFilesWaitingMax = 4096;
inline constexpr std::size_t kHistoryLineBytesMax = 8 * 1024;
inline constexpr std::size_t kSshUsesPerFileMax = 1000;
inline constexpr std::size_t kSshClientBlocksMax = 2000;

// Frames, publishing
// -------------------------------------------------------------------------------------------------
inline constexpr std::size_t kFrameBytesMax = 8 * 1024 * 1024;
// File results that a worker may have sent without an acknowledgement.
inline constexpr std::size_t kUnacknowledgedFramesMax = 256;
inline constexpr std::size_t kPublishBatchRecordsMax = 500;
inline constexpr std::size_t kPublishBatchBytesMax = 2 * 1024 * 1024;
inline constexpr std::size_t kPublishWindowBatchesMax = 8;
// A message of the publish stream: a batch, or one record larger than that, with room for its ids.
inline constexpr std::size_t kPublishMessageBytesMax = 16 * 1024 * 1024;
// Any text and any list of a record or frame; an escaped path is a text.
inline constexpr std::size_t kTextBytesMax = 4 * kPathBytesMax;
inline constexpr std::size_t kListItemsMax = 10'000;
// More exceptions than this and a walk counts as incomplete.
inline constexpr std::size_t kWalkExceptionsMax = 10'000;

static_assert((kRuleWidthBytesMax + kComponentBytesMax) * 4 <= kChunkBytes,
              "context must stay small beside what a chunk owns");
static_assert(kParserLookaheadBytes >= kRuleWidthBytesMax + kComponentBytesMax,
              "a parser sees at least what a rule sees");
static_assert(kFactsPerFileMax <= kListItemsMax && kFindingsPerFileMax <= kListItemsMax &&
                  kWalkExceptionsMax <= kListItemsMax && kPathDepthMax <= kListItemsMax,
              "what a scanner may find fits a record");
static_assert(kPublishMessageBytesMax >= 2 * kFrameBytesMax,
              "a record is at most a frame and the ids that the supervisor adds");
static_assert(kPublishBatchBytesMax < kFrameBytesMax,
              "a batch is never larger than the largest record allows");

}  // namespace keytrail::limits
