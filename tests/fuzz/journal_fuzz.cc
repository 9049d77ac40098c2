#include <algorithm>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "base/check.h"
#include "scanner/facts/journal.h"
#include "tests/fuzz/check_logins.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
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
