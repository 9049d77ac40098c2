// Worker → supervisor.
#include <algorithm>

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include "base/limits.h"
#include "keytrail/v1/worker.pb.h"
#include "wire/convert.h"
#include "wire/convert_rule.h"
#include "wire/file_facts.h"
#include "wire/frame.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

constexpr auto kFileTypeLast = static_cast<std::uint32_t>(FileType::kUnknown);
constexpr std::size_t kSha256HexDigits = 64;

Status Refused(const std::string& what) {
  return MakeError(
      StatusCode::kInvalidArgument,
      fmt::format("a worker's frame {}: a worker is not believed: it will be ended", what));
}

// To the wire
// ---------------------------------------------------------------------------------------------

void Set(const HelloFrame& hello, v1::WorkerFrame& frame) {
  v1::HelloFrame& proto = *frame.mutable_hello();
  proto.set_protocol_version(hello.protocol_version);
  proto.set_worker_version(WireText(hello.worker_version));
  for (const LookedFor& looked_for : hello.looked_for) {
    *proto.add_looked_for() = ToProto(looked_for);
  }
}

void Set(const VolumeBeginFrame& begin, v1::WorkerFrame& frame) {
  *frame.mutable_volume_begin()->mutable_volume() = ToProto(begin.volume);
}

// Drops facts, then findings, until the frame fits; halving keeps it linear.
void FitFile(v1::WorkerFrame& frame) {
  v1::FileDoneFrame& file = *frame.mutable_file_done();
  while (frame.ByteSizeLong() > limits::kFrameBytesMax &&
         file.facts_size() + file.findings_size() > 0) {
    if (file.facts_size() > 0) {
      file.mutable_facts()->DeleteSubrange(file.facts_size() / 2,
                                           file.facts_size() - file.facts_size() / 2);
    } else {
      file.mutable_findings()->DeleteSubrange(file.findings_size() / 2,
                                              file.findings_size() - file.findings_size() / 2);
    }
    file.set_read_to_end(false);
    file.set_reason("frame_limit");
  }
}

void Set(const FileDoneFrame& done, v1::WorkerFrame& frame) {
  v1::FileDoneFrame& proto = *frame.mutable_file_done();
  proto.set_sequence(done.sequence);
  proto.set_volume_id(WireText(done.volume_id));
  proto.set_path(done.path);
  proto.set_read_to_end(done.read_to_end);
  proto.set_reason(WireText(done.reason));
  for (const WorkerFinding& found : done.findings) {
    v1::WorkerFinding& added = *proto.add_findings();
    *added.mutable_finding() = ToProto(found.finding);
    added.mutable_finding()->clear_volume_id();
    added.mutable_finding()->clear_path();
    added.set_secret_sha256(found.secret_sha256.data(), found.secret_sha256.size());
  }
  AddFacts(done.facts, proto);
  FitFile(frame);
}

void Set(const ListedFileFrame& listed, v1::WorkerFrame& frame) {
  v1::ListedFileFrame& proto = *frame.mutable_listed_file();
  proto.set_volume_id(WireText(listed.entry.volume_id));
  proto.set_path(listed.entry.path);
  proto.set_inode(listed.entry.inode);
  proto.set_type(static_cast<std::uint32_t>(listed.entry.type));
  proto.set_size(listed.entry.size);
  *proto.mutable_permissions() = ToProto(listed.entry.permissions);
  proto.set_mtime_ns(listed.entry.mtime.ns);
  proto.set_sha256(listed.sha256);
}

void Set(const ProgressFrame& progress, v1::WorkerFrame& frame) {
  v1::ProgressFrame& proto = *frame.mutable_progress();
  proto.set_files(progress.files);
  proto.set_bytes(progress.bytes);
  proto.set_files_total(progress.files_total);
  proto.set_bytes_total(progress.bytes_total);
  proto.set_stage(WireText(progress.stage));
}

// A walk whose exceptions do not fit is incomplete: it resolves only files that it names.
void Set(const VolumeEndFrame& end, v1::WorkerFrame& frame) {
  v1::Volume& proto = *frame.mutable_volume_end()->mutable_coverage();
  proto = ToProto(end.coverage);
  while (static_cast<std::size_t>(proto.exceptions_size()) > limits::kWalkExceptionsMax ||
         (frame.ByteSizeLong() > limits::kFrameBytesMax && proto.exceptions_size() > 0)) {
    proto.mutable_exceptions()->DeleteSubrange(
        proto.exceptions_size() / 2, proto.exceptions_size() - proto.exceptions_size() / 2);
    proto.set_walked_to_end(false);
  }
}

void Set(const ScanEndFrame& end, v1::WorkerFrame& frame) {
  v1::ScanEndFrame& proto = *frame.mutable_scan_end();
  proto.set_suppressed(end.suppressed);
  for (const auto& [suppressor, count] : end.suppressed_by) {
    (*proto.mutable_suppressed_by())[WireText(suppressor)] = count;
  }
  proto.set_error(WireText(end.error));
  proto.set_error_code(end.error_code);
}

void Set(const RuleReportFrame& rule, v1::WorkerFrame& frame) {
  *frame.mutable_rule_report() = ToProto(rule.report);
}

// From the wire
// -------------------------------------------------------------------------------------------

StatusOr<WorkerFrame> HelloFromProto(const v1::HelloFrame& proto) {
  if (proto.protocol_version() != kWorkerProtocolVersion) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("the worker speaks protocol {} and not {}: it is of another "
                                 "build: install keytrail and keytrail-worker together",
                                 proto.protocol_version(), kWorkerProtocolVersion));
  }
  HelloFrame hello{.protocol_version = proto.protocol_version(),
                   .worker_version = proto.worker_version(),
                   .looked_for = {}};
  for (const v1::LookedFor& looked_for : proto.looked_for()) {
    hello.looked_for.push_back(FromProto(looked_for));
  }
  return hello;
}

// What only the supervisor may say of a finding, taken back.
Finding Unclaimed(Finding finding) {
  finding.id.clear();
  finding.machine_id.clear();
  finding.fingerprint.clear();
  finding.scan_id.clear();
  finding.snapshot_at = {};
  return finding;
}

StatusOr<WorkerFinding> FindingFromProto(const v1::WorkerFinding& proto,
                                         const v1::FileDoneFrame& file) {
  WorkerFinding found;
  KT_ASSIGN_OR_RETURN(Finding finding, FromProto(proto.finding()));
  found.finding = Unclaimed(std::move(finding));
  found.finding.volume_id = file.volume_id();
  found.finding.path = file.path();
  if (proto.secret_sha256().size() != found.secret_sha256.size()) {
    return Refused("with a digest of another length than SHA-256's");
  }
  std::ranges::copy(proto.secret_sha256(), found.secret_sha256.begin());
  return found;
}

StatusOr<WorkerFrame> FileFromProto(const v1::FileDoneFrame& proto) {
  if (proto.sequence() == 0 || proto.volume_id().empty() || proto.path().empty()) {
    return Refused("of a file without a number or a place");
  }
  if (static_cast<std::size_t>(proto.findings_size()) > limits::kFindingsPerFileMax ||
      static_cast<std::size_t>(proto.facts_size()) > limits::kFactsPerFileMax) {
    return Refused("with more findings or facts of one file than allowed");
  }
  FileDoneFrame done{.sequence = proto.sequence(),
                     .volume_id = proto.volume_id(),
                     .path = proto.path(),
                     .read_to_end = proto.read_to_end(),
                     .reason = proto.reason(),
                     .findings = {},
                     .facts = {}};
  for (const v1::WorkerFinding& proto_finding : proto.findings()) {
    KT_ASSIGN_OR_RETURN(WorkerFinding found, FindingFromProto(proto_finding, proto));
    done.findings.push_back(std::move(found));
  }
  KT_ASSIGN_OR_RETURN(done.facts, FactsOf(proto));
  for (Fact& fact : done.facts) {
    fact.id.clear();
    fact.machine_id.clear();
  }
  return done;
}

StatusOr<WorkerFrame> ListedFromProto(const v1::ListedFileFrame& proto) {
  if (proto.type() > kFileTypeLast) return Refused("of a file of no known type");
  const std::string& sha256 = proto.sha256();
  if (!sha256.empty() && (sha256.size() != kSha256HexDigits ||
                          sha256.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    return Refused("with a SHA-256 that is none");
  }
  ListedFileFrame listed;
  listed.entry.volume_id = proto.volume_id();
  listed.entry.path = proto.path();
  listed.entry.inode = proto.inode();
  listed.entry.type = static_cast<FileType>(proto.type());
  listed.entry.size = proto.size();
  listed.entry.permissions = FromProto(proto.permissions());
  listed.entry.mtime = Timestamp{proto.mtime_ns()};
  listed.sha256 = sha256;
  return listed;
}

StatusOr<WorkerFrame> EndFromProto(const v1::VolumeEndFrame& proto) {
  VolumeEndFrame end;
  if (proto.coverage().volume_id().empty()) return Refused("of a volume without an id");
  KT_ASSIGN_OR_RETURN(end.coverage, FromProto(proto.coverage()));
  end.coverage.machine_id.clear();
  end.coverage.scan_id.clear();
  end.coverage.snapshot_at = {};
  return end;
}

StatusOr<WorkerFrame> BeginFromProto(const v1::VolumeBeginFrame& proto) {
  if (proto.volume().volume_id().empty()) return Refused("of a volume without an id");
  return VolumeBeginFrame{.volume = VolumeFromProto(proto.volume())};
}

StatusOr<WorkerFrame> AnyFromProto(const v1::WorkerFrame& proto) {
  switch (proto.frame_case()) {
    case v1::WorkerFrame::kHello: return HelloFromProto(proto.hello());
    case v1::WorkerFrame::kVolumeBegin: return BeginFromProto(proto.volume_begin());
    case v1::WorkerFrame::kFileDone: return FileFromProto(proto.file_done());
    case v1::WorkerFrame::kListedFile: return ListedFromProto(proto.listed_file());
    case v1::WorkerFrame::kProgress:
      return ProgressFrame{.files = proto.progress().files(),
                           .bytes = proto.progress().bytes(),
                           .files_total = proto.progress().files_total(),
                           .bytes_total = proto.progress().bytes_total(),
                           .stage = proto.progress().stage()};
    case v1::WorkerFrame::kVolumeEnd: return EndFromProto(proto.volume_end());
    case v1::WorkerFrame::kScanEnd:
      return ScanEndFrame{.suppressed = proto.scan_end().suppressed(),
                          .suppressed_by = {proto.scan_end().suppressed_by().begin(),
                                            proto.scan_end().suppressed_by().end()},
                          .error = proto.scan_end().error(),
                          .error_code = proto.scan_end().error_code()};
    case v1::WorkerFrame::kRuleReport: {
      KT_ASSIGN_OR_RETURN(RuleReport report, FromProto(proto.rule_report()));
      return RuleReportFrame{.report = std::move(report)};
    }
    case v1::WorkerFrame::FRAME_NOT_SET: break;
  }
  return Refused("of no known kind");
}

}  // namespace

std::string EncodeFrame(const WorkerFrame& frame) {
  v1::WorkerFrame proto;
  std::visit([&](const auto& any) { Set(any, proto); }, frame);
  return SerializeInOrder(proto);
}

StatusOr<WorkerFrame> DecodeWorkerFrame(std::span<const std::byte> bytes) {
  if (bytes.size() > limits::kFrameBytesMax) return Refused("larger than allowed");
  v1::WorkerFrame proto;
  const google::protobuf::LogSilencer quiet;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Refused("that is damaged");
  }
  KT_RETURN_IF_ERROR(CheckBounds(proto));
  return AnyFromProto(proto);
}

}  // namespace keytrail::wire
