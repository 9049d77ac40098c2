#include "cli/json.h"

#include <span>

#include "cli/json_value.h"
#include "model/names.h"

namespace keytrail::cli {
namespace {

template <typename Enum>
Json Word(Enum value) {
  return std::string(NameOf(value));
}

Json Texts(std::span<const std::string> texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push_back(Text(text));
  return array;
}

Json AttributesObject(const Attributes& attributes) {
  Json object = Json::object();
  for (const auto& [name, value] : attributes) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      object[Text(name).get<std::string>()] = Text(*text);
    } else {
      std::visit(
          [&, key = Text(name).get<std::string>()](const auto& plain) { object[key] = plain; },
          value);
    }
  }
  return object;
}

Json TargetObject(const Target& target) {
  if (target.kind.empty()) return nullptr;
  return {{"kind", Text(target.kind)},
          {"name", Text(target.name)},
          {"cloud", TextOrNull(target.cloud)},
          {"state", Word(target.state)}};
}

Json RelatedObject(const Related& related) {
  Json object = {{"relation", Text(related.relation)},
                 {"machine_id", Text(related.machine_id)},
                 {"user", TextOrNull(related.user)}};
  SetPath(object, related.path);
  object["line"] = related.line == 0 ? Json(nullptr) : Json(related.line);
  object["verdict"] = related.verdict ? Word(*related.verdict) : Json(nullptr);
  object["grade"] = related.grade ? Word(*related.grade) : Json(nullptr);
  object["reasons"] = Texts(related.reasons);
  return object;
}

void SetPlace(Json& object, const Finding& finding) {
  object["holder"] = {{"kind", "machine"}, {"id", Text(finding.machine_id)}};
  object["machine_id"] = Text(finding.machine_id);
  object["volume_id"] = Text(finding.volume_id);
  SetPath(object, finding.path);
  object["byte_offset"] = finding.byte_offset;
  object["byte_length"] = finding.byte_length;
  object["line"] = finding.line == 0 ? Json(nullptr) : Json(finding.line);
  object["column"] = finding.column == 0 ? Json(nullptr) : Json(finding.column);
  object["decoded_by"] = Texts(finding.decoded_by);
}

void SetFile(Json& object, const Finding& finding) {
  object["inode"] = finding.inode;
  object["size"] = finding.size;
  object["uid"] = finding.permissions.uid;
  object["gid"] = finding.permissions.gid;
  object["mode"] = Mode(finding.permissions.mode);
  object["mtime"] = Time(finding.mtime);
  object["ctime"] = Time(finding.ctime);
  object["atime"] = Time(finding.atime);
  object["readable_by"] = {{"uids", finding.readable_by.uids},
                           {"gids", finding.readable_by.gids},
                           {"anyone", finding.readable_by.anyone}};
}

// The part of a finding before `related`.
Json FindingHead(const Finding& finding) {
  Json object = {{"kind", "finding"},
                 {"id", Text(finding.id)},
                 {"rule_id", Text(finding.rule_id)},
                 {"secret_type", Text(finding.secret_type)},
                 {"family", Word(finding.family)},
                 {"confidence", Word(finding.confidence)},
                 {"severity", Word(finding.severity)}};
  SetPlace(object, finding);
  SetFile(object, finding);
  object["preview"] = Text(finding.preview);
  object["fingerprint"] = TextOrNull(finding.fingerprint);
  object["attributes"] = AttributesObject(finding.attributes);
  object["target"] = TargetObject(finding.target);
  return object;
}

void SetJudgement(Json& object, const Finding& finding) {
  object["expires_at"] = Time(finding.expires_at);
  object["also_matched"] = Texts(finding.also_matched);
  object["suppressed_by"] = TextOrNull(finding.suppressed_by);
}

void SetScan(Json& object, const Finding& finding) {
  object["scan_id"] = Text(finding.scan_id);
  object["snapshot_at"] = Time(finding.snapshot_at);
}

Json AccessObject(const KeyAccess& access) {
  const Door& door = access.door;
  Json object = {{"machine_id", Text(door.machine_id)},
                 {"user", Text(door.user)},
                 {"verdict", Word(door.verdict)},
                 {"grade", door.grade ? Word(*door.grade) : Json(nullptr)},
                 {"reasons", Texts(door.reasons)},
                 {"not_evaluated", Texts(door.not_evaluated)},
                 {"conditions", Texts(door.conditions)},
                 {"evidence", Word(door.evidence)},
                 {"via", Text(door.via)}};
  Json place = Json::object();
  SetPath(place, door.authorized_keys_path);
  place["line"] = door.authorized_keys_line;
  object["authorized_keys"] = std::move(place);
  object["by_holder"] = Json::array();
  for (const HolderVerdict& holder : access.by_holder) {
    object["by_holder"].push_back(
        {{"machine_id", Text(holder.machine_id)}, {"verdict", Word(holder.verdict)}});
  }
  return object;
}

Json NodeObject(const Node& node) {
  return {{"kind", Word(node.kind)}, {"id", Text(node.id)}, {"name", Text(node.name)}};
}

Json StepObject(const PathStep& step) {
  return {{"from", NodeObject(step.from)},
          {"edge", Text(step.edge)},
          {"to", NodeObject(step.to)},
          {"evidence", Texts(step.evidence)},
          {"technique", TextOrNull(step.technique)},
          {"reason", TextOrNull(step.reason)}};
}

}  // namespace

std::string ToJson(const Finding& finding) {
  Json object = FindingHead(finding);
  SetJudgement(object, finding);
  SetScan(object, finding);
  return Line(object);
}

std::string ToJson(const rpc::SecretRow& secret) {
  const RecordedFinding& recorded = secret.recorded;
  Json object = FindingHead(recorded.finding);
  object["related"] = Json::array();
  for (const Related& one : secret.related) object["related"].push_back(RelatedObject(one));
  SetJudgement(object, recorded.finding);
  object["status"] = Word(recorded.status);
  object["first_seen"] = Time(recorded.first_seen);
  object["last_seen"] = Time(recorded.last_seen);
  SetScan(object, recorded.finding);
  return Line(object);
}

std::string ToJson(const VolumeCoverage& coverage) {
  const Volume& volume = coverage.volume;
  Json object = {{"kind", "volume"},
                 {"machine_id", Text(coverage.machine_id)},
                 {"volume_id", Text(volume.id)},
                 {"source", Text(volume.source)},
                 {"file_system", TextOrNull(volume.file_system)},
                 {"label", TextOrNull(volume.label)},
                 {"uuid", TextOrNull(volume.uuid)},
                 {"mounted_at", TextOrNull(volume.mounted_at)},
                 {"reader", TextOrNull(volume.reader)},
                 {"reader_reason", TextOrNull(volume.reader_reason)},
                 {"outcome", Word(coverage.outcome)},
                 {"reason", TextOrNull(coverage.reason)},
                 {"files_scanned", coverage.files_scanned},
                 {"bytes_scanned", coverage.bytes_scanned},
                 {"files_skipped", coverage.files_skipped},
                 {"bytes_skipped", coverage.bytes_skipped},
                 {"snapshot_at", Time(coverage.snapshot_at)},
                 {"scan_id", Text(coverage.scan_id)},
                 {"walked_to_end", coverage.walked_to_end}};
  object["exceptions"] = Json::array();
  for (const WalkException& exception : coverage.exceptions) {
    Json entry = Json::object();
    SetPath(entry, exception.path);
    entry["reason"] = Text(exception.reason);
    object["exceptions"].push_back(std::move(entry));
  }
  return Line(object);
}

std::string ToJson(const ListedFileFrame& file, bool hashed) {
  const FileEntry& entry = file.entry;
  Json object = {{"kind", "file"}, {"volume_id", Text(entry.volume_id)}};
  SetPath(object, entry.path);
  object["inode"] = entry.inode;
  object["type"] = Word(entry.type);
  object["size"] = entry.size;
  object["mode"] = Mode(entry.permissions.mode);
  object["uid"] = entry.permissions.uid;
  object["gid"] = entry.permissions.gid;
  object["mtime"] = Time(entry.mtime);
  if (hashed) object["sha256"] = TextOrNull(file.sha256);
  return Line(object);
}

std::string ToJson(const KeyView& key) {
  Json object = {{"kind", "key"},
                 {"public_key_fingerprint", Text(key.public_key_fingerprint)},
                 {"key_type", Text(key.key_type)},
                 {"bits", key.bits == 0 ? Json(nullptr) : Json(key.bits)},
                 {"encrypted", key.encrypted},
                 {"known_public", key.known_public}};
  object["holders"] = Json::array();
  for (const KeyHolder& holder : key.holders) {
    Json entry = {{"machine_id", Text(holder.machine_id)}};
    SetPath(entry, holder.path);
    entry["byte_offset"] = holder.byte_offset;
    entry["finding_id"] = Text(holder.finding_id);
    object["holders"].push_back(std::move(entry));
  }
  object["accounts"] = Json::array();
  for (const KeyAccess& access : key.accounts) object["accounts"].push_back(AccessObject(access));
  object["public_half_at"] = Json::array();
  for (const PublicHalfPlace& place : key.public_half_at) {
    Json entry = {{"machine_id", Text(place.machine_id)}};
    SetPath(entry, place.path);
    object["public_half_at"].push_back(std::move(entry));
  }
  return Line(object);
}

std::string ToJson(const AttackPath& path) {
  Json object = {{"kind", "path"},
                 {"id", Text(path.id)},
                 {"name", Text(path.name)},
                 {"description", Text(path.description)},
                 {"risk_level", Word(path.risk_level)},
                 {"verdict", Word(path.verdict)},
                 {"conditions", Texts(path.conditions)},
                 {"confidence", Word(path.confidence)},
                 {"entry", NodeObject(path.entry)},
                 {"target", NodeObject(path.target)},
                 {"environment", Text(path.environment)}};
  object["steps"] = Json::array();
  for (const PathStep& step : path.steps) object["steps"].push_back(StepObject(step));
  object["computed_at"] = Time(path.computed_at);
  return Line(object);
}

std::string ToJson(const rpc::MachineRow& machine) {
  const RecordedMachine& recorded = machine.recorded;
  return Line({{"kind", "machine"},
               {"id", Text(recorded.machine.id)},
               {"name", Text(recorded.machine.name)},
               {"unstable_id", recorded.machine.unstable_id},
               {"os", TextOrNull(machine.os)},
               {"hostnames", Texts(machine.hostnames)},
               {"first_seen", Time(recorded.first_seen)},
               {"last_seen", Time(recorded.last_seen)}});
}

std::string ToJson(const ScanDone& scan) {
  return Line({{"kind", "scan"},
               {"id", Text(scan.scan_id)},
               {"machine_id", Text(scan.machine_id)},
               {"started_at", Time(scan.started_at)},
               {"finished_at", Time(scan.finished_at)},
               {"snapshot_at", Time(scan.snapshot_at)},
               {"outcome", Word(scan.outcome)},
               {"volumes", scan.volumes},
               {"files_scanned", scan.files_scanned},
               {"bytes_scanned", scan.bytes_scanned},
               {"findings",
                {{"high", scan.findings_high},
                 {"medium", scan.findings_medium},
                 {"low", scan.findings_low}}},
               {"suppressed", scan.suppressed},
               {"suppressed_by", scan.suppressed_by},
               {"errors", Texts(scan.errors)}});
}

}  // namespace keytrail::cli
