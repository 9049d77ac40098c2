// Supervisor → worker.
#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include "base/limits.h"
#include "keytrail/v1/worker.pb.h"
#include "wire/enums.h"
#include "wire/frame.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

constexpr auto kActionLast = static_cast<std::uint32_t>(Job::Action::kBenchRules);
constexpr auto kReaderLast = static_cast<std::uint32_t>(ReaderKind::kAppliance);
constexpr auto kAcceleratorLast = static_cast<std::uint32_t>(Accelerator::kTcg);

Status Refused(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("a supervisor's frame {}: the worker cannot go on: it ends", what));
}

void SetJob(const Job& job, v1::Job& proto) {
  proto.set_action(static_cast<std::uint32_t>(job.action));
  proto.set_reader(static_cast<std::uint32_t>(job.reader));
  proto.set_reader_reason(WireText(job.reader_reason));
  for (const SourceSpec& source : job.sources) {
    v1::SourceSpec& added = *proto.add_sources();
    added.set_path(source.path);
    added.set_display(source.display);
  }
  proto.set_hash(job.hash);
  proto.set_threads(job.threads);
  proto.set_read_rate_bytes_per_second(job.read_rate_bytes_per_second);
  proto.set_min_confidence(EnumToProto(job.min_confidence));
  for (const std::string& directory : job.rule_directories) proto.add_rule_directories(directory);
  for (const std::string& rule_id : job.rule_ids) proto.add_rule_ids(WireText(rule_id));
  for (const std::string& file : job.rule_files) proto.add_rule_files(file);
  proto.set_keep_going(job.keep_going);
  for (const std::string& directory : job.context_directories) {
    proto.add_context_directories(directory);
  }
  for (const std::string& file : job.known_keys_files) proto.add_known_keys_files(file);
  proto.set_rule_cache_directory(job.rule_cache_directory);
  proto.set_scratch_directory(job.scratch_directory);
  proto.set_probe_image(job.probe_image);
  proto.set_accelerator(static_cast<std::uint32_t>(job.accelerator));
  proto.set_scratch_bytes(job.scratch_bytes);
  proto.set_launch_seconds(job.launch_seconds);
  proto.set_insist_raw(job.insist_raw);
}

StatusOr<SupervisorFrame> JobFromProto(const v1::Job& proto) {
  if (proto.action() > kActionLast || proto.reader() > kReaderLast ||
      proto.accelerator() > kAcceleratorLast) {
    return Refused("with a job of no known kind");
  }
  Job job;
  job.action = static_cast<Job::Action>(proto.action());
  job.reader = static_cast<ReaderKind>(proto.reader());
  job.reader_reason = proto.reader_reason();
  for (const v1::SourceSpec& source : proto.sources()) {
    job.sources.push_back({.path = source.path(), .display = source.display()});
  }
  job.hash = proto.hash();
  job.threads = proto.threads();
  job.read_rate_bytes_per_second = proto.read_rate_bytes_per_second();
  KT_ASSIGN_OR_RETURN(job.min_confidence, EnumFromProto<Confidence>(proto.min_confidence()));
  job.rule_directories.assign(proto.rule_directories().begin(), proto.rule_directories().end());
  job.rule_ids.assign(proto.rule_ids().begin(), proto.rule_ids().end());
  job.rule_files.assign(proto.rule_files().begin(), proto.rule_files().end());
  job.keep_going = proto.keep_going();
  job.context_directories.assign(proto.context_directories().begin(),
                                 proto.context_directories().end());
  job.known_keys_files.assign(proto.known_keys_files().begin(), proto.known_keys_files().end());
  job.rule_cache_directory = proto.rule_cache_directory();
  job.scratch_directory = proto.scratch_directory();
  job.probe_image = proto.probe_image();
  job.accelerator = static_cast<Accelerator>(proto.accelerator());
  job.scratch_bytes = proto.scratch_bytes();
  job.launch_seconds = proto.launch_seconds();
  job.insist_raw = proto.insist_raw();
  return JobFrame{.job = std::move(job)};
}

struct SetVisitor {
  v1::SupervisorFrame& proto;
  void operator()(const JobFrame& frame) { SetJob(frame.job, *proto.mutable_job()->mutable_job()); }
  void operator()(const AcknowledgeFrame& frame) {
    proto.mutable_acknowledge()->set_sequence(frame.sequence);
  }
  void operator()(const CancelFrame&) { proto.mutable_cancel(); }
};

}  // namespace

std::string EncodeFrame(const SupervisorFrame& frame) {
  v1::SupervisorFrame proto;
  std::visit(SetVisitor{proto}, frame);
  return SerializeInOrder(proto);
}

StatusOr<SupervisorFrame> DecodeSupervisorFrame(std::span<const std::byte> bytes) {
  if (bytes.size() > limits::kFrameBytesMax) return Refused("larger than allowed");
  v1::SupervisorFrame proto;
  const google::protobuf::LogSilencer quiet;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Refused("that is damaged");
  }
  KT_RETURN_IF_ERROR(CheckBounds(proto));
  switch (proto.frame_case()) {
    case v1::SupervisorFrame::kJob: return JobFromProto(proto.job().job());
    case v1::SupervisorFrame::kAcknowledge:
      return AcknowledgeFrame{.sequence = proto.acknowledge().sequence()};
    case v1::SupervisorFrame::kCancel: return CancelFrame{};
    case v1::SupervisorFrame::FRAME_NOT_SET: break;
  }
  return Refused("of no known kind");
}

}  // namespace keytrail::wire
