#include <algorithm>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "scanner/facts/journal.h"
#include "scanner/facts/plain_words.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
namespace {

void CheckLogins(const std::vector<FactPayload>& payloads) {
  KT_CHECK(payloads.size() <= limits::kFactsPerFileMax);
  for (const FactPayload& payload : payloads) {
    const LoginFact& logins = std::get<LoginFact>(payload);
    KT_CHECK(facts::IsPlainUser(logins.user));
    KT_CHECK(facts::IsAddress(logins.source_address));
    KT_CHECK(!logins.public_key_fingerprint.empty() || !logins.ca_fingerprint.empty());
    KT_CHECK(logins.count > 0 && logins.first_seen <= logins.last_seen);
  }
}

}  // namespace

// The door to libsystemd.
void FuzzJournal(std::span<const std::byte> input) {
  const std::string directory = std::filesystem::temp_directory_path();
  auto reader = facts::JournalReader::Create(directory, input.size());
  KT_CHECK(reader.ok());
  KT_CHECK(reader->Write(0, input).ok());
  const SystemClock clock;
  const auto read = reader->ReadLogins(clock, {clock.Now().ns + 5'000'000'000});
  if (read.ok()) CheckLogins(read->logins);
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzJournal)
