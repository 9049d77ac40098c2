#include "scanner/daemon/identify.h"

#include <initializer_list>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "model/names.h"

namespace keytrail::daemon {
namespace {

constexpr std::size_t kIdBytes = 16;

// Each part is preceded by its length, so that no two lists of parts hash alike.
std::string HashId(std::initializer_list<std::string_view> parts) {
  Sha256Stream digest;
  for (const std::string_view part : parts) {
    digest.Update(AsBytes(fmt::format("{}:", part.size())));
    digest.Update(AsBytes(part));
  }
  const Sha256Digest hash = digest.Finish();
  return HexEncode(std::span(hash).first(kIdBytes));
}

Finding IdentifyFinding(WorkerFinding from, const FileResult& file, const ScanIdentity& identity,
                        const InstallationKey& key, std::map<std::string, int>& ordinals) {
  Finding finding = std::move(from.finding);
  finding.fingerprint = key.Fingerprint(from.secret_sha256);
  const int ordinal = ordinals[finding.secret_type + ' ' + finding.fingerprint]++;
  finding.machine_id = file.machine_id;
  finding.volume_id = file.volume_id;
  finding.path = file.path;
  finding.scan_id = file.scan_id;
  finding.snapshot_at = identity.snapshot_at;
  finding.id = HashId({"finding", file.machine_id, file.volume_id, file.path, finding.secret_type,
                       finding.fingerprint, fmt::to_string(ordinal)});
  return finding;
}

}  // namespace

FileResult Identify(FileDoneFrame frame, const ScanIdentity& identity, const InstallationKey& key) {
  FileResult result{.scan_id = identity.scan_id,
                    .machine_id = identity.machine_id,
                    .volume_id = std::move(frame.volume_id),
                    .path = std::move(frame.path),
                    .read_to_end = frame.read_to_end,
                    .reason = std::move(frame.reason),
                    .findings = {},
                    .facts = {}};
  std::map<std::string, int> ordinals;
  for (WorkerFinding& finding : frame.findings) {
    result.findings.push_back(IdentifyFinding(std::move(finding), result, identity, key, ordinals));
  }
  std::map<FactKind, int> fact_ordinals;
  for (Fact& fact : frame.facts) {
    const FactKind kind = KindOf(fact.payload);
    fact.machine_id = result.machine_id;
    fact.volume_id = result.volume_id;
    fact.path = result.path;
    fact.id = HashId({"fact", result.machine_id, result.volume_id, result.path, NameOf(kind),
                      fmt::to_string(fact_ordinals[kind]++)});
    result.facts.push_back(std::move(fact));
  }
  return result;
}

}  // namespace keytrail::daemon
