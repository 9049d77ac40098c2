#include "wire/record.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include "base/limits.h"
#include "wire/convert.h"
#include "wire/enums.h"
#include "wire/file_facts.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

Status Refused(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("a scan record {}: it cannot be applied: it is refused", what));
}

template <typename Message>
StatusOr<Message> Parse(std::span<const std::byte> bytes) {
  if (bytes.size() > limits::kPublishMessageBytesMax) return Refused("larger than allowed");
  Message message;
  const google::protobuf::LogSilencer quiet;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Refused("that is damaged");
  }
  return message;
}

v1::ScanBegun BegunToProto(const ScanBegun& begun) {
  v1::ScanBegun proto;
  proto.set_scan_id(WireText(begun.scan_id));
  proto.set_machine_id(WireText(begun.machine.id));
  proto.set_machine_name(WireText(begun.machine.name));
  proto.set_unstable_id(begun.machine.unstable_id);
  if (begun.started_at.known()) *proto.mutable_started_at() = TimestampToProto(begun.started_at);
  if (begun.snapshot_at.known()) *proto.mutable_snapshot_at() = TimestampToProto(begun.snapshot_at);
  for (const LookedFor& looked_for : begun.looked_for) {
    *proto.add_looked_for() = ToProto(looked_for);
  }
  proto.set_min_confidence(EnumToProto(begun.min_confidence));
  proto.set_all_disks(begun.all_disks);
  proto.set_full_pack(begun.full_pack);
  return proto;
}

StatusOr<ScanBegun> BegunFromProto(const v1::ScanBegun& proto) {
  ScanBegun begun;
  begun.scan_id = proto.scan_id();
  begun.machine = {
      .id = proto.machine_id(), .name = proto.machine_name(), .unstable_id = proto.unstable_id()};
  KT_ASSIGN_OR_RETURN(begun.started_at, TimestampFromProto(proto.started_at()));
  KT_ASSIGN_OR_RETURN(begun.snapshot_at, TimestampFromProto(proto.snapshot_at()));
  for (const v1::LookedFor& looked_for : proto.looked_for()) {
    begun.looked_for.push_back(FromProto(looked_for));
  }
  KT_ASSIGN_OR_RETURN(begun.min_confidence, EnumFromProto<Confidence>(proto.min_confidence()));
  begun.all_disks = proto.all_disks();
  begun.full_pack = proto.full_pack();
  return begun;
}

v1::Scan DoneToProto(const ScanDone& done) {
  v1::Scan proto;
  proto.set_id(WireText(done.scan_id));
  proto.set_machine_id(WireText(done.machine_id));
  if (done.started_at.known()) *proto.mutable_started_at() = TimestampToProto(done.started_at);
  if (done.finished_at.known()) *proto.mutable_finished_at() = TimestampToProto(done.finished_at);
  if (done.snapshot_at.known()) *proto.mutable_snapshot_at() = TimestampToProto(done.snapshot_at);
  proto.set_outcome(EnumToProto(done.outcome));
  for (const auto& [outcome, count] : done.volumes) {
    (*proto.mutable_volumes())[WireText(outcome)] = count;
  }
  proto.set_files_scanned(done.files_scanned);
  proto.set_bytes_scanned(done.bytes_scanned);
  proto.mutable_findings()->set_high(done.findings_high);
  proto.mutable_findings()->set_medium(done.findings_medium);
  proto.mutable_findings()->set_low(done.findings_low);
  proto.set_suppressed(done.suppressed);
  for (const auto& [suppressor, count] : done.suppressed_by) {
    (*proto.mutable_suppressed_by())[WireText(suppressor)] = count;
  }
  for (const std::string& error : done.errors) proto.add_errors(WireText(error));
  return proto;
}

StatusOr<ScanDone> DoneFromProto(const v1::Scan& proto) {
  ScanDone done;
  done.scan_id = proto.id();
  done.machine_id = proto.machine_id();
  KT_ASSIGN_OR_RETURN(done.started_at, TimestampFromProto(proto.started_at()));
  KT_ASSIGN_OR_RETURN(done.finished_at, TimestampFromProto(proto.finished_at()));
  KT_ASSIGN_OR_RETURN(done.snapshot_at, TimestampFromProto(proto.snapshot_at()));
  KT_ASSIGN_OR_RETURN(done.outcome, EnumFromProto<ScanOutcome>(proto.outcome()));
  done.volumes.insert(proto.volumes().begin(), proto.volumes().end());
  done.files_scanned = proto.files_scanned();
  done.bytes_scanned = proto.bytes_scanned();
  done.findings_high = proto.findings().high();
  done.findings_medium = proto.findings().medium();
  done.findings_low = proto.findings().low();
  done.suppressed = proto.suppressed();
  done.suppressed_by.insert(proto.suppressed_by().begin(), proto.suppressed_by().end());
  done.errors.assign(proto.errors().begin(), proto.errors().end());
  return done;
}

v1::FileResult FileToProto(const FileResult& file) {
  v1::FileResult proto;
  proto.set_scan_id(WireText(file.scan_id));
  proto.set_machine_id(WireText(file.machine_id));
  proto.set_volume_id(WireText(file.volume_id));
  proto.set_path(file.path);
  proto.set_read_to_end(file.read_to_end);
  proto.set_reason(WireText(file.reason));
  for (const Finding& finding : file.findings) {
    v1::Finding& added = *proto.add_findings();
    added = ToProto(finding);
    added.clear_machine_id();
    added.clear_volume_id();
    added.clear_path();
    added.clear_scan_id();
  }
  AddFacts(file.facts, proto);
  return proto;
}

StatusOr<FileResult> FileFromProto(const v1::FileResult& proto) {
  FileResult file{.scan_id = proto.scan_id(),
                  .machine_id = proto.machine_id(),
                  .volume_id = proto.volume_id(),
                  .path = proto.path(),
                  .read_to_end = proto.read_to_end(),
                  .reason = proto.reason(),
                  .findings = {},
                  .facts = {}};
  if (file.volume_id.empty() || file.path.empty()) return Refused("of a file without a place");
  if (static_cast<std::size_t>(proto.findings_size()) > limits::kFindingsPerFileMax) {
    return Refused("with more findings in one file than allowed");
  }
  for (const v1::Finding& proto_finding : proto.findings()) {
    KT_ASSIGN_OR_RETURN(Finding finding, FromProto(proto_finding));
    if (finding.id.empty() || finding.fingerprint.empty()) {
      return Refused("with a finding without id or fingerprint");
    }
    finding.machine_id = file.machine_id;
    finding.volume_id = file.volume_id;
    finding.path = file.path;
    finding.scan_id = file.scan_id;
    file.findings.push_back(std::move(finding));
  }
  KT_ASSIGN_OR_RETURN(file.facts, FactsOf(proto));
  for (Fact& fact : file.facts) {
    if (fact.id.empty()) return Refused("with a fact without id");
    fact.machine_id = file.machine_id;
  }
  return file;
}

// What every record must name.
struct Names {
  const std::string& scan_id;
  const std::string& machine_id;
};
Names NamesOf(const ScanBegun& begun) { return {begun.scan_id, begun.machine.id}; }
Names NamesOf(const FileResult& file) { return {file.scan_id, file.machine_id}; }
Names NamesOf(const VolumeCoverage& volume) { return {volume.scan_id, volume.machine_id}; }
Names NamesOf(const ScanDone& done) { return {done.scan_id, done.machine_id}; }

StatusOr<VolumeCoverage> CoverageFromProto(const v1::Volume& proto) {
  if (proto.volume_id().empty()) return Refused("of a volume without an id");
  return FromProto(proto);
}

StatusOr<ScanRecord> AnyFromProto(const v1::ScanRecord& proto) {
  switch (proto.record_case()) {
    case v1::ScanRecord::kScanBegun: return BegunFromProto(proto.scan_begun());
    case v1::ScanRecord::kFileResult: return FileFromProto(proto.file_result());
    case v1::ScanRecord::kVolume: return CoverageFromProto(proto.volume());
    case v1::ScanRecord::kScanDone: return DoneFromProto(proto.scan_done());
    case v1::ScanRecord::RECORD_NOT_SET: break;
  }
  return Refused("of a kind that this version does not know");
}

struct ToProtoVisitor {
  v1::ScanRecord& proto;
  void operator()(const ScanBegun& begun) { *proto.mutable_scan_begun() = BegunToProto(begun); }
  void operator()(const FileResult& file) { *proto.mutable_file_result() = FileToProto(file); }
  void operator()(const VolumeCoverage& volume) { *proto.mutable_volume() = ToProto(volume); }
  void operator()(const ScanDone& done) { *proto.mutable_scan_done() = DoneToProto(done); }
};

}  // namespace

v1::ScanRecord ToProto(const ScanRecord& record) {
  v1::ScanRecord proto;
  std::visit(ToProtoVisitor{proto}, record);
  return proto;
}

StatusOr<ScanRecord> FromProto(const v1::ScanRecord& proto) {
  KT_ASSIGN_OR_RETURN(ScanRecord record, AnyFromProto(proto));
  const Names names = std::visit([](const auto& any) { return NamesOf(any); }, record);
  if (names.scan_id.empty() || names.machine_id.empty()) {
    return Refused("without a scan or a machine id");
  }
  return record;
}

std::string EncodeRecord(const ScanRecord& record) { return SerializeInOrder(ToProto(record)); }

StatusOr<ScanRecord> DecodeRecord(std::span<const std::byte> bytes) {
  KT_ASSIGN_OR_RETURN(const v1::ScanRecord proto, Parse<v1::ScanRecord>(bytes));
  KT_RETURN_IF_ERROR(CheckBounds(proto));
  return FromProto(proto);
}

std::string EncodeFinding(const Finding& finding) { return SerializeInOrder(ToProto(finding)); }
std::string EncodeFact(const Fact& fact) { return SerializeInOrder(ToProto(fact)); }
std::string EncodeCoverage(const VolumeCoverage& coverage) {
  return SerializeInOrder(ToProto(coverage));
}
std::string EncodeScanDone(const ScanDone& done) { return SerializeInOrder(DoneToProto(done)); }

StatusOr<Finding> DecodeFinding(std::span<const std::byte> bytes) {
  KT_ASSIGN_OR_RETURN(const v1::Finding proto, Parse<v1::Finding>(bytes));
  return FromProto(proto);
}
StatusOr<Fact> DecodeFact(std::span<const std::byte> bytes) {
  KT_ASSIGN_OR_RETURN(const v1::Fact proto, Parse<v1::Fact>(bytes));
  return FromProto(proto);
}
StatusOr<VolumeCoverage> DecodeCoverage(std::span<const std::byte> bytes) {
  KT_ASSIGN_OR_RETURN(const v1::Volume proto, Parse<v1::Volume>(bytes));
  return FromProto(proto);
}

}  // namespace keytrail::wire
